// What the page asks for before the rest of it is there: on a slow network each of these is a way there and back.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { onePerson } from './one-person.ts';
import { enter, message, say } from './web-browser.ts';

/** The page itself; its first lines are another file. */
const ITSELF = /\/assets\/page-[^/]+\.js$/;
const BESIDE = /\/assets\/beside-[^/]+\.js$/;

describe('the first load of the page', () => {
  const own = onePerson();

  /** Its requests and connections, by their paths. */
  const heardOf = (page: Page) => {
    const heard: string[] = [];
    const note = (url: string) => void heard.push(new URL(url).pathname);
    page.on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => note(socket.url()));
    return heard;
  };

  /** Keeps a file on its way until what it answers is called. */
  const hold = async (page: Page, file: RegExp) => {
    const { promise: held, resolve: arrive } = Promise.withResolvers<void>();
    await page.route(file, async (route) => {
      await held;
      await route.continue();
    });
    return arrive;
  };

  it('asks who one is, and connects, while the page itself is on its way, and once', async () => {
    // Of what a worker keeps nothing is on its way.
    await own.context.addInitScript('delete Navigator.prototype.serviceWorker');
    const before = await enter(own.context, own.url(), 'Ada');
    await say(before, 'said before');
    await message(before, 'said before').waitFor();
    await before.close();
    const page = await own.context.newPage();
    const heard = heardOf(page);
    const arrive = await hold(page, ITSELF);
    await page.goto(own.url(), { waitUntil: 'commit' });
    await eventually(async () => assert.ok(heard.includes('/ws')));
    assert.ok(
      heard.some((path) => ITSELF.test(path)),
      'it is asked for beside that',
    );
    assert.equal(await page.locator('.chat').count(), 0, 'and is not there yet');
    arrive();
    await message(page, 'said before').waitFor();
    const room = page.getByRole('textbox', { name: /^Message to/ });
    await room.waitFor();
    await say(page, 'said after');
    await page.locator('.message:has-text("said after"):not([data-delivery="waiting"])').waitFor();
    assert.equal(heard.filter((path) => path === '/ws').length, 1);
    assert.equal(heard.filter((path) => path === '/api/session').length, 1);
  });

  it('enters the room of the address meanwhile where nobody was here before, once', async () => {
    await own.context.addInitScript('delete Navigator.prototype.serviceWorker');
    const writer = await own.chat.join('Writer');
    await writer.join('plans');
    await writer.post('plans', 'said in plans');
    const { token } = await own.chat.session('Newcomer');
    const name = `chatk8s_session_${new URL(own.url()).port}`;
    await own.context.addCookies([{ name, value: token, url: own.url() }]);
    const page = await own.context.newPage();
    const sent: { type: string; room?: string }[] = [];
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => sent.push(JSON.parse(String(payload)))),
    );
    const arrive = await hold(page, ITSELF);
    await page.goto(`${own.url()}/r/plans`, { waitUntil: 'commit' });
    const joined = () => sent.filter(({ type }) => type === 'join').map(({ room }) => room);
    await eventually(async () => assert.deepEqual(joined(), ['plans']));
    const databases = async () =>
      (await page.evaluate('indexedDB.databases()')) as { name: string }[];
    await eventually(async () =>
      assert.deepEqual(
        (await databases()).map((one) => one.name),
        ['chatk8s'],
        'and what it keeps is open',
      ),
    );
    arrive();
    await message(page, 'said in plans').waitFor();
    await writer.post('plans', 'said live');
    await message(page, 'said live').waitFor();
    assert.deepEqual(joined().sort(), ['lobby', 'plans']);
    await writer.close();
  });

  it('shows the messages before what stands around them is there, and says where that cannot be had', async () => {
    await own.context.addInitScript('delete Navigator.prototype.serviceWorker');
    const first = await enter(own.context, own.url(), 'Ada');
    await say(first, 'said earlier');
    await message(first, 'said earlier').waitFor();
    await first.close();
    const page = await own.context.newPage();
    const arrive = await hold(page, BESIDE);
    await page.goto(own.url());
    await message(page, 'said earlier').waitFor();
    const field = page.getByRole('textbox', { name: /^Message to/ });
    const rooms = page.getByRole('navigation', { name: 'Rooms' });
    assert.equal((await field.count()) + (await rooms.count()), 0);
    const place = async () => (await page.locator('.composer').boundingBox())?.y;
    const before = await place();
    arrive();
    await field.waitFor();
    await rooms.waitFor();
    assert.equal(await place(), before, 'its place was kept');
    await page.close();

    const broken = await own.context.newPage();
    await broken.route(BESIDE, (route) => route.abort());
    await broken.goto(own.url());
    await message(broken, 'said earlier').waitFor();
    await broken.getByRole('alert').getByText('or reload the page').waitFor();
    await broken.close();
  });

  it('keeps nothing waiting that is to be asked for early by what only takes long', async () => {
    await own.context.addInitScript('delete Navigator.prototype.serviceWorker');
    await own.context.addInitScript(COUNTS_FORMATS);
    const page = await own.context.newPage();
    const formats = async () => (await page.evaluate('formats')) as number;
    const [arrive, answer] = [await hold(page, ITSELF), await hold(page, /\/api\/session$/)];
    const asked = page.waitForRequest(/\/api\/session$/);
    await page.goto(own.url(), { waitUntil: 'commit' });
    await asked;
    await page.waitForTimeout(300);
    assert.equal(await formats(), 0);
    answer();
    await eventually(async () => assert.equal(await formats(), 1));
    arrive();
    await page.getByLabel('Your name').waitFor();
    await page.close();
  });

  it('is compiled while it comes, by a browser that can', async () => {
    const page = await own.context.newPage();
    const begins: string[] = [];
    page.on('response', async (response) => {
      if (/\/assets\/(first|page|beside)-[^/]+\.js$/.test(response.url()))
        begins.push((await response.text()).split('\n')[0] ?? '');
    });
    await page.goto(own.url());
    const hint = '//# allFunctionsCalledOnLoad';
    await eventually(async () => assert.deepEqual(begins, [hint, hint, hint]));
    await page.close();
  });

  it('connects nobody whom the gateway does not know', async () => {
    await own.context.clearCookies();
    const page = await own.context.newPage();
    const heard = heardOf(page);
    await page.goto(own.url());
    await page.getByLabel('Your name').waitFor();
    assert.ok(heard.includes('/api/session') && !heard.includes('/ws'));
  });
});

/** The language's rules for times, as they are made. */
const COUNTS_FORMATS = `
  window.formats = 0;
  const Made = Intl.DateTimeFormat;
  Intl.DateTimeFormat = class extends Made {
    constructor(...all) {
      super(...all);
      window.formats += 1;
    }
  };
`;
