import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { uuid7 } from '../support/wire.ts';
import { textsFromTheTop } from './scrolling.ts';
import { VALUES } from './storage-scripts.ts';
import { message, openRoom, overflows, say } from './web-browser.ts';
import { webStage } from './web-stage.ts';

const TICKS = { stored: 'Stored', persisted: 'Stored, and found by a search' };

const hasFocus = (element: Locator) =>
  element.evaluate((node) => node.contains(node.ownerDocument.activeElement));

const inSight = (page: Page, text: string) =>
  message(page, text).evaluate((row) => {
    const box = row.closest('.scroller')?.getBoundingClientRect();
    const own = row.getBoundingClientRect();
    return box !== undefined && own.top >= box.top && own.bottom <= box.bottom + 1;
  });

describe('the page', () => {
  const stage = webStage({ gateways: 2 });
  const { arrive, person, url } = stage;
  const ticksOf = (page: Page, text: string) =>
    message(page, text).getByRole('img').getAttribute('aria-label');

  it('lets two browsers on two gateways chat, with one tick when stored and two in the database', async () => {
    const ada = await arrive('Ada');
    const grace = await arrive('Grace', { gateway: 1 });
    await say(ada, 'hello from one');
    await message(grace, 'hello from one').waitFor();
    await say(grace, 'hello from two');
    await message(ada, 'hello from two').waitFor();
    const author = message(grace, 'hello from one').locator('.author');
    assert.equal(await author.textContent(), 'Ada');
    await eventually(async () =>
      assert.equal(await ticksOf(ada, 'hello from one'), TICKS.persisted),
    );
    assert.equal(await message(grace, 'hello from one').getByRole('img').count(), 0);
  });

  it('counts what is new in other rooms, and shows in the room where it begins', async () => {
    const ada = await arrive('Ada');
    await openRoom(ada, 'news');
    await stage.bot.join('news');
    await stage.bot.post('news', 'seen');
    await message(ada, 'seen').waitFor();
    await openRoom(ada, 'lobby');
    await stage.bot.post('news', 'unseen one');
    await stage.bot.post('news', 'unseen two');
    const link = ada.getByRole('link', { name: /news/ });
    await ada.getByRole('link', { name: 'news 2 new messages' }).waitFor();
    await eventually(async () => assert.match(await ada.title(), /^\(1\) #lobby/));
    await link.click();
    await message(ada, 'unseen two').waitFor();
    const rows = await ada.locator('.log li').allTextContents();
    const line = rows.indexOf('New');
    assert.match(rows[line - 1] ?? '', /seen/);
    assert.match(rows[line + 1] ?? '', /unseen one/);
    await eventually(async () => assert.equal(await link.textContent(), '#news'));
  });

  it('scrolls back to where the room begins, every message once and in order', async () => {
    await stage.bot.join('long');
    for (let i = 1; i <= 240; i += 1) await stage.bot.post('long', `line ${i}`);
    const ada = await arrive('Ada');
    await openRoom(ada, 'long');
    await message(ada, 'line 240').waitFor();
    const scroller = ada.locator('.scroller');
    await eventually(
      async () => {
        await scroller.evaluate((box) => box.scrollTo({ top: 0 }));
        assert.ok(await ada.getByText('This is where the room begins.').isVisible());
      },
      { deadlineMs: 20_000 },
    );
    assert.deepEqual(
      await textsFromTheTop(ada),
      Array.from({ length: 240 }, (_, i) => `line ${i + 1}`),
    );
  });

  it('leaves who is a little above the end where they are, until something comes', async () => {
    await stage.posts('nearly', ...Array.from({ length: 60 }, (_, index) => `line ${index}`));
    const ada = await arrive('Ada');
    await openRoom(ada, 'nearly');
    await message(ada, 'line 59').waitFor();
    const scroller = ada.locator('.scroller');
    const below = () =>
      scroller.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    await eventually(async () => assert.ok((await below()) < 1));
    await scroller.evaluate((box) => box.scrollBy(0, -30));
    // Whatever is pressed then is still there as the press ends.
    const box = await message(ada, 'line 55').boundingBox();
    assert.ok(box);
    await ada.mouse.move(box.x + 50, box.y + 5);
    await ada.mouse.down();
    await ada.evaluate('new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))');
    const now = await message(ada, 'line 55').boundingBox();
    // A browser scrolls by whole pixels.
    assert.ok(Math.abs((now?.y ?? 0) - box.y) <= 1, `${now?.y}, before ${box.y}`);
    await ada.mouse.up();
    assert.ok(Math.abs((await below()) - 30) <= 1);
    await stage.posts('nearly', 'one more');
    await message(ada, 'one more').waitFor();
    await eventually(async () => assert.ok((await below()) < 1));
  });

  it('does not move what is being read when older messages come in above it', async () => {
    await stage.bot.join('steady');
    for (let i = 1; i <= 120; i += 1) await stage.bot.post('steady', `line ${i}`);
    const ada = await arrive('Ada');
    await openRoom(ada, 'steady');
    await message(ada, 'line 120').waitFor();
    const moved = await ada.locator('.scroller').evaluate(async (scroller) => {
      const height = scroller.scrollHeight;
      scroller.scrollTop = 300;
      await new Promise((resolve) => setTimeout(resolve, 50));
      const topOfBox = scroller.getBoundingClientRect().top;
      const inSight = [...scroller.querySelectorAll('.message')].filter(
        (row) => row.getBoundingClientRect().top >= topOfBox,
      );
      // Not the first one: it gives its name and time to the group that comes in above it.
      const line = inSight[3];
      const top = line.getBoundingClientRect().top;
      while (scroller.scrollHeight < height + 500)
        await new Promise((resolve) => setTimeout(resolve, 10));
      return line.getBoundingClientRect().top - top;
    });
    assert.ok(Math.abs(moved) < 2, `the line moved by ${moved} px`);
  });

  it('stays at the bottom when it is there, and offers the way back when it is not', async () => {
    await stage.bot.join('busy');
    for (let i = 1; i <= 60; i += 1) await stage.bot.post('busy', `line ${i}`);
    const ada = await arrive('Ada');
    await openRoom(ada, 'busy');
    await message(ada, 'line 60').waitFor();
    await stage.bot.post('busy', 'the newest');
    const newest = message(ada, 'the newest');
    await eventually(async () => assert.ok(await inSight(ada, 'the newest')));
    await ada.locator('.scroller').evaluate((box) => box.scrollTo({ top: 0 }));
    await stage.bot.post('busy', 'newer still');
    await message(ada, 'newer still').waitFor({ state: 'attached' });
    assert.equal(await inSight(ada, 'newer still'), false);
    await ada.getByRole('button', { name: 'Newest' }).click();
    await eventually(async () => assert.ok(await inSight(ada, 'newer still')));
    await newest.waitFor();
  });

  it('does not jump down when something arrives just as one scrolls up', async () => {
    await stage.bot.join('jumpy');
    for (let i = 1; i <= 60; i += 1) await stage.bot.post('jumpy', `line ${i}`);
    const ada = await arrive('Ada');
    await openRoom(ada, 'jumpy');
    await message(ada, 'line 60').waitFor();
    await eventually(async () => assert.ok(await inSight(ada, 'line 60')));
    const { seq } = await stage.bot.post('jumpy', 'the last one');
    const reaction = { target: seq, emoji: '👍', on: true };
    stage.bot.send({ type: 'react', id: uuid7(), room: 'jumpy', ...reaction });
    await ada.locator('.chip').first().waitFor();
    // In one step: what one does is shown, one after the other, before the browser tells of the scrolling.
    await ada.locator('.scroller').evaluate(async (box) => {
      box.scrollTo({ top: 700 });
      for (let times = 0; times < 2; times += 1) {
        box.querySelector('.chip').click();
        for (let i = 0; i < 20; i += 1) await null;
      }
    });
    assert.equal(await inSight(ada, 'the last one'), false);
    // Older messages may have come in above.
    const below = await ada
      .locator('.scroller')
      .evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    assert.ok(below > 150, `${below} px are further down`);
  });

  it('shows after a reload what was there, what was missed, and both once', async () => {
    const ada = await arrive('Ada');
    await openRoom(ada, 'kept');
    await say(ada, 'before');
    await eventually(async () => assert.equal(await ticksOf(ada, 'before'), TICKS.persisted));
    await ada.goto('about:blank');
    await stage.bot.join('kept');
    await stage.bot.post('kept', 'while away');
    await ada.goto(url(0));
    await message(ada, 'while away').waitFor();
    assert.match(ada.url(), /#\/kept$/);
    assert.deepEqual(await ada.locator('.message .text').allTextContents(), [
      'before',
      'while away',
    ]);
    await eventually(async () => assert.equal(await ticksOf(ada, 'before'), TICKS.persisted));
  });

  it('keeps a draft of each room over switching and reloading', async () => {
    const ada = await arrive('Ada');
    await ada.getByLabel('Message to lobby').fill('half a thought');
    await openRoom(ada, 'elsewhere');
    await ada.getByLabel('Message to elsewhere').waitFor();
    await ada.getByRole('link', { name: 'lobby' }).click();
    assert.equal(await ada.getByLabel('Message to lobby').inputValue(), 'half a thought');
    await ada.reload();
    assert.equal(await ada.getByLabel('Message to lobby').inputValue(), 'half a thought');
  });

  it('shows text as text: no markup, links that lead where they say, long words wrapped', async () => {
    const ada = await arrive('Ada');
    await openRoom(ada, 'text');
    await stage.bot.join('text');
    const nasty = '<img src=x onerror=alert(1)> see https://example.org/a_(b), javascript:alert(1)';
    await stage.bot.post('text', nasty);
    await stage.bot.post('text', 'w'.repeat(600));
    await message(ada, 'w'.repeat(600)).waitFor();
    assert.equal(await ada.locator('.message img').count(), 0);
    assert.equal(await ada.locator('.text').first().textContent(), nasty);
    const links = ada.locator('.text a');
    assert.equal(await links.count(), 1);
    assert.equal(await links.getAttribute('href'), 'https://example.org/a_(b)');
    assert.match((await links.getAttribute('rel')) ?? '', /noopener/);
    assert.equal(await overflows(ada), false);
  });

  it('says in words what is wrong with a name, a room or a message', async () => {
    const context = await person();
    const page = await context.newPage();
    await page.goto(url(0));
    await page.getByRole('button', { name: 'Enter the chat' }).click();
    await page.getByText('Choose a name first.').waitFor();
    await stage.chat.session('Somebody else');
    for (const [name, words] of [
      ['somebody else', '“somebody else” is taken, or looks like a name that is'],
      ['Аda', 'a name must be in one script'],
      ['Nobody else', undefined],
    ] as const) {
      await page.getByLabel('Your name').fill(name);
      await page.keyboard.press('Enter');
      if (words !== undefined) await page.getByText(words).waitFor();
    }
    await page.getByLabel('Enter a room').fill('what?!');
    await page.keyboard.press('Enter');
    await page.getByText(/A room name has 1 to 64/).waitFor();
    await page.getByLabel('Message to lobby').fill('x'.repeat(4100));
    await page.getByText('4 characters too many').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Send' }).isDisabled(), true);
  });

  it('is used with the keyboard alone', async () => {
    const ada = await arrive('Ada');
    await openRoom(ada, 'second');
    await ada.reload();
    await ada.getByLabel('Message to second').waitFor();
    const skip = ada.getByRole('button', { name: 'Skip to writing a message' });
    // Around from the field that has the focus at the start, past the browser's own bar.
    await eventually(async () => {
      await ada.keyboard.press('Tab');
      assert.equal(await hasFocus(skip), true);
    });
    await ada.keyboard.press('Enter');
    await ada.keyboard.type('one line');
    await ada.keyboard.press('Shift+Enter');
    await ada.keyboard.type('another');
    await ada.keyboard.press('Enter');
    await eventually(async () =>
      assert.equal(await ada.locator('.text').last().textContent(), 'one line\nanother'),
    );
    await ada.keyboard.press('Alt+ArrowUp');
    await ada.getByLabel('Message to lobby').waitFor();
    assert.match(ada.url(), /#\/lobby$/);
    await ada.goBack();
    await ada.getByLabel('Message to second').waitFor();
  });

  it('fits a phone: nothing overflows, the rooms are a drawer that opens, takes the focus and closes', async () => {
    const ada = await arrive('Ada', {
      viewport: { width: 360, height: 640 },
      hasTouch: true,
      isMobile: true,
    });
    await say(ada, `a long one ${'word '.repeat(60)}`);
    assert.equal(await overflows(ada), false);
    const rooms = ada.getByRole('navigation', { name: 'Rooms' });
    assert.equal(await rooms.isVisible(), false);
    await ada.getByRole('button', { name: 'Rooms' }).click();
    await rooms.waitFor();
    await eventually(async () => assert.equal(await hasFocus(rooms), true));
    await ada.keyboard.press('Escape');
    await rooms.waitFor({ state: 'hidden' });
    const menu = ada.getByRole('button', { name: 'Rooms' });
    await eventually(async () => assert.equal(await hasFocus(menu), true));
    await ada.getByRole('button', { name: 'Rooms' }).click();
    // Before it has taken the focus, it would take it from the field that is typed into.
    await eventually(async () => assert.equal(await hasFocus(rooms), true));
    await openRoom(ada, 'pocket');
    await rooms.waitFor({ state: 'hidden' });
    await ada.getByLabel('Message to pocket').waitFor();
  });

  it('leaves a room and signs out, and keeps nothing of either', async () => {
    const ada = await arrive('Ada');
    await openRoom(ada, 'brief');
    await say(ada, 'soon gone');
    await message(ada, 'soon gone').waitFor();
    // Before it is stored the page asks whether to let go of it.
    await eventually(async () => {
      assert.match(String(await ticksOf(ada, 'soon gone')), /^Stored/);
    });
    await ada.getByRole('button', { name: 'Leave brief' }).click();
    await ada.getByLabel('Message to lobby').waitFor();
    assert.equal(await ada.getByRole('link', { name: 'brief' }).count(), 0);
    await ada.getByRole('button', { name: 'Sign out' }).click();
    await ada.getByLabel('Your name').waitFor();
    assert.deepEqual(await ada.evaluate('Object.keys(localStorage)'), []);
    await eventually(async () => assert.deepEqual(await ada.evaluate(VALUES), {}));
    await ada.reload();
    await ada.getByLabel('Your name').waitFor();
  });
});
