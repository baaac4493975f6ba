// The ways around the page, by mouse and by keyboard alone: from room to room, to a message and back, to what is new, to a day; and
// what one chose of it, which holds in all tabs.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { field, getsFocus, hasFocus, message, openRoom, PHONE, say } from './web-browser.ts';
import { webStage } from './web-stage.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const goals = (page: Page) => dialog(page).getByRole('option');
const inRoom = (page: Page, name: string) => page.getByLabel(`Message to ${name}`).waitFor();
const section = (page: Page, name: string) =>
  page.getByRole('region', { name, exact: true }).getByRole('link');
const roomMenu = (page: Page) => page.getByRole('button', { name: /^Favourite, mute/ });
const isInSight = (node: Locator) =>
  node.evaluate((row) => {
    const box = row.closest('.scroller')?.getBoundingClientRect();
    const { top, bottom } = row.getBoundingClientRect();
    return box !== undefined && top >= box.top - 1 && bottom <= box.bottom + 1;
  });
const lines = (what: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${what} ${index + 1}`);

describe('the page’s ways around', () => {
  const stage = webStage();

  it('lead from any place to a room, a person or a public room, with the keyboard alone', async () => {
    const grace = await stage.arrive('Grace Hopper');
    await say(grace, 'hello');
    const ada = await stage.arrive('Ada');
    for (const name of ['web-team', 'ops', 'lobby']) await openRoom(ada, name);
    await stage.posts('ops', 'something new');
    await ada.getByRole('link', { name: 'ops 1 new message' }).waitFor();
    await field(ada).focus();
    await ada.keyboard.press('Control+K');
    await dialog(ada).waitFor();
    assert.match((await goals(ada).first().textContent()) ?? '', /ops.*one new message/);
    await ada.keyboard.press('Escape');
    await getsFocus(field(ada));
    await ada.keyboard.press('Control+K');
    await ada.keyboard.type('wt');
    await eventually(async () => assert.equal(await goals(ada).count(), 1));
    await ada.keyboard.press('Enter');
    await inRoom(ada, 'web-team');
    await getsFocus(field(ada));
    await ada.keyboard.press('Control+K');
    await ada.keyboard.type('hopper');
    await goals(ada).filter({ hasText: 'Grace Hopper' }).waitFor();
    await ada.keyboard.press('Enter');
    await inRoom(ada, 'Grace Hopper');
    await section(ada, 'Direct messages').filter({ hasText: 'Grace Hopper here now' }).waitFor();
    await ada.keyboard.press('Control+K');
    await ada.keyboard.type('nobody-and-nothing');
    await dialog(ada).getByText('No room and nobody is called like that.').waitFor();
    await dialog(ada).getByRole('combobox').fill('o');
    await ada.keyboard.press('ArrowDown');
    const second = goals(ada).nth(1);
    assert.equal(await second.getAttribute('aria-selected'), 'true');
    const active = dialog(ada).getByRole('combobox');
    assert.equal(
      await active.getAttribute('aria-activedescendant'),
      await second.getAttribute('id'),
    );
  });

  it('close with one more press on what opened them', async () => {
    const ada = await stage.arrive('Ada');
    for (const opener of [
      ada.getByRole('button', { name: /^Pinned messages/ }),
      roomMenu(ada),
      ada.locator('.quiet-button'),
      ada.locator('.to-emoji'),
    ]) {
      const isOpen = (is: boolean) =>
        eventually(async () => assert.equal(await opener.getAttribute('aria-expanded'), `${is}`));
      await opener.click();
      await isOpen(true);
      await ada.locator('.popover, .pinned').waitFor();
      await opener.click();
      await isOpen(false);
      // Whatever else its press did.
      await ada.evaluate('new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))');
      assert.equal(await ada.locator('.popover, .pinned').count(), 0);
    }
  });

  it('are listed for who asks for the keys', async () => {
    const ada = await stage.arrive('Ada');
    await field(ada).focus();
    await ada.keyboard.press('Control+/');
    await dialog(ada).getByText('Go to a room or a person').waitFor();
    await ada.keyboard.press('Escape');
    await getsFocus(field(ada));
    await ada.keyboard.type('?');
    assert.equal(await field(ada).inputValue(), '?', 'who writes a question mark, writes it');
    await ada.locator('.scroller').focus();
    await ada.keyboard.press('?');
    await dialog(ada).waitFor();
  });

  it('keep apart what one likes, what is quiet and whom one writes to', async () => {
    // Of a name that nobody had before: what is known of people follows a moment later.
    const ada = await stage.arrive('Dora');
    const bob = await stage.arrive('Bob');
    for (const name of ['loved', 'noisy', 'lobby']) await openRoom(ada, name);
    await section(ada, 'Rooms').filter({ hasText: 'loved' }).hover();
    await ada.getByRole('button', { name: 'What to do with loved' }).click();
    await ada.getByRole('menuitemcheckbox', { name: 'Favourite' }).click();
    await section(ada, 'Favourites').filter({ hasText: 'loved' }).waitFor();
    await section(ada, 'Rooms').filter({ hasText: 'noisy' }).focus();
    await ada.keyboard.press('m');
    await ada.getByRole('menuitemcheckbox', { name: 'Mute' }).press('Enter');
    const noisy = ada.getByRole('link', { name: /^noisy/ });
    await getsFocus(noisy);
    await field(ada).focus();
    await stage.posts('noisy', 'x', 'y', 'z');
    await stage.posts('loved', 'x');
    await ada.getByRole('link', { name: 'loved 1 new message' }).waitFor();
    await eventually(async () => assert.match(await ada.title(), /^\(1\) /));
    assert.doesNotMatch((await noisy.textContent()) ?? '', /new/);
    await stage.posts('noisy', '@Dora now you');
    await ada.getByRole('link', { name: /noisy.*you are mentioned/ }).waitFor();
    await eventually(async () => assert.match(await ada.title(), /^\(@1\) /));
    await bob.keyboard.press('Control+K');
    await bob.keyboard.type('dora');
    await goals(bob).filter({ hasText: 'Dora' }).first().waitFor();
    await bob.keyboard.press('Enter');
    await inRoom(bob, 'Dora');
    await say(bob, 'psst');
    const direct = section(ada, 'Direct messages').filter({ hasText: 'Bob' });
    await direct.filter({ hasText: '1 new message' }).locator('.badge.mention').waitFor();
    await eventually(async () => assert.match(await ada.title(), /^\(@2\) /));
    await ada.reload();
    await section(ada, 'Favourites').filter({ hasText: 'loved' }).waitFor();
  });

  it('lead to one message by a link, out of the room, from a cold start and signed out, and back', async () => {
    const [first = 0] = await stage.posts('linked', ...lines('old', 350));
    const ada = await stage.arrive('Ada', { permissions: ['clipboard-read', 'clipboard-write'] });
    await openRoom(ada, 'linked');
    await message(ada, 'old 350').hover();
    await ada.getByRole('button', { name: 'More', exact: true }).click();
    await ada.getByRole('menuitem', { name: 'Copy link' }).click();
    await ada.getByText('Link copied').waitFor();
    const link = String(await ada.evaluate('navigator.clipboard.readText()'));
    assert.equal(link, `${stage.url()}/r/linked/${first + 349}`);
    await openRoom(ada, 'lobby');
    await ada.goto(`${stage.url()}/r/linked/${first}`);
    await eventually(async () => assert.ok(await isInSight(message(ada, 'old 1'))));
    await ada.getByText('You are reading older messages.').waitFor();
    assert.match(ada.url(), new RegExp(`#/linked/${first}$`));
    await ada.getByRole('button', { name: 'Jump to the present' }).click();
    await eventually(async () => assert.ok(await isInSight(message(ada, 'old 350'))));
    assert.match(ada.url(), /#\/linked$/);
    await say(ada, `see ${stage.url()}/r/linked/${first + 4}`);
    await ada.getByRole('link', { name: /\/r\/linked\// }).click();
    await eventually(async () => assert.ok(await isInSight(message(ada, 'old 5'))));
    await ada.goBack();
    await eventually(async () => assert.ok(await isInSight(message(ada, 'old 350'))));
    await ada.goForward();
    await eventually(async () => assert.ok(await isInSight(message(ada, 'old 5'))));
    await ada.goto(`${stage.url()}/r/linked/${first + 100_000}`);
    await ada.getByText('That message is not there any more.').waitFor();
    const context = await stage.person();
    const mei = await context.newPage();
    await mei.goto(`${stage.url()}/r/linked/${first + 1}`);
    await mei.getByLabel('Your name').fill('Lin');
    await mei.keyboard.press('Enter');
    await eventually(async () => assert.ok(await isInSight(message(mei, 'old 2'))));
  });

  it('lead to where the new messages begin, and say that they are read', async () => {
    const ada = await stage.arrive('Ada');
    await stage.posts('fresh', 'read');
    await openRoom(ada, 'fresh');
    await message(ada, 'read').waitFor();
    await openRoom(ada, 'lobby');
    await stage.posts('fresh', ...lines('fresh', 40));
    await ada.getByRole('link', { name: 'fresh 40 new messages' }).click();
    const bar = ada.getByRole('region', { name: 'New messages' });
    await ada.locator('.scroller').evaluate((box) => box.scrollTo({ top: 1e6 }));
    await bar.getByText(/^40 new messages since /).waitFor();
    await bar.getByRole('button', { name: 'Jump' }).press('Enter');
    await eventually(async () => assert.ok(await isInSight(message(ada, 'fresh 1'))));
    assert.ok(await hasFocus(message(ada, 'fresh 1')));
    await bar.waitFor({ state: 'detached' });
    await ada.locator('.scroller').evaluate((box) => box.scrollTo({ top: 1e6 }));
    await bar.getByRole('button', { name: 'Mark as read' }).click();
    await ada.locator('.new-line').waitFor({ state: 'detached' });
    assert.ok(await hasFocus(field(ada)));
  });

  it('leave a room unread from a message on, until one comes back to it', async () => {
    const ada = await stage.arrive('Ada');
    await stage.posts('later', 'one', 'two', 'three');
    await openRoom(ada, 'later');
    await message(ada, 'three').waitFor();
    await field(ada).press('Shift+Tab');
    await message(ada, 'three').focus();
    await ada.keyboard.press('ArrowUp');
    await ada.keyboard.press('Enter');
    await ada.getByRole('menu').waitFor();
    await ada.keyboard.press('u');
    const unread = ada.getByRole('link', { name: 'later 2 new messages' });
    await unread.waitFor();
    const other = await ada.context().newPage();
    await other.goto(`${stage.url()}/#/lobby`);
    await other.getByRole('link', { name: 'later 2 new messages' }).waitFor();
    await openRoom(ada, 'lobby');
    await unread.click();
    await unread.waitFor({ state: 'detached' });
    const rows = await ada.locator('.log li').allTextContents();
    assert.match(rows[rows.indexOf('New') + 1] ?? '', /two/);
    await other.getByRole('link', { name: 'later 2 new messages' }).waitFor({ state: 'detached' });
  });

  it('lead to a day, by the line of one and from the room’s menu', async () => {
    const ada = await stage.arrive('Ada');
    await stage.posts('days', ...lines('said', 120));
    await openRoom(ada, 'days');
    await message(ada, 'said 120').waitFor();
    await roomMenu(ada).press('Enter');
    await ada.getByRole('menuitem', { name: 'Jump to a day' }).press('Enter');
    await ada.getByRole('button', { name: 'The very beginning' }).press('Enter');
    await eventually(async () => assert.ok(await isInSight(message(ada, 'said 1'))));
    await ada.getByRole('button', { name: /^Today: jump/ }).click();
    await dialog(ada).getByLabel('Another day').fill('2020-01-01');
    await dialog(ada).getByRole('button', { name: 'Go', exact: true }).click();
    await getsFocus(message(ada, 'said 1'));
  });

  it('say what to do in a room in which nobody has said anything', async () => {
    const ada = await stage.arrive('Ada');
    await openRoom(ada, 'untouched');
    await ada.getByText('Nobody has said anything in #untouched yet').waitFor();
    await ada.getByText(`${stage.url()}/r/untouched`, { exact: true }).waitFor();
    await ada.getByText(/ROOM=untouched node src\/client/).waitFor();
    await say(ada, 'so');
    await ada.getByText('Nobody has said anything').waitFor({ state: 'detached' });
  });

  it('look as one wants them to, in every tab and after a reload', async () => {
    const ada = await stage.arrive('Ada', { colorScheme: 'light', locale: 'en-US' });
    await say(ada, 'so');
    const other = await ada.context().newPage();
    await other.goto(stage.url());
    await message(other, 'so').waitFor();
    await ada.keyboard.press('Control+,');
    await dialog(ada).getByLabel('Dark', { exact: true }).check();
    await dialog(ada)
      .getByLabel(/^24 hours/)
      .check();
    await dialog(ada).getByLabel('Compact').check();
    await ada.keyboard.press('Escape');
    const looks = (page: Page) =>
      page.locator('html').evaluate((html) => {
        const { theme, density } = html.dataset;
        return `${theme} ${density}`;
      });
    for (const page of [ada, other]) {
      await eventually(async () => assert.equal(await looks(page), 'dark compact'));
      const time = message(page, 'so').locator('time');
      await eventually(async () => assert.match((await time.textContent()) ?? '', /^\d\d:\d\d$/));
    }
    await other.reload();
    await eventually(async () => assert.equal(await looks(other), 'dark compact'));
  });

  it('show every time whole, of twelve hours and of twenty-four, with room and without', async () => {
    const ada = await stage.arrive('Ada', { locale: 'en-US' });
    const narrow = { viewport: PHONE.viewport, locale: 'en-US' };
    const mei = await stage.arrive('Mei', narrow);
    await stage.posts('lobby', 'head', 'below');
    for (const page of [ada, mei]) {
      for (const density of ['comfortable', 'compact']) {
        await page.evaluate(`document.documentElement.dataset.density = '${density}'`);
        // In a group it is seen where one points; elsewhere first, for all of them moved.
        await page.locator('.composer textarea').hover();
        const high = () => message(page, 'below').evaluate((row) => row.clientHeight);
        const before = await high();
        await message(page, 'below').hover();
        const cut = await message(page, 'below')
          .locator('.gutter')
          .evaluate((gutter) => {
            const time = gutter.querySelector('time');
            // The longest there is.
            if (time !== null) time.textContent = '12:58 PM';
            return gutter.scrollWidth > gutter.clientWidth;
          });
        assert.equal(cut, false, density);
        assert.equal(await high(), before, 'nothing moves for that');
      }
    }
  });

  it('call a day something else from midnight on', async () => {
    const ada = await stage.arrive('Ada');
    await stage.posts('lobby', 'said on that day');
    await message(ada, 'said on that day').waitFor();
    const midnight = new Date().setHours(24, 0, 0, 0);
    const day = (name: string) => ada.locator('.day-line').getByText(name, { exact: true });
    await ada.clock.setFixedTime(midnight - 2_000);
    await ada.reload();
    await day('Today').waitFor();
    await ada.clock.setFixedTime(midnight + 1_000);
    await day('Yesterday').waitFor();
  });

  it('find in a search what was said to somebody, by their name', async () => {
    const ada = await stage.arrive('Ada');
    const kurt = await stage.arrive('Kurt Gödel');
    await say(kurt, 'hello');
    await ada.keyboard.press('Control+K');
    await ada.keyboard.type('godel');
    await goals(ada).filter({ hasText: 'Kurt Gödel' }).waitFor();
    await ada.keyboard.press('Enter');
    await inRoom(ada, 'Kurt Gödel');
    await say(ada, 'incomplete');
    await ada.keyboard.press('Control+Shift+F');
    const search = ada.getByRole('searchbox', { name: 'Search messages' });
    await ada.getByRole('button', { name: 'in:' }).click();
    assert.equal(await search.inputValue(), 'in:"Kurt Gödel" ');
    await eventually(
      async () => {
        await search.press('Enter');
        const found = ada.getByRole('list', { name: 'Messages that were found' });
        await found.getByText('incomplete').waitFor({ timeout: 500 });
      },
      { deadlineMs: 15_000 },
    );
  });
});
