// The list of rooms, who is around, and read marks that are one for all devices of a person; in real browsers on two gateways.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { PUT, VALUES } from './storage-scripts.ts';
import {
  enter,
  field,
  getsFocus,
  hasFocus,
  message,
  openRoom,
  overflows,
  say,
} from './web-browser.ts';
import { webStage } from './web-stage.ts';

/** What a key may take of somebody's patience, milliseconds. */
const KEY_MS = 50;
/** A mark is in the person's other browser within a second. */
const MARK_MS = 1_000;
/** How late a slow browser is with what a page puts off, milliseconds. */
const LATE_MS = 500;

const filter = (page: Page) => page.getByLabel('Find one of your rooms');
const links = (page: Page) => page.getByRole('navigation', { name: 'Rooms' }).getByRole('link');
const namesIn = (page: Page) => links(page).locator('.name').allTextContents();

describe('the page’s rooms and people', () => {
  const stage = webStage({ gateways: 2 });
  const { arrive, person, posts, url } = stage;
  /** The same person in a browser of another device. */
  const again = async (page: Page, gateway: number): Promise<Page> => {
    const { cookies } = await page.context().storageState();
    // A session's cookie is of one port.
    const { port } = new URL(url(gateway));
    const own = cookies.map((one) => ({ ...one, name: one.name.replace(/\d+$/, port) }));
    const context = await person({ storageState: { cookies: own, origins: [] } });
    const other = await context.newPage();
    await other.goto(url(gateway));
    await field(other).waitFor();
    return other;
  };
  /** Begins with these rooms in the list, as somebody does who was in them before. */
  const withRooms = async (page: Page, names: readonly string[]): Promise<void> => {
    const { id } = (await page.evaluate(
      "fetch('/api/session').then((answer) => answer.json()).then(({ user }) => user)",
    )) as { id: string };
    const kept = [[`chatk8s:cache:${id}:rooms`, JSON.stringify(names)]];
    const here = page.url();
    await page.goto('about:blank');
    await page.goto(`${new URL(here).origin}/favicon.svg`);
    await page.evaluate(`(${PUT})(${JSON.stringify(kept)})`);
    await page.goto(here);
    await field(page).waitFor();
  };

  it('have one read mark for all browsers of a person, which moves in all of them within a second', async () => {
    await posts('news', 'long ago');
    const laptop = await arrive('Ada');
    await openRoom(laptop, 'news');
    await message(laptop, 'long ago').waitFor();
    const phone = await again(laptop, 1);
    await openRoom(phone, 'news');
    await message(phone, 'long ago').waitFor();
    for (const page of [laptop, phone]) await openRoom(page, 'lobby');
    await posts('news', 'one', 'two');
    const two = (page: Page) => page.getByRole('link', { name: 'news 2 new messages' });
    for (const page of [laptop, phone]) await two(page).waitFor();
    await phone.reload();
    await two(phone).waitFor();
    await laptop.getByRole('link', { name: 'news' }).click();
    await message(laptop, 'two').waitFor();
    await two(phone).waitFor({ state: 'detached', timeout: MARK_MS });
    assert.equal(await phone.getByRole('link', { name: 'news' }).textContent(), '#news');
    await phone.reload();
    await phone.getByRole('link', { name: 'news' }).waitFor();
    await posts('news', 'three');
    await phone.getByRole('link', { name: 'news 1 new message' }).waitFor();
  });

  /** What the gateway says from here on comes late where `isLate`. */
  const slow = (page: Page, isLate: (frame: string) => boolean) =>
    page.routeWebSocket(/./, (socket) => {
      const gateway = socket.connectToServer();
      gateway.onMessage((frame) => {
        setTimeout(() => socket.send(frame), isLate(String(frame)) ? LATE_MS : 0);
      });
    });

  it('draw the line where another device stopped reading, in a browser that was never there', async () => {
    await posts('handed-over', 'read on the laptop');
    const laptop = await arrive('Ada');
    // They read what is there, and turn away before the gateway says that this is all.
    await slow(laptop, (frame) => /"type":"live","room":"handed-over"/.test(frame));
    await laptop.reload();
    await field(laptop).waitFor();
    await openRoom(laptop, 'handed-over');
    await message(laptop, 'read on the laptop').waitFor();
    await openRoom(laptop, 'lobby');
    await posts('handed-over', 'for the phone');
    await laptop.getByRole('link', { name: 'handed-over 1 new message' }).waitFor();
    const phone = await again(laptop, 1);
    await openRoom(phone, 'handed-over');
    await message(phone, 'for the phone').waitFor();
    await phone.locator('.new-line').waitFor();
    const rows = await phone.locator('.log li').allTextContents();
    const line = rows.indexOf('New');
    assert.match(rows[line - 1] ?? '', /read on the laptop/);
    await laptop
      .getByRole('link', { name: 'handed-over 1 new message' })
      .waitFor({ state: 'detached', timeout: MARK_MS });
  });

  it('begin, after a reload, where one stopped reading, and not at the newest message', async () => {
    await posts('tall', 'read');
    const ada = await arrive('Ada');
    await openRoom(ada, 'tall');
    await message(ada, 'read').waitFor();
    // Of what this browser kept the room is gone: it gets the last fifty first, and the ten before them later.
    await ada.goto(`${url(0)}/favicon.svg`);
    const kept = (await ada.evaluate(VALUES)) as Record<string, string>;
    const keys = Object.keys(kept).filter((key) => key.endsWith(':room:tall'));
    await ada.evaluate(`(${PUT})(${JSON.stringify(keys.map((key) => [key, 'null']))})`);
    await ada.goto('about:blank');
    await posts('tall', ...Array.from({ length: 60 }, (_, index) => `line ${index}`));
    await slow(ada, (frame) => frame.includes('"type":"history"'));
    await ada.goto(`${url(0)}/#/tall`);
    await message(ada, 'line 59').waitFor({ state: 'attached' });
    const isInSight = (text: string) =>
      ada.getByText(text, { exact: true }).evaluate((row) => {
        const box = row.closest('.scroller')?.getBoundingClientRect();
        const { top, bottom } = row.getBoundingClientRect();
        return box !== undefined && top >= box.top && bottom <= box.bottom;
      });
    await eventually(async () =>
      assert.ok((await isInSight('New')) && (await isInSight('line 0'))),
    );
    assert.equal(await isInSight('line 59'), false);
  });

  it('say that there is more than is loaded, where one was away for long', async () => {
    await posts('deep', 'read');
    const ada = await arrive('Ada');
    await openRoom(ada, 'deep');
    await message(ada, 'read').waitFor();
    await openRoom(ada, 'lobby');
    await ada.goto('about:blank');
    const many = Array.from({ length: 60 }, (_, index) => `line ${index}`);
    await posts('deep', ...many);
    // A browser of which the caches are gone: it begins with the last fifty.
    const phone = await again(await openBlank(ada), 1);
    await phone.goto(`${url(1)}/#/elsewhere`);
    await phone.getByLabel('Message to elsewhere').waitFor();
    await withRooms(phone, ['lobby', 'deep']);
    await phone.getByRole('link', { name: 'deep 50+ new messages' }).waitFor();
    await phone.getByRole('link', { name: 'deep' }).click();
    await message(phone, 'line 59').waitFor();
    await eventually(async () => {
      await phone.locator('.scroller').evaluate((box) => box.scrollTo({ top: 0 }));
      const rows = await phone.locator('.log li').allTextContents();
      assert.match(rows[rows.indexOf('New') - 1] ?? '', /^.*read$/);
    });
  });

  it('tell in title and picture of the tab that something is new', async () => {
    const ada = await arrive('Ada');
    await openRoom(ada, 'one');
    await openRoom(ada, 'two');
    await openRoom(ada, 'lobby');
    await posts('one', 'x', 'y');
    await posts('two', 'z');
    const picture = () => ada.locator('link[rel="icon"]').getAttribute('href');
    await eventually(async () => assert.match(await ada.title(), /^\(2\) #lobby/));
    assert.match((await picture()) ?? '', /^data:image\/svg\+xml,.*%3E2%3C%2Ftext/);
    await ada.getByRole('link', { name: 'one' }).click();
    await eventually(async () => assert.match(await ada.title(), /^\(1\) #one/));
    await ada.getByRole('link', { name: 'two' }).click();
    await eventually(async () => assert.match(await ada.title(), /^#two/));
    assert.equal(await picture(), '/favicon.svg');
  });

  it('stand first, with a mark of their own, where a message speaks to one', async () => {
    const ada = await arrive('Ada');
    for (const name of ['ask-ada', 'zoo', 'lobby']) await openRoom(ada, name);
    await posts('zoo', '@Ada have a look', 'nothing of note');
    await posts('ask-ada', 'nothing for her');
    await ada.getByRole('link', { name: 'ask-ada 1 new message' }).waitFor();
    await ada.getByRole('link', { name: 'zoo you are mentioned, 2 new messages' }).waitFor();
    await eventually(async () => assert.deepEqual(await namesIn(ada), ['zoo', 'ask-ada', 'lobby']));
    await eventually(async () => assert.match(await ada.title(), /^\(@1\) /));
  });

  it('show who is here, and who writes, until their message comes', async () => {
    const ada = await arrive('Ada');
    await openRoom(ada, 'kitchen');
    const grace = await arrive('Grace Hopper', { gateway: 1 });
    await openRoom(grace, 'kitchen');
    const here = ada.getByRole('button', { name: '2 people here' });
    await here.click();
    const people = ada.getByRole('complementary', { name: 'People in this room' });
    await eventually(async () =>
      assert.deepEqual(await people.locator('.who').allTextContents(), ['Ada', 'Grace Hopper']),
    );
    await field(grace).pressSequentially('so');
    await ada.getByText('Grace Hopper is typing').waitFor();
    await grace.keyboard.press('Enter');
    await message(ada, 'so').waitFor();
    await ada.getByText('Grace Hopper is typing').waitFor({ state: 'detached' });
    await grace.close();
    await eventually(
      async () => assert.deepEqual(await people.locator('.who').allTextContents(), ['Ada']),
      { deadlineMs: 10_000 },
    );
    await people.press('Escape');
    await people.waitFor({ state: 'detached' });
    await getsFocus(ada.getByRole('button', { name: 'One person here' }));
  });

  it('are found by a part of their name, with the keyboard alone', async () => {
    const ada = await arrive('Ada');
    assert.equal(await filter(ada).count(), 0, 'of few there is nothing to find');
    const names = ['lobby', ...Array.from({ length: 11 }, (_, index) => `team-${index + 1}`)];
    await withRooms(ada, [...names, 'web-team']);
    await field(ada).fill('');
    await ada.locator('.scroller').focus();
    await ada.keyboard.press('/');
    await getsFocus(filter(ada));
    await ada.keyboard.type('team-1');
    assert.deepEqual(await namesIn(ada), ['team-1', 'team-10', 'team-11']);
    await ada.getByText('3 rooms').waitFor();
    await ada.keyboard.press('ArrowDown');
    await ada.keyboard.press('ArrowDown');
    await ada.keyboard.press('Enter');
    await ada.getByLabel('Message to team-10').waitFor();
    await getsFocus(field(ada));
    assert.equal(await filter(ada).inputValue(), '');
    await ada.keyboard.type('and/or');
    assert.equal(await field(ada).inputValue(), 'and/or', 'who writes a slash, writes it');
    await ada.locator('.scroller').focus();
    await ada.keyboard.press('/');
    await getsFocus(filter(ada));
    await ada.keyboard.type('web');
    await ada.keyboard.press('Enter');
    await ada.getByLabel('Message to web-team').waitFor();
    await ada.locator('.scroller').focus();
    await ada.keyboard.press('/');
    await getsFocus(filter(ada));
    await ada.keyboard.type('nowhere');
    await ada.getByText(/^None of your rooms/).waitFor();
    await ada.keyboard.press('Escape');
    assert.equal((await namesIn(ada)).length, 13);
    await ada.keyboard.press('ArrowDown');
    await ada.keyboard.press('ArrowUp');
    await getsFocus(filter(ada));
  });

  it('stand first where something is new, but move under nobody’s pointer', async () => {
    const ada = await arrive('Ada');
    for (const name of ['alpha', 'beta', 'gamma', 'lobby']) await openRoom(ada, name);
    assert.deepEqual(await namesIn(ada), ['alpha', 'beta', 'gamma', 'lobby']);
    await links(ada).first().hover();
    await posts('gamma', 'new');
    await ada.getByRole('link', { name: 'gamma 1 new message' }).waitFor();
    assert.deepEqual(await namesIn(ada), ['alpha', 'beta', 'gamma', 'lobby']);
    await ada.locator('.scroller').hover();
    await eventually(async () =>
      assert.deepEqual(await namesIn(ada), ['gamma', 'alpha', 'beta', 'lobby']),
    );
    // Stepped through, each comes once, though reading it moves it.
    await ada.keyboard.down('Alt');
    for (const name of ['gamma', 'alpha', 'beta', 'lobby']) {
      await ada.keyboard.press('ArrowDown');
      await ada.getByLabel(`Message to ${name}`).waitFor();
    }
    await ada.keyboard.up('Alt');
    await eventually(async () =>
      assert.deepEqual(await namesIn(ada), ['alpha', 'beta', 'gamma', 'lobby']),
    );
  });

  it('take the focus from nobody who types on as soon as they are there, in a browser that is slow', async () => {
    const context = await person();
    // What is to be done after the picture is done late.
    await context.addInitScript(`{
      const later = setTimeout;
      window.setTimeout = (done, ms = ${LATE_MS}, ...more) => later(done, ms, ...more);
    }`);
    const ada = await enter(context, url(0), 'Ada');
    await openRoom(ada, 'first');
    const next = ada.getByLabel('Enter a room');
    // The hand is quicker than the page: it is in the field again with the first picture of the room.
    await ada.evaluate(`{
      const input = document.querySelector('#add-room');
      const header = document.querySelector('.room-header');
      const seen = new MutationObserver(() => {
        if (!header.querySelector('h2').textContent.includes('second')) return;
        seen.disconnect();
        input.focus();
      });
      seen.observe(header, { characterData: true, childList: true, subtree: true });
    }`);
    await openRoom(ada, 'second');
    await ada.evaluate('new Promise((resolve) => setTimeout(resolve))');
    assert.ok(await hasFocus(next));
    await next.fill('third');
    await ada.keyboard.press('Enter');
    await ada.getByLabel('Message to third').waitFor();
  });

  it('are quick to find among three hundred', async () => {
    const ada = await arrive('Ada');
    const names = Array.from({ length: 299 }, (_, index) => `project-${index + 1}-of-many`);
    await withRooms(ada, ['lobby', ...names]);
    await eventually(async () => assert.equal(await links(ada).count(), 300));
    const { times, shown } = await filter(ada).evaluate(async (input) => {
      const box = input as unknown as { value: string; dispatchEvent: (event: Event) => void };
      const list = input.ownerDocument.querySelector('#rooms');
      const all: number[] = [];
      let shown = 0;
      const word = 'project-1';
      const typed = Array.from(word, (_, index) => word.slice(0, index + 1));
      for (const text of [...typed, ...typed.toReversed(), '']) {
        const from = performance.now();
        box.value = text;
        box.dispatchEvent(new Event('input', { bubbles: true }));
        for (let turn = 0; turn < 20; turn += 1) await null;
        list?.getBoundingClientRect();
        all.push(performance.now() - from);
        if (text === word) shown = list?.querySelectorAll('a').length ?? 0;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return { times: all.sort((a, b) => a - b), shown };
    });
    assert.equal(shown, 111, 'each key was done with when the next one came');
    const median = times[Math.floor(times.length / 2)] ?? 0;
    const report = `a key: median ${median.toFixed(1)} ms, most ${times.at(-1)?.toFixed(1)} ms`;
    assert.ok(median < KEY_MS, report);
    if (process.env['SHOW_TIMES'] !== undefined) console.log(report);
  });

  it('fit a phone: a long name is cut, people lie over the room, and the filter opens the drawer', async () => {
    const long = `long-${'name-'.repeat(11)}end`;
    const ada = await arrive('Ada', {
      viewport: { width: 360, height: 640 },
      hasTouch: true,
      isMobile: true,
    });
    await withRooms(ada, ['lobby', long, ...Array.from({ length: 8 }, (_, index) => `r${index}`)]);
    await ada.goto(`${url(0)}/#/${long}`);
    await ada.getByLabel(`Message to ${long}`).waitFor();
    assert.equal(await overflows(ada), false);
    await ada.getByRole('button', { name: 'One person here' }).click();
    const people = ada.getByRole('complementary', { name: 'People in this room' });
    await people.waitFor();
    assert.equal(await overflows(ada), false);
    await people.getByRole('button', { name: 'Close the list of people' }).click();
    await ada.locator('.scroller').focus();
    await ada.keyboard.press('/');
    await getsFocus(filter(ada));
    const link = ada.getByRole('link', { name: long });
    assert.equal(await link.getAttribute('title'), long);
    const cut = (node: Locator) => node.evaluate((box) => box.scrollWidth > box.clientWidth);
    assert.ok(await cut(link.locator('.name')));
    await ada.keyboard.type('r7');
    await ada.keyboard.press('Enter');
    await ada.getByLabel('Message to r7').waitFor();
    await ada.getByRole('navigation', { name: 'Rooms' }).waitFor({ state: 'hidden' });
    await say(ada, 'from the pocket');
    await message(ada, 'from the pocket').waitFor();
  });

  /** A page of the browser that is nowhere yet. */
  const openBlank = async (page: Page): Promise<Page> => {
    await page.goto(url(0));
    await field(page).waitFor();
    return page;
  };
});
