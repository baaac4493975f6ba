// What people do with messages in the page: two of them on two gateways, by mouse, by keyboard and by touch.
import assert from 'node:assert/strict';
import { SignJWT } from 'jose';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { uuid7 } from '../support/wire.ts';
import { VALUES } from './storage-scripts.ts';
import { field, getsFocus, message, openRoom, PHONE, say, WEB_ENV } from './web-browser.ts';
import { webStage } from './web-stage.ts';

/** Called so where all emoji are loaded, and by itself where not. */
const HAPPY = '(?:😃|Grinning face with big eyes)';

describe('messages of the page', () => {
  const stage = webStage({ gateways: 2 });
  const { arrive, url } = stage;
  let ada: Page;
  let mod: Page;
  before(async () => {
    ada = await arrive('Ada');
    mod = await moderator(1);
  });

  /** A moderator: their token says so. */
  const moderator = async (gateway: number): Promise<Page> => {
    const key = new TextEncoder().encode(stage.chat.env.gateway['SESSION_SECRET']);
    const token = await new SignJWT({ name: 'Mod', roles: ['moderator'] })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('chatk8s')
      .setSubject('guest-mod')
      .setExpirationTime('1h')
      .sign(key);
    const context = await stage.person();
    const name = `chatk8s_session_${new URL(url(gateway)).port}`;
    await context.addCookies([{ name, value: token, url: url(gateway) }]);
    const page = await context.newPage();
    await page.goto(url(gateway));
    await field(page).waitFor();
    return page;
  };

  /** Both in a room of this test alone. */
  const meet = async (room: string): Promise<void> => {
    await stage.bot.join(room);
    for (const page of [ada, mod]) await openRoom(page, room);
    for (const page of [ada, mod]) await page.getByLabel(`Message to ${room}`).waitFor();
  };
  const bySay = async (page: Page, text: string): Promise<Locator> => {
    await say(page, text);
    for (const one of [ada, mod]) await message(one, text).waitFor();
    // In the log: then there is something to do with it.
    const own = message(page, text);
    await eventually(async () => assert.ok(await own.getAttribute('data-seq')));
    return own;
  };
  const onHover = async (row: Locator, button: string): Promise<void> => {
    await row.hover();
    await row.getByRole('button', { name: button, exact: true }).click();
  };
  const choose = async (page: Page, row: Locator, item: string): Promise<void> => {
    await onHover(row, 'More');
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  const chip = (row: Locator, name: RegExp) => row.locator('.chip').and(row.getByLabel(name));

  it('are edited, by mouse, and everybody sees that they were, and when', async () => {
    await meet('edits');
    const row = await bySay(ada, 'teh first');
    await field(ada).fill('half a thought');
    await choose(ada, row, 'Edit');
    await getsFocus(field(ada));
    assert.equal(await field(ada).inputValue(), 'teh first');
    await field(ada).fill('the first');
    await ada.getByRole('button', { name: 'Save' }).click();
    for (const page of [ada, mod]) {
      const edited = message(page, 'the first');
      await edited.waitFor();
      await edited.locator('.mark').waitFor();
      assert.match(String(await edited.locator('.mark').getAttribute('title')), /^Edited .*\d/);
    }
    assert.equal(
      await field(ada).inputValue(),
      'half a thought',
      'what was written before is back',
    );
    await field(ada).fill('');
  });

  it('are edited by keyboard: up in an empty field, and Escape leaves them as they are', async () => {
    await meet('keys');
    await bySay(ada, 'of mine');
    await bySay(mod, 'of another');
    await field(ada).focus();
    await ada.keyboard.press('ArrowUp');
    await eventually(async () => assert.equal(await field(ada).inputValue(), 'of mine'));
    await ada.keyboard.type(' and more');
    await ada.keyboard.press('Escape');
    assert.equal(await field(ada).inputValue(), '');
    await ada.keyboard.press('ArrowUp');
    await eventually(async () => assert.equal(await field(ada).inputValue(), 'of mine'));
    await ada.keyboard.type('!');
    await ada.keyboard.press('Enter');
    await message(mod, 'of mine!').waitFor();
    assert.equal(await ada.locator('.message').count(), 2);
  });

  it('have a menu by keyboard, whose keys act, and which gives the focus back', async () => {
    await meet('menu');
    const first = await bySay(ada, 'one');
    await bySay(ada, 'two');
    const last = await bySay(ada, 'three');
    await field(ada).focus();
    await ada.keyboard.press('Shift+Tab');
    await getsFocus(last);
    await ada.keyboard.press('ArrowUp');
    await ada.keyboard.press('ArrowUp');
    await getsFocus(first);
    await ada.keyboard.press('Enter');
    const menu = ada.getByRole('menu');
    await getsFocus(menu.getByRole('menuitem', { name: 'Reply' }));
    await ada.keyboard.press('ArrowDown');
    await getsFocus(menu.getByRole('menuitem', { name: 'Copy text' }));
    await ada.keyboard.press('End');
    await getsFocus(menu.getByRole('menuitem', { name: 'Delete' }));
    await ada.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    await getsFocus(first);
    await ada.keyboard.press('m');
    await menu.waitFor();
    await ada.keyboard.press('r');
    await getsFocus(field(ada));
    await ada.getByText('Answering Ada').waitFor();
    await ada.keyboard.press('Escape');
    await ada.getByText('Answering Ada').waitFor({ state: 'detached' });
  });

  it('are copied', async () => {
    await meet('copies');
    await bySay(ada, 'word\n  for word');
    await ada.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await choose(ada, ada.locator('.message').last(), 'Copy text');
    await ada.getByText('Copied').waitFor();
    const copied = await ada.evaluate('navigator.clipboard.readText()');
    assert.equal(copied, 'word\n  for word');
  });

  it('are deleted after a question, and their text is gone from what the page keeps at once', async () => {
    await meet('gone');
    const row = await bySay(ada, 'a secret thing');
    const kept = async () => JSON.stringify(await mod.evaluate(VALUES));
    await eventually(async () => assert.ok((await kept()).includes('a secret thing')));
    await choose(ada, row, 'Delete');
    const question = ada.getByRole('alertdialog');
    await getsFocus(question.getByRole('button', { name: 'No' }));
    await ada.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    await getsFocus(row);
    await ada.keyboard.press('Enter');
    await ada.getByRole('menu').waitFor();
    await ada.keyboard.press('d');
    await question.getByRole('button', { name: 'Yes, delete it' }).click();
    await ada.getByText('You deleted this message').waitFor();
    await mod.getByText('Ada deleted this message').waitFor();
    assert.ok(!(await kept()).includes('a secret thing'));
    assert.equal(await message(ada, 'a secret thing').count(), 0);
  });

  it('of others are deleted by moderators only', async () => {
    await meet('moderated');
    await bySay(ada, 'too much');
    await bySay(mod, 'of the moderator');
    await onHover(message(ada, 'of the moderator'), 'More');
    assert.equal(await ada.getByRole('menuitem', { name: /Delete|Edit|Pin/ }).count(), 0);
    await ada.keyboard.press('Escape');
    await choose(mod, message(mod, 'too much'), 'Delete');
    await mod.getByRole('button', { name: 'Yes, delete it' }).click();
    await mod.getByText('Deleted by you').waitFor();
    await ada.getByText('Deleted by Mod').waitFor();
  });

  it('are reacted to by mouse and by keyboard: how many, who, one’s own, and taken back', async () => {
    await meet('reactions');
    await bySay(ada, 'good news');
    const [hers, mods] = [message(ada, 'good news'), message(mod, 'good news')];
    await onHover(mods, 'React');
    const picker = mod.getByRole('dialog', { name: 'Choose a reaction' });
    await getsFocus(picker.getByRole('searchbox'));
    const grid = picker.locator('.grid button');
    await grid.nth(8).waitFor();
    await mod.keyboard.press('ArrowDown');
    await getsFocus(grid.first());
    await mod.keyboard.press('ArrowDown');
    await getsFocus(grid.nth(8));
    await mod.keyboard.press('Home');
    await mod.keyboard.press('ArrowRight');
    await mod.keyboard.press('Enter');
    await chip(hers, new RegExp(`^${HAPPY}, 1: somebody else$`)).waitFor();
    await getsFocus(mods);
    await bySay(mod, 'now the room knows me');
    await chip(hers, new RegExp(`^${HAPPY}, 1`)).hover();
    await hers.locator('.tip', { hasText: 'Mod' }).waitFor();
    await hers.focus();
    await ada.keyboard.press('ArrowRight');
    await getsFocus(chip(hers, /😃|Grinning face/));
    await ada.keyboard.press('Enter');
    await chip(mods, new RegExp(`^${HAPPY}, 2: Ada and you$`)).waitFor();
    assert.equal(await chip(hers, new RegExp(`^${HAPPY}, 2`)).getAttribute('aria-pressed'), 'true');
    await chip(hers, new RegExp(`^${HAPPY}, 2`)).click();
    await chip(mods, new RegExp(`^${HAPPY}, 1: you$`)).waitFor();
    await chip(mods, new RegExp(`^${HAPPY}, 1`)).click();
    await eventually(async () => assert.equal(await hers.locator('.chip').count(), 0));
    await onHover(mods, 'More');
    assert.match(
      String(await mod.locator('.quick button').first().getAttribute('aria-label')),
      new RegExp(HAPPY),
    );
    await mod.keyboard.press('Escape');
  });

  it('answer others: the quote says what that one says now, and leads to it', async () => {
    await meet('answers');
    const first = await bySay(ada, 'shall we?');
    await onHover(message(mod, 'shall we?'), 'Reply');
    await mod.getByText('Answering Ada').waitFor();
    await getsFocus(field(mod));
    await mod.keyboard.type('yes');
    await mod.keyboard.press('Enter');
    const quote = message(ada, 'yes').locator('.quote');
    await quote.getByText('shall we?').waitFor();
    assert.equal(await mod.getByText('Answering Ada').count(), 0);
    await choose(ada, first, 'Edit');
    await field(ada).fill('shall we go?');
    await ada.keyboard.press('Enter');
    await message(mod, 'yes').locator('.quote').getByText('shall we go?').waitFor();
    await quote.click();
    const quoted = message(ada, 'shall we go?').first();
    await eventually(async () => assert.equal(await quoted.getAttribute('data-lit'), ''));
    await choose(ada, quoted, 'Delete');
    await ada.getByRole('button', { name: 'Yes, delete it' }).click();
    await message(mod, 'yes').locator('.quote').getByText('Ada deleted this message').waitFor();
  });

  it('answer what is further up than was loaded: it is fetched and shown', async () => {
    await stage.bot.join('far');
    const seq = (await stage.bot.post('far', 'the very first'))['seq'] as number;
    for (let i = 1; i <= 160; i += 1) await stage.bot.post('far', `line ${i}`);
    stage.bot.send({ type: 'post', id: uuid7(), room: 'far', text: 'about it', replyTo: seq });
    await openRoom(ada, 'far');
    const answer = message(ada, 'about it');
    await answer.getByText('an older message').waitFor();
    await answer.locator('.quote').click();
    const first = message(ada, 'the very first').first();
    await getsFocus(first);
    // From there down to the answer, which knows by then what it answers.
    await eventually(async () => {
      await ada.locator('.scroller').evaluate((box) => box.scrollTo(0, box.scrollHeight));
      assert.equal(await answer.locator('.quote', { hasText: 'the very first' }).count(), 1);
    });
  });

  it('are marked where they speak to who looks', async () => {
    await meet('mentions');
    await say(mod, '@Ada could you have a look?');
    const row = message(ada, '@Ada could you have a look?');
    await row.getByText('Mentions you.').waitFor({ state: 'attached' });
    assert.match(String(await row.getAttribute('class')), /for-me/);
    assert.equal(await mod.locator('.for-me').count(), 0);
  });

  it('are pinned by moderators, and everybody finds them from the room’s header', async () => {
    await meet('pins');
    await bySay(ada, 'the rules');
    for (let i = 1; i <= 30; i += 1) await stage.bot.post('pins', `line ${i}`);
    await message(mod, 'line 30').waitFor();
    await choose(mod, message(mod, 'the rules'), 'Pin');
    await message(ada, 'the rules').getByText('Pinned by Mod').waitFor();
    await ada.getByRole('button', { name: 'Pinned messages, 1' }).click();
    const list = ada.getByRole('dialog', { name: 'Pinned messages' });
    await list.getByRole('button', { name: /the rules/ }).click();
    await list.waitFor({ state: 'detached' });
    await getsFocus(message(ada, 'the rules'));
    await choose(mod, message(mod, 'the rules'), 'Take the pin away');
    await ada.getByRole('button', { name: 'Pinned messages, 0' }).waitFor();
  });

  it('wait for the connection when changed offline, look so, and arrive', async () => {
    await meet('offline');
    const row = await bySay(ada, 'online');
    await ada.context().setOffline(true);
    const [gateway] = stage.chat.gateways;
    assert.ok(gateway);
    await gateway.kill9();
    await ada.locator('.banner', { hasText: 'You are offline.' }).waitFor();
    await choose(ada, row, 'Edit');
    await field(ada).fill('changed offline');
    await ada.keyboard.press('Enter');
    const waiting = message(ada, 'changed offline');
    await waiting.getByText('Saving…').waitFor();
    assert.equal(await waiting.getAttribute('data-saving'), 'edit');
    await ada.context().setOffline(false);
    await stage.chat.startGateway({ ...WEB_ENV, PORT: String(gateway.port) });
    await message(mod, 'changed offline').waitFor({ timeout: 30_000 });
    await waiting.getByText('Saving…').waitFor({ state: 'detached' });
  });

  it('that cannot be changed say why, with another try or without', async () => {
    await meet('refused');
    const row = await bySay(ada, 'to be changed');
    await choose(ada, row, 'Edit');
    await field(ada).fill('a better text');
    await choose(mod, message(mod, 'to be changed'), 'Delete');
    await mod.getByRole('button', { name: 'Yes, delete it' }).click();
    await ada.getByText('which was deleted meanwhile').waitFor();
    await ada.keyboard.press('Enter');
    const trouble = ada.locator('.trouble');
    await trouble.getByText(/Your edit was not saved \(“a better text”\)\. .*deleted/).waitFor();
    await trouble.getByRole('button', { name: 'Discard' }).click();
    await eventually(async () => assert.equal(await trouble.count(), 0));
  });

  it('have their menu at the foot of a phone after a long press', async () => {
    const grace = await arrive('Grace', { gateway: 1, ...PHONE });
    await openOnPhone(grace, 'phone');
    await say(grace, 'from a phone');
    const row = message(grace, 'from a phone');
    await eventually(async () => assert.ok(await row.getAttribute('data-seq')));
    const at = { pointerType: 'touch', clientX: 100, clientY: 100, bubbles: true };
    await row.dispatchEvent('pointerdown', at);
    await grace.getByRole('menu').waitFor();
    const box = await grace.getByRole('menu').boundingBox();
    assert.deepEqual([box?.x, Math.round((box?.y ?? 0) + (box?.height ?? 0))], [0, 700]);
    await grace.getByRole('menuitemcheckbox', { name: 'Thumbs up' }).click();
    await chip(row, /^Thumbs up, 1: you$/).waitFor();
  });

  it('that one sends bring the end into sight', async () => {
    await meet('ends');
    for (let i = 1; i <= 60; i += 1) await stage.bot.post('ends', `line ${i}`);
    await message(ada, 'line 60').waitFor();
    await ada.locator('.scroller').evaluate((box) => box.scrollTo({ top: 0 }));
    await ada.getByRole('button', { name: 'Newest' }).waitFor();
    await say(ada, 'from above');
    await ada.getByRole('button', { name: 'Newest' }).waitFor({ state: 'detached' });
  });
});

/** On a phone the rooms are in a drawer; the address leads there as well. */
async function openOnPhone(page: Page, room: string): Promise<void> {
  await page.evaluate(`location.hash = '#/${room}'`);
  await page.getByLabel(`Message to ${room}`).waitFor();
}
