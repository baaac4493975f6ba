// What the page asks for before the rest of it is there: on a slow network each of these is a way there and back.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { onePerson } from './one-person.ts';
import { enter, message, say } from './web-browser.ts';

/** The page itself; its first lines are another file. */
const ITSELF = /\/assets\/page-[^/]+\.js$/;

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

  it('asks who one is, and connects, while the page itself is on its way, and once', async () => {
    // Of what a worker keeps nothing is on its way.
    await own.context.addInitScript('delete Navigator.prototype.serviceWorker');
    const before = await enter(own.context, own.url(), 'Ada');
    await say(before, 'said before');
    await message(before, 'said before').waitFor();
    await before.close();
    const page = await own.context.newPage();
    const heard = heardOf(page);
    const { promise: held, resolve: arrive } = Promise.withResolvers<void>();
    await page.route(ITSELF, async (route) => {
      await held;
      await route.continue();
    });
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

  it('connects nobody whom the gateway does not know', async () => {
    await own.context.clearCookies();
    const page = await own.context.newPage();
    const heard = heardOf(page);
    await page.goto(own.url());
    await page.getByLabel('Your name').waitFor();
    assert.ok(heard.includes('/api/session') && !heard.includes('/ws'));
  });
});
