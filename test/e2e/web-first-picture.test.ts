// A picture of a room's last messages while the page that will show them is still on its way, for who was never here. The real page takes
// its place, and nobody sees when.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { uuid7 } from '../support/wire.ts';
import { field, message, say, shot } from './web-browser.ts';
import { webStage } from './web-stage.ts';

/** The page itself. */
const ITSELF = /\/assets\/page-[^/]+\.js$/;
const NO_WORKER = 'delete Navigator.prototype.serviceWorker';

describe('the first picture of the page', () => {
  const stage = webStage();
  const { posts, url } = stage;
  const picture = (page: Page) => page.locator('.picture');

  /** Somebody whom the gateway knows, in a browser that was never here, before a page that stays on its way until it is let in. */
  const before = async (path: string, { token }: { token?: string } = {}) => {
    const context = await stage.person();
    await context.addInitScript(NO_WORKER);
    const value = token ?? (await stage.chat.session('Newcomer')).token;
    await context.addCookies([
      { name: `chatk8s_session_${new URL(url()).port}`, value, url: url() },
    ]);
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const { promise: held, resolve: arrive } = Promise.withResolvers<void>();
    await page.route(ITSELF, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${url()}${path}`, { waitUntil: 'commit' });
    return { page, asked, arrive };
  };
  /** Where a row's text stands on the screen, and how wide it is. */
  const place = async (page: Page, text: string) => {
    const box = await page.getByText(text, { exact: true }).boundingBox();
    assert.ok(box);
    return [box.x, box.y, box.width];
  };
  /** A browser scrolls by whole pixels. */
  const assertThere = async (page: Page, text: string, before: readonly number[]) => {
    const now = await place(page, text);
    const isThere = now.every((at, index) => Math.abs(at - (before[index] ?? 0)) <= 1);
    assert.ok(isThere, `${text}: ${now}, before ${before}`);
  };
  const many = (name: string) => Array.from({ length: 40 }, (_, index) => `${name} ${index}`);

  for (const [where, viewport] of [
    ['a desktop', { width: 1100, height: 700 }],
    ['a phone', { width: 390, height: 760 }],
  ] as const) {
    it(`has the last messages where the page shows them, and is gone with it, on ${where}`, async () => {
      const room = `pictured-${viewport.width}`;
      await posts(room, ...many('line'));
      const { page, arrive } = await before('/favicon.svg');
      await page.setViewportSize(viewport);
      await page.goto(`${url()}/r/${room}`, { waitUntil: 'commit' });
      await message(page, 'line 39').waitFor();
      await shot(page, `first-picture-${viewport.width}`);
      assert.equal(await picture(page).count(), 1);
      assert.equal(await page.locator('.chat:not(.picture)').count(), 0, 'the page is not there');
      const [high, low] = [await place(page, 'line 30'), await place(page, 'line 39')];
      arrive();
      await field(page).waitFor();
      await eventually(async () => assert.equal(await picture(page).count(), 0));
      await assertThere(page, 'line 30', high);
      await assertThere(page, 'line 39', low);
      await say(page, 'said with the page');
      await message(page, 'said with the page').waitFor();
    });
  }

  it('says nothing to a screen reader, and can be neither pressed nor reached with the keyboard', async () => {
    await posts('silent', 'said to all');
    const { page, arrive } = await before('/r/silent');
    await message(page, 'said to all').waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement?.closest(".picture")'), null);
    assert.equal(await picture(page).getAttribute('aria-hidden'), 'true');
    assert.equal(await page.getByRole('listitem').count(), 0);
    arrive();
    await page.getByRole('listitem').first().waitFor();
  });

  it('has the beginning of a room that is short, and the line above what is new', async () => {
    const [first = 0] = await posts('short', 'read before', 'not read yet');
    const { token } = await stage.chat.session('Reader');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ seq: first });
    await fetch(`${url()}/api/rooms/short/read`, { method: 'PUT', headers, body });
    const { page, arrive } = await before('/favicon.svg', { token });
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    await page.routeWebSocket(/\/ws$/, (socket) => {
      const gateway = socket.connectToServer();
      socket.onMessage(async (command) => {
        // What stands above the first message.
        if (String(command).includes('"as":"messages"')) await answered;
        gateway.send(command);
      });
    });
    await page.goto(`${url()}/r/short`, { waitUntil: 'commit' });
    await message(page, 'not read yet').waitFor();
    const rows = () => page.locator('.log li').allTextContents();
    const line = (await rows()).indexOf('New');
    assert.match((await rows())[line + 1] ?? '', /not read yet/);
    await page.getByText('This is where the room begins.').waitFor();
    const drawn = await place(page, 'not read yet');
    arrive();
    await field(page).waitFor();
    await eventually(async () => assert.equal(await picture(page).count(), 0));
    assert.equal((await rows()).indexOf('New'), line);
    const begins = page.getByText('This is where the room begins.');
    assert.equal(await begins.isVisible(), false, 'not known yet');
    await assertThere(page, 'not read yet', drawn);
    answer();
    await begins.waitFor();
    await assertThere(page, 'not read yet', drawn);
  });

  it('stays until the page has the messages itself, and goes where it shows something else', async () => {
    await posts('lobby', 'said before');
    const { page, arrive } = await before('/favicon.svg');
    let end: (() => Promise<void>) | undefined;
    // A connection that says nothing, until it is over.
    await page.routeWebSocket(/\/ws$/, (socket) => {
      end = async () => socket.close({ code: 4500, reason: 'session over' });
    });
    await page.goto(url(), { waitUntil: 'commit' });
    await message(page, 'said before').waitFor();
    arrive();
    await page.getByRole('heading', { name: 'lobby' }).waitFor();
    assert.equal(await picture(page).count(), 1, 'while it connects');
    assert.ok(await message(page, 'said before').isVisible());
    await page.context().clearCookies();
    await eventually(async () => assert.ok(end));
    await end?.();
    await page.getByLabel('Your name').waitFor();
    assert.equal(await picture(page).count(), 0);
  });

  it('goes where the page opens another room', async () => {
    await posts('left-behind', 'said there');
    const { page, arrive } = await before('/r/left-behind');
    await message(page, 'said there').waitFor();
    await page.evaluate("location.hash = '#/lobby'");
    arrive();
    await page.getByRole('textbox', { name: 'Message to lobby' }).waitFor();
    assert.equal(await picture(page).count(), 0);
    assert.equal(await message(page, 'said there').count(), 0);
  });

  it('is none of a message that a link names, nor of a room that is not open to one, nor for who was here', async () => {
    const [first] = await posts('not-pictured', 'said long ago');
    const ofRoom = (asked: readonly string[]) => asked.filter((path) => /^\/api\/rooms/.test(path));

    const linked = await before(`/r/not-pictured/${first}`);
    linked.arrive();
    await message(linked.page, 'said long ago').waitFor();
    assert.deepEqual(ofRoom(linked.asked), []);
    await linked.page.goto(`${url()}/r/not-pictured`);
    await message(linked.page, 'said long ago').waitFor();
    assert.deepEqual(ofRoom(linked.asked), [], 'what the browser keeps is there sooner');

    await stage.bot.send({
      type: 'create',
      id: uuid7(),
      room: 'shut',
      kind: 'private',
    });
    const shut = await before('/r/shut');
    await eventually(async () => assert.equal(ofRoom(shut.asked).length, 2));
    shut.arrive();
    await shut.page.getByText('You cannot enter').waitFor();
    assert.equal(await picture(shut.page).count(), 0);
  });
});
