// Coming in, and what one does with messages.
import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import { switchTo } from './hands.ts';
import {
  beside,
  button,
  dialog,
  field,
  gone,
  header,
  inRoom,
  inSight,
  said,
  stored,
} from './sights.ts';
import type { Scene, Task } from './task.ts';

const PLAZA = 'plaza';
const LINES = Array.from({ length: 12 }, (_, index) => `and another line ${index + 1}`);
const plaza = ({ own }: Scene) => own(PLAZA);
const menuItem = ({ page }: Scene, name: string) =>
  page.getByRole('menuitem', { name, exact: true });
const chip = ({ page }: Scene, text: string) => said(page, text).locator('.chip:not(.add)');
const question = ({ page }: Scene) => page.getByRole('alertdialog');

export const TALKING: readonly Task[] = [
  {
    name: 'Come in as a guest',
    mouse: 'A name, *Enter the chat*',
    keys: 'A name, `Enter`',
    byPointer: async (hand, { page, me }) => {
      await hand.press(page.getByLabel('Your name'));
      await hand.type(me);
      await hand.press(button(page, 'Enter the chat'));
    },
    byKeys: async (hand, { page, me }) => {
      await hand.at(page.getByLabel('Your name'));
      await hand.type(me);
      await hand.press('Enter');
    },
    seen: async ({ page, me }) => {
      await inRoom(page, 'lobby');
      await beside(page, new RegExp(`^You are ${me}:`)).waitFor({ state: 'attached' });
    },
  },
  {
    name: 'Find a public room and become a member of it',
    mouse: '*Browse rooms*, a few letters, the room, *Join*',
    keys: '`Ctrl` `K`, a few letters, `Enter`; `F6` to the room’s header, `Tab` to *Join*',
    before: async (scene) => {
      await scene.does({ type: 'create', room: plaza(scene), kind: 'public' });
      await scene.posts(plaza(scene), 'welcome');
    },
    byPointer: async (hand, scene) => {
      const { page } = scene;
      await hand.toRooms();
      await hand.press(button(page, 'Browse rooms'));
      await hand.press(dialog(page).getByLabel('Find a public room'));
      await hand.type(plaza(scene));
      await hand.press(button(dialog(page), new RegExp(`^${plaza(scene)}`)));
      await hand.press(button(header(page), 'Join'));
    },
    byKeys: async (hand, scene) => {
      const { page } = scene;
      await switchTo(hand, page, plaza(scene));
      await hand.reach(button(header(page), 'Join'), 'Shift+F6');
      await hand.press('Enter');
    },
    seen: async (scene) => {
      await inRoom(scene.page, plaza(scene));
      await scene.page.getByText('You joined.').waitFor();
      await gone(button(header(scene.page), 'Join'));
    },
  },
  {
    name: 'Say something',
    mouse: 'Type it, *Send*',
    keys: 'Type it, `Enter`',
    byPointer: async (hand, { page }) => {
      await hand.press(field(page));
      await hand.type('hello everybody');
      await hand.press(button(page, 'Send'));
    },
    byKeys: async (hand, { page }) => {
      await hand.at(field(page));
      await hand.type('hello everybody');
      await hand.press('Enter');
    },
    seen: ({ page }) => stored(said(page, 'hello everybody')),
  },
  {
    name: 'Say something of several lines',
    mouse: 'Paste it, *Send*; on a phone its key for a new line begins one',
    keys: '`Shift` `Enter` between the lines',
    byPointer: async (hand, { page }) => {
      await hand.press(field(page));
      await hand.type('first line\nsecond line');
      await hand.press(button(page, 'Send'));
    },
    byKeys: async (hand) => {
      await hand.type('first line');
      await hand.press('Shift+Enter');
      await hand.type('second line');
      await hand.press('Enter');
    },
    seen: async ({ page }) => {
      const row = said(page, 'first line');
      await stored(row);
      assert.equal(await row.locator('.text').innerText(), 'first line\nsecond line');
    },
  },
  {
    name: 'Say something bold, with code in it',
    mouse: '*Formatting*, *Bold*, the word, *Bold* again; or select it and press *Bold*',
    keys: '`Ctrl` `B`, the word, `Ctrl` `B`; code with `Ctrl` `E`; or `**` and `` ` `` around them',
    byPointer: async (hand, { page, shot }) => {
      await hand.press(field(page));
      await hand.press(button(page, 'Formatting'));
      await hand.press(button(page, 'Bold'));
      await hand.type('now');
      await hand.press(button(page, 'Bold'));
      await hand.type(' run ');
      await hand.press(button(page, 'Code'));
      await hand.type('make');
      await hand.press(button(page, 'Code'));
      await shot('formatting');
      await hand.press(button(page, 'Send'));
      await hand.press(button(page, 'Formatting'));
    },
    byKeys: async (hand) => {
      await hand.press('Control+b');
      await hand.type('now');
      await hand.press('Control+b');
      await hand.type(' run ');
      await hand.press('Control+e');
      await hand.type('make');
      await hand.press('Control+e', 'Enter');
    },
    seen: async ({ page }) => {
      const row = said(page, 'now run make');
      await row.locator('strong', { hasText: 'now' }).waitFor();
      await row.locator('code', { hasText: 'make' }).waitFor();
    },
  },
  {
    name: 'Speak to somebody by name',
    mouse: 'Type `@` and a letter, the name in the list',
    keys: 'Type `@` and a letter, `Enter`',
    byPointer: async (hand, { page, shot }) => {
      await hand.press(field(page));
      await hand.type('@bo');
      await page.getByRole('option', { name: 'Bot' }).waitFor();
      await shot('names to choose from');
      await hand.press(page.getByRole('option', { name: 'Bot' }));
      await hand.type('are you there?');
      await hand.press(button(page, 'Send'));
    },
    byKeys: async (hand, { page }) => {
      await hand.type('@bo');
      await hand.choose(page.getByRole('option', { name: 'Bot' }));
      await hand.press('Enter');
      await hand.type('are you there?');
      await hand.press('Enter');
    },
    seen: ({ page }) =>
      said(page, 'are you there?').locator('.mention', { hasText: '@Bot' }).waitFor(),
  },
  {
    name: 'Put an emoji into a message',
    mouse: '*Choose an emoji*, a word for it, the emoji',
    keys: '`Tab`, `Enter`, a word for it, `Enter`',
    byPointer: async (hand, { page, shot }) => {
      await hand.press(field(page));
      await hand.type('party ');
      await hand.press(button(page, 'Choose an emoji'));
      await button(dialog(page), 'Grinning face').waitFor();
      await shot('emoji');
      await hand.press(dialog(page).getByRole('searchbox'));
      await hand.type('tada');
      await hand.press(button(dialog(page), 'Party popper'));
      await hand.press(button(page, 'Send'));
    },
    byKeys: async (hand, { page }) => {
      await hand.type('party ');
      await hand.reach(button(page, 'Choose an emoji'), 'Tab');
      await hand.press('Enter');
      await hand.at(dialog(page).getByRole('searchbox'));
      await hand.type('tada');
      await button(dialog(page), 'Party popper').waitFor();
      await hand.press('Enter');
      await hand.at(field(page));
      await hand.press('Enter');
    },
    seen: ({ page }) => stored(said(page, 'party 🎉')),
  },
  {
    name: 'Put an emoji in by its name',
    mouse: 'Type `:` and a few letters, the emoji in the list',
    keys: 'Type `:` and a few letters, `Enter`; or its whole name, `:rocket:`',
    byPointer: async (hand, { page }) => {
      await hand.press(field(page));
      await hand.type('off we go :rock');
      await hand.press(page.getByRole('option', { name: ':rocket:' }));
      await hand.press(button(page, 'Send'));
    },
    byKeys: async (hand, { page }) => {
      await hand.type('off we go :rock');
      await hand.choose(page.getByRole('option', { name: ':rocket:' }));
      await hand.press('Enter', 'Enter');
    },
    seen: ({ page }) => stored(said(page, 'off we go 🚀')),
  },
  {
    name: 'Mend what I said last',
    mouse: 'Its menu, *Edit*, *Save*',
    keys: '`↑` in the empty field, `Enter` saves',
    byPointer: async (hand, scene) => {
      const { page, shot } = scene;
      await hand.messageMenu(said(page, 'off we go'));
      await menuItem(scene, 'Edit').waitFor();
      await shot('message’s menu');
      await hand.press(menuItem(scene, 'Edit'));
      await hand.type(', at last');
      await shot('edit');
      await hand.press(button(page, 'Save'));
    },
    byKeys: async (hand, { page }) => {
      await hand.press('ArrowUp');
      await hand.at(page.getByLabel(/^Your message in/));
      await hand.type(', at last');
      await hand.press('Enter');
    },
    seen: ({ page }) => said(page, ', at last').locator('.mark').waitFor(),
  },
  {
    name: 'Mend something that I said before',
    mouse: 'Its menu, *Edit*, *Save*',
    keys: '`Shift` `Tab` to the messages, `↑` to it, `Enter`, `E`; `Enter` saves',
    byPointer: async (hand, scene) => {
      await hand.messageMenu(said(scene.page, 'hello everybody'));
      await hand.press(menuItem(scene, 'Edit'));
      await hand.type('!');
      await hand.press(button(scene.page, 'Save'));
    },
    byKeys: async (hand, { page }) => {
      await hand.at(field(page));
      await hand.press('Shift+Tab');
      await hand.reach(said(page, 'hello everybody'), 'ArrowUp');
      await hand.fromMenu('e');
      await hand.at(page.getByLabel(/^Your message in/));
      await hand.type('!');
      await hand.press('Enter');
    },
    seen: ({ page }) => said(page, 'hello everybody!').locator('.mark').waitFor(),
  },
  {
    name: 'Take a message back',
    mouse: 'Its menu, *Delete*, *Yes, delete it*',
    keys: '`Shift` `Tab` to the messages, `↑` to it, `Enter`, `D`, `Tab`, `Enter`',
    byPointer: async (hand, scene) => {
      await hand.messageMenu(said(scene.page, 'first line'));
      await hand.press(menuItem(scene, 'Delete'));
      await scene.shot('question before deleting');
      await hand.press(button(question(scene), 'Yes, delete it'));
    },
    byKeys: async (hand, scene) => {
      await hand.at(field(scene.page));
      await hand.press('Shift+Tab');
      await hand.reach(said(scene.page, 'first line'), 'ArrowUp');
      await hand.fromMenu('d');
      await hand.at(button(question(scene), 'No'));
      await hand.reach(button(question(scene), 'Yes, delete it'), 'Tab');
      await hand.press('Enter');
    },
    seen: ({ page }) => page.getByText('You deleted this message').waitFor(),
  },
  {
    name: 'Answer a message, and look at what was answered',
    mouse: 'Its menu, *Reply*; a press on the quote',
    keys: '`Enter`, `R` on the message; `→` to the quote, `Enter`',
    before: async (scene) => {
      await scene.posts(plaza(scene), 'who brings the cake?', ...LINES);
      await said(scene.page, LINES.at(-1) ?? '').waitFor();
    },
    byPointer: async (hand, scene) => {
      const { page } = scene;
      await hand.messageMenu(said(page, 'who brings the cake?').first());
      await hand.press(menuItem(scene, 'Reply'));
      await hand.type('I do');
      await scene.shot('answer');
      await hand.press(button(page, 'Send'));
      await stored(said(page, /^I do$/));
      await hand.press(said(page, /^I do$/).locator('.quote'));
    },
    byKeys: async (hand, { page }) => {
      // Where a message was deleted the focus still is.
      await hand.press('Escape');
      await hand.at(field(page));
      await hand.press('Shift+Tab');
      await hand.reach(said(page, 'who brings the cake?').first(), 'ArrowUp');
      await hand.fromMenu('r');
      await hand.at(field(page));
      await hand.type('I do');
      await hand.press('Enter');
      await stored(said(page, /^I do$/));
      await hand.press('Shift+Tab');
      await hand.at(said(page, /^I do$/));
      await hand.reach(said(page, /^I do$/).locator('.quote'), 'ArrowRight');
      await hand.press('Enter');
    },
    seen: async ({ page }) => {
      const quoted = said(page, 'who brings the cake?').and(page.locator('[data-sought]'));
      await quoted.waitFor();
      await inSight(quoted);
    },
  },
  {
    name: 'React, and take it back',
    mouse: 'Its menu, an emoji; a press on the emoji below the message',
    keys: '`Enter`, `+` on the message, a word for it, `Enter`; `→` to the emoji, `Enter`',
    byPointer: async (hand, scene) => {
      const row = said(scene.page, LINES[0] ?? '').first();
      await hand.messageMenu(row);
      await hand.press(scene.page.getByRole('menuitemcheckbox', { name: 'Thumbs up' }));
      await chip(scene, LINES[0] ?? '')
        .first()
        .waitFor();
      await scene.shot('reaction');
      await hand.press(chip(scene, LINES[0] ?? '').first());
    },
    byKeys: async (hand, scene) => {
      const { page } = scene;
      const row = said(page, LINES[0] ?? '').first();
      await hand.reach(row, 'ArrowDown');
      await hand.fromMenu('+');
      await hand.at(dialog(page).getByRole('searchbox'));
      await hand.type('thumbs up');
      await button(dialog(page), 'Thumbs up').waitFor();
      await hand.press('Enter');
      await hand.at(row);
      await hand.reach(row.locator('.chip:not(.add)'), 'ArrowRight');
      await hand.press('Enter');
    },
    seen: (scene) => gone(chip(scene, LINES[0] ?? '').first()),
  },
  {
    name: 'See who reacted',
    mouse: 'Point at the emoji below the message; on a phone hold it',
    keys: '`→` from the message to the emoji',
    before: async (scene) => {
      const room = plaza(scene);
      const [target = 0] = await scene.posts(room, 'cake is here');
      await scene.does({ type: 'react', room, target, emoji: '🎂', on: true });
      await chip(scene, 'cake is here').waitFor({ state: 'attached' });
    },
    byPointer: (hand, scene) => hand.pointAt(chip(scene, 'cake is here')),
    byKeys: async (hand, scene) => {
      await hand.press('Escape');
      await hand.at(field(scene.page));
      await hand.reach(said(scene.page, 'cake is here'), 'Shift+Tab');
      await hand.reach(chip(scene, 'cake is here'), 'ArrowRight');
    },
    seen: async (scene) => {
      const tip = scene.page.locator('.tip');
      await tip.waitFor();
      await eventually(async () => assert.equal(await tip.textContent(), 'Bot'));
    },
  },
];
