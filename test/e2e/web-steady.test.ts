// A page on a slow network: whatever comes late comes to where it will stay, and nothing moves that somebody may be about to read or press.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { field, message, PHONE } from './web-browser.ts';
import { webStage } from './web-stage.ts';

/** On its way there, or back, milliseconds: what comes after something else is another picture. */
const WAY_MS = 150;
/** So long one notices that there is no connection yet. */
const LONG_WAY_MS = 1_500;
/** Until whatever was to come has come, and was drawn. */
const SETTLES_MS = 500;

/** What the browser itself counts as moved, as text: types of a browser are not those of the tests. */
const WATCH = `
globalThis.moved = [];
new PerformanceObserver((list) => {
  for (const { sources } of list.getEntries())
    for (const { node, previousRect: was, currentRect: is } of sources)
      moved.push([node?.className ?? '', node?.textContent?.slice(0, 30) ?? '', was.x, was.y, is.x, is.y].join(' '));
}).observe({ type: 'layout-shift', buffered: true });`;

describe('nothing on the page moves by itself', () => {
  const stage = webStage();
  let saysAfter = 2 * WAY_MS;

  /** Somebody whom the gateway knows, in a browser that was never here. */
  const newcomer = async (options: object): Promise<Page> => {
    const context = await stage.person(options);
    const { token } = await stage.chat.session('Newcomer');
    const name = `chatk8s_session_${new URL(stage.url()).port}`;
    await context.addCookies([{ name, value: token, url: stage.url() }]);
    await context.addInitScript(WATCH);
    await context.routeWebSocket(/\/ws/, (socket) => {
      const gateway = socket.connectToServer();
      gateway.onMessage((frame) => void setTimeout(() => socket.send(frame), saysAfter));
    });
    await context.route(/\/(api|assets)\//, async (route) => {
      await pause(2 * WAY_MS);
      await route.continue();
    });
    return context.newPage();
  };
  const assertStill = async (page: Page, when: string) => {
    await field(page).waitFor();
    await page.locator('.people-button', { hasText: /\d/ }).waitFor();
    await pause(SETTLES_MS);
    assert.deepEqual(await page.evaluate('moved.splice(0)'), [], when);
  };

  for (const [where, options] of [
    ['a desktop', { viewport: { width: 1100, height: 700 } }],
    ['a phone', PHONE],
  ] as const) {
    const [long, short] = [`long-${options.viewport.width}`, `short-${options.viewport.width}`];

    it(`for who opens it, comes back and goes from room to room, on ${where}`, async () => {
      const does = async (command: object) =>
        assert.equal((await stage.bot.does({ room: long, ...command })).type, 'ack');
      await does({
        type: 'create',
        kind: 'public',
        title: 'A long one',
        topic: 'What is it about',
      });
      const seqs = await stage.posts(long, ...Array.from({ length: 70 }, (_, i) => `line ${i}`));
      await does({ type: 'pin', target: seqs.at(-1), on: true });
      await stage.posts(short, 'one', 'two');
      const page = await newcomer(options);
      saysAfter = 2 * WAY_MS;
      await page.goto(`${stage.url()}/r/${short}`);
      await page.getByRole('region').getByText('This is where the room begins.').waitFor();
      await assertStill(page, 'the first visit');
      const goTo = (room: string) => page.evaluate(`location.hash = '#/${room}'`);
      await goTo(long);
      await message(page, 'line 69').first().waitFor();
      await page.getByRole('button', { name: 'Pinned messages, 1' }).waitFor();
      // The list of rooms is one longer.
      await page.evaluate('moved.splice(0)');
      await assertStill(page, 'a room for the first time');
      await goTo(short);
      await message(page, 'two').first().waitFor();
      await assertStill(page, 'a room that is there');
      for (const room of [long, short]) {
        await goTo(room);
        await field(page).waitFor();
        await page.reload();
        await assertStill(page, `the next visit, in ${room}`);
      }
      saysAfter = LONG_WAY_MS;
      await page.reload();
      await page.getByText('Connecting…').waitFor();
      await page.locator('.banner').waitFor({ state: 'detached' });
      await assertStill(page, 'a visit whose connection takes a while');
    });
  }
});
