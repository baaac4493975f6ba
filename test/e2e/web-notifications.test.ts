// What the page tells outside of itself: once for all tabs of a browser, what the person wants to hear of, and only when they were
// asked. What a browser would show is written down in its place, for no window of a desktop can be looked at.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { message, openRoom } from './web-browser.ts';
import { webStage } from './web-stage.ts';

/** Long enough that what was not to be told would have been, milliseconds. */
const QUIET_MS = 600;

/** In place of the browser's own: it answers a question, and notes what would be shown. */
const NOTED = `{
  let permission = 'default';
  window.asked = 0;
  window.told = [];
  window.Notification = class {
    static get permission() { return permission; }
    static requestPermission() { window.asked += 1; permission = 'granted'; return Promise.resolve(permission); }
    constructor(title, { body }) { this.words = title + ': ' + body; this.isOpen = true; window.told.push(this); }
    close() { this.isOpen = false; }
  };
  try { if (localStorage.getItem('granted')) permission = 'granted'; } catch {
    // A page that is nowhere yet has no storage.
  }
}`;

const toldIn = (page: Page): Promise<string[]> => page.evaluate('told.map(({ words }) => words)');
const openIn = (page: Page): Promise<string[]> =>
  page.evaluate('told.filter(({ isOpen }) => isOpen).map(({ words }) => words)');

describe('what the page tells outside of itself', () => {
  const stage = webStage();

  /** Somebody who said yes, and has a tab in each of these rooms, or one in the last. */
  const listener = async (name: string, rooms: readonly string[], tabs = true) => {
    const context = await stage.person();
    await context.addInitScript(NOTED);
    const first = await context.newPage();
    await first.goto(stage.url());
    await first.getByLabel('Your name').fill(name);
    await first.keyboard.press('Enter');
    await first.getByRole('textbox', { name: /^Message to/ }).waitFor();
    await first.keyboard.press('Control+,');
    await first.getByRole('button', { name: 'Turn notifications on' }).click();
    await first.getByText('You are told outside of this page').waitFor();
    await first.evaluate("localStorage.setItem('granted', 'yes')");
    await first.keyboard.press('Escape');
    for (const room of rooms) await openRoom(first, room);
    const pages = [first];
    if (tabs) for (const room of rooms.slice(0, -1)) pages.push(await tab(context, room));
    return { context, pages };
  };
  const tab = async (context: BrowserContext, room: string) => {
    const page = await context.newPage();
    await page.goto(`${stage.url()}/#/${room}`);
    await page.getByLabel(`Message to ${room}`).waitFor();
    return page;
  };
  /** The locks of tabs in which the room is before somebody's eyes. */
  const WATCHED = `navigator.locks.query().then(({ held }) =>
    held.map(({ name }) => name).filter((name) => name.endsWith(':watching:ops-room')))`;
  const told = async (pages: readonly Page[]) => (await Promise.all(pages.map(toldIn))).flat();

  it('is asked for where somebody speaks to the person, never by itself', async () => {
    const context = await stage.person();
    await context.addInitScript(NOTED);
    const ada = await context.newPage();
    await ada.goto(stage.url());
    await ada.getByLabel('Your name').fill('Ada');
    await ada.keyboard.press('Enter');
    await ada.getByLabel('Message to lobby').waitFor();
    const question = ada.getByRole('region', { name: 'Notifications' });
    assert.equal(await question.count(), 0);
    await stage.posts('lobby', '@Ada are you there?');
    await question.waitFor();
    assert.equal(await ada.evaluate('asked'), 0);
    await question.getByRole('button', { name: 'Yes, tell me' }).click();
    await question.waitFor({ state: 'detached' });
    assert.equal(await ada.evaluate('asked'), 1);
  });

  it('is told once, however many tabs there are, and leads to the message', async () => {
    const { context, pages } = await listener('Bea', ['one', 'two', 'three']);
    await stage.posts('ops-room', 'before');
    const [first] = pages;
    assert.ok(first);
    await openRoom(first, 'ops-room');
    await message(first, 'before').waitFor();
    await openRoom(first, 'three');
    for (const page of pages.slice(1)) await page.reload();
    for (const page of pages) await page.getByRole('link', { name: 'ops-room' }).waitFor();
    await stage.posts('ops-room', 'nothing for her', '@Bea look at this');
    await eventually(async () =>
      assert.deepEqual(await told(pages), ['Bot · #ops-room: @Bea look at this']),
    );
    await sleep(QUIET_MS);
    assert.equal((await told(pages)).length, 1);
    const counts = await Promise.all(pages.map(toldIn));
    const leader = pages[counts.findIndex(({ length }) => length > 0)];
    assert.ok(leader);
    await leader.evaluate('told[0].onclick()');
    await message(leader, '@Bea look at this').waitFor();
    assert.match(leader.url(), /#\/ops-room\/\d+$/);
    await leader.close();
    const others = pages.filter((page) => page !== leader);
    // A browser gives back what a tab held a moment after it closed: until then the room is before somebody's eyes.
    await eventually(async () => assert.deepEqual(await others[0]?.evaluate(WATCHED), []));
    await stage.posts('ops-room', '@Bea and this');
    await eventually(async () =>
      assert.deepEqual(await told(others), ['Bot · #ops-room: @Bea and this']),
    );
    // Read in one of them, it is taken away in the one that shows it.
    const [reader] = others;
    await reader?.bringToFront();
    await reader?.getByRole('link', { name: 'ops-room' }).click();
    await eventually(async () =>
      assert.deepEqual((await Promise.all(others.map(openIn))).flat(), []),
    );
    await context.close();
  });

  it('is what the person wants to hear of, and nothing while they are not to be disturbed', async () => {
    const { pages } = await listener('Cleo', ['news', 'lobby'], false);
    const [cleo] = pages;
    assert.ok(cleo);
    await stage.posts('news', 'nothing much');
    await cleo.getByRole('link', { name: 'news 1 new message' }).press('m');
    await cleo.getByRole('menuitemradio', { name: 'All messages' }).click();
    await stage.posts('news', 'now this');
    await eventually(async () => assert.deepEqual(await told(pages), ['Bot · #news: now this']));
    await cleo.getByRole('button', { name: 'Do not disturb' }).press('Enter');
    await cleo.getByRole('menuitem', { name: 'For 30 minutes' }).press('Enter');
    await cleo.getByRole('button', { name: /^Do not disturb until / }).waitFor();
    await stage.posts('news', '@Cleo not now');
    await cleo.getByRole('link', { name: /news.*you are mentioned/ }).waitFor();
    await sleep(QUIET_MS);
    assert.equal((await told(pages)).length, 1);
    await cleo.getByRole('button', { name: /^Do not disturb until / }).click();
    await cleo.getByRole('menuitem', { name: 'Turn it off', exact: true }).click();
    await stage.posts('news', '@Cleo and now');
    await eventually(async () => assert.equal((await told(pages)).length, 2));
  });
});
