// Finding one's way: to what was said, to what is new, from room to room; and how all of it looks.
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
  link,
  rooms,
  said,
  stored,
} from './sights.ts';
import type { Scene, Task } from './task.ts';

const lines = (what: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${what} ${index + 1}.`);
const talk = ({ own }: Scene) => own('talk');
const news = ({ own }: Scene) => own('news');
const inList = ({ page }: Scene, name: string | RegExp) => link(page, name);
const menuItem = ({ page }: Scene, name: string) =>
  page.getByRole('menuitem', { name, exact: true });
const check = ({ page }: Scene, name: string) => page.getByRole('menuitemcheckbox', { name });
const newest = ({ page }: Scene) => button(page, 'Newest');
/** As far as it was loaded already, one is further up; else in the past. */
const DOWN = /^(Newest|Jump to the present)$/;
const newBar = ({ page }: Scene) => page.getByRole('region', { name: 'New messages' });
const search = ({ page }: Scene) => page.getByRole('searchbox', { name: 'Search messages' });
const found = ({ page }: Scene) =>
  button(page.getByRole('list', { name: 'Messages that were found' }), /needle/);
const section = ({ page }: Scene, name: string) =>
  page.getByRole('region', { name, exact: true, includeHidden: true });
const radio = ({ page }: Scene, name: string) =>
  dialog(page).getByRole('radio', { name, exact: true });

export const FINDING: readonly Task[] = [
  {
    name: 'Go to another room',
    mouse: 'The room in the list; or *Go to…*, a few letters, the room',
    keys: '`Ctrl` `K`, a few letters, `Enter`; `Alt` `↓` to the next one of the list',
    before: async (scene) => {
      await scene.posts(news(scene), 'read already');
      await scene.posts(talk(scene), ...lines('said', 300), 'a needle', ...lines('hay', 90));
    },
    byPointer: async (hand, scene) => {
      const { page, shot } = scene;
      for (const name of [news(scene), talk(scene)]) {
        await hand.toRooms();
        await hand.press(button(rooms(page), /^Go to…/));
        await hand.press(dialog(page).getByRole('combobox'));
        await hand.type(name);
        await shot('where to go');
        await hand.press(dialog(page).getByRole('option', { name }));
        await inRoom(page, name);
      }
    },
    byKeys: async (hand, scene) => {
      for (const name of [news(scene), talk(scene)]) {
        await switchTo(hand, scene.page, name);
      }
    },
    seen: async (scene) => {
      await inRoom(scene.page, talk(scene));
      await said(scene.page, 'hay 90.').waitFor();
    },
  },
  {
    name: 'Hand on a link to a message, and open one',
    mouse: 'Its menu, *Copy link*; a press on a link that somebody sent',
    keys: '`Enter`, `L` on the message; `→` to a link in one, `Enter`',
    byPointer: async (hand, scene) => {
      const { page } = scene;
      await hand.messageMenu(said(page, 'hay 88.'));
      await hand.press(menuItem(scene, 'Copy link'));
      await page.getByText('Link copied').waitFor();
      await hand.press(field(page));
      await hand.type(`look: ${await scene.copied()}`);
      await hand.press(button(page, 'Send'));
      await stored(said(page, 'look:'));
      await hand.press(said(page, 'look:').getByRole('link'));
    },
    byKeys: async (hand, { page }) => {
      await hand.press('Shift+Tab');
      await hand.reach(said(page, 'hay 88.'), 'ArrowUp');
      await hand.fromMenu('l');
      await page.getByText('Link copied').waitFor();
      await hand.press('Escape');
      await hand.at(field(page));
      await hand.type('look: ');
      await hand.press('Control+v', 'Enter');
      await stored(said(page, 'look:'));
      await hand.press('Shift+Tab');
      await hand.reach(said(page, 'look:').getByRole('link'), 'ArrowRight');
      await hand.press('Enter');
    },
    seen: async (scene) => {
      const sought = said(scene.page, 'hay 88.').and(scene.page.locator('[data-sought]'));
      await sought.waitFor();
      assert.match(scene.page.url(), new RegExp(`#/${talk(scene)}/\\d+$`));
    },
  },
  {
    name: 'Keep a message unread for later',
    mouse: 'Its menu, *Mark unread from here*',
    keys: '`Enter`, `U` on the message',
    byPointer: async (hand, scene) => {
      await hand.messageMenu(said(scene.page, 'hay 90.'));
      await hand.press(menuItem(scene, 'Mark unread from here'));
    },
    byKeys: async (hand, { page }) => {
      await hand.reach(said(page, 'hay 90.'), 'ArrowDown');
      await hand.fromMenu('u');
    },
    seen: (scene) => inList(scene, `${talk(scene)} 1 new message`).waitFor({ state: 'attached' }),
  },
  {
    name: 'Look at a room in which something is new, and go down to the newest message',
    mouse: 'The room in the list, *Newest*',
    keys: '`Alt` `Shift` `↓`; `Shift` `Tab` to *Newest*, `Enter`',
    before: async (scene) => {
      await scene.posts(news(scene), ...lines('fresh', 40));
      await inList(scene, `${news(scene)} 40 new messages`).waitFor({ state: 'attached' });
    },
    byPointer: async (hand, scene) => {
      await hand.toRooms();
      await scene.shot('list of rooms');
      await hand.press(inList(scene, news(scene)));
      await said(scene.page, 'fresh 1.').waitFor();
      await scene.shot('new messages');
      await hand.press(newest(scene));
    },
    byKeys: async (hand, scene) => {
      const { page } = scene;
      await hand.press('Alt+Shift+ArrowDown');
      await hand.at(page.getByLabel(`Message to ${news(scene)}`));
      await hand.reach(newest(scene), 'Shift+Tab');
      await hand.press('Enter');
    },
    seen: (scene) => inSight(said(scene.page, 'fresh 40.')),
  },
  {
    name: 'Jump to where the new messages begin',
    mouse: '*Jump* above the messages',
    keys: '`Shift` `Tab` to *Jump*, `Enter`',
    byPointer: async (hand, scene) => {
      await newBar(scene).waitFor();
      await scene.shot('bar of new messages');
      await hand.press(button(newBar(scene), 'Jump'));
    },
    byKeys: async (hand, scene) => {
      await hand.reach(button(newBar(scene), 'Jump'), 'Shift+Tab');
      await hand.press('Enter');
    },
    seen: (scene) => inSight(said(scene.page, 'fresh 1.')),
  },
  {
    name: 'See what was said on another day',
    mouse: 'The room’s menu (*⋯*) or the line of a day, *Jump to a day*, a day',
    keys: '`F6` to the room’s header, `Tab` to its menu, *Jump to a day*, a day',
    before: async ({ page }) => {
      await page.locator('.day-line').first().waitFor();
    },
    byPointer: async (hand, scene) => {
      const { page } = scene;
      await hand.toRooms();
      await hand.press(inList(scene, talk(scene)));
      await inRoom(page, talk(scene));
      await hand.press(button(header(page), 'Favourite, mute, notifications'));
      await scene.shot('room’s menu');
      await hand.press(menuItem(scene, 'Jump to a day'));
      await scene.shot('days');
      await hand.press(button(dialog(page), 'The very beginning'));
    },
    byKeys: async (hand, scene) => {
      const { page } = scene;
      await switchTo(hand, page, talk(scene));
      const menu = button(header(page), 'Favourite, mute, notifications');
      await hand.press('Shift+F6', 'Shift+F6');
      await hand.reach(menu, 'Tab');
      await hand.press('Enter');
      await hand.reach(menuItem(scene, 'Jump to a day'), 'ArrowUp');
      await hand.press('Enter');
      await hand.reach(button(dialog(page), 'The very beginning'), 'ArrowDown');
      await hand.press('Enter');
    },
    seen: ({ page }) => inSight(said(page, 'said 1.')),
  },
  {
    name: 'Come back from older messages',
    mouse: '*Jump to the present*',
    keys: '`Tab` to *Jump to the present*, `Enter`',
    byPointer: (hand, { page }) => hand.press(button(page, 'Jump to the present')),
    byKeys: async (hand, { page }) => {
      await hand.reach(button(page, 'Jump to the present'), 'Tab');
      await hand.press('Enter');
    },
    seen: ({ page }) => inSight(said(page, 'look:')),
  },
  {
    name: 'Look for something in one room, and read on around what was found',
    mouse: '*Search*, *in:*, a word, a result',
    keys: '`Ctrl` `Shift` `F`, `in:` with the room and a word, `Enter`; `↓` to a result, `Enter`',
    byPointer: async (hand, scene) => {
      const { page } = scene;
      await hand.press(button(header(page), 'Search messages'));
      await scene.shot('search');
      await hand.press(button(page, 'in:'));
      await hand.type('needle');
      await hand.press(button(page.locator('.search-form'), 'Search'));
      await found(scene).waitFor();
      await scene.shot('found');
      await hand.press(found(scene));
    },
    byKeys: async (hand, scene) => {
      await hand.at(field(scene.page));
      await hand.press('Control+Shift+f');
      await hand.at(search(scene));
      await hand.type(`in:${talk(scene)} needle`);
      await hand.press('Enter');
      await hand.reach(found(scene), 'ArrowDown');
      await hand.press('Enter');
    },
    seen: async ({ page }) => {
      await inSight(said(page, 'a needle'));
      await said(page, 'hay 1.').waitFor();
    },
  },
  {
    name: 'Close the search, and be back where I was',
    mouse: '*Close the search*, *Newest* or *Jump to the present*',
    keys: '`Ctrl` `Shift` `F` leads back to it, `Esc` closes it; `Shift` `Tab` to *Newest* or *Jump to the present*',
    byPointer: async (hand, { page, way }) => {
      // On a phone it gave way to the message.
      if (way === 'mouse') await hand.press(button(page, 'Close the search'));
      await hand.press(button(page, DOWN));
    },
    byKeys: async (hand, scene) => {
      await hand.press('Control+Shift+f');
      await hand.at(search(scene));
      await hand.press('Escape');
      await hand.at(field(scene.page));
      await hand.reach(button(scene.page, DOWN), 'Shift+Tab');
      await hand.press('Enter');
    },
    seen: async ({ page }) => {
      await gone(page.getByRole('complementary', { name: 'Search' }));
      await inSight(said(page, 'look:'));
    },
  },
  {
    name: 'Keep a room among the favourites',
    mouse: 'The room’s menu (*⋯*, or a right click on it), *Favourite*',
    keys: '`F6` to the list of rooms, `↓` to the room, `M`, *Favourite*',
    byPointer: async (hand, scene) => {
      await hand.roomMenu(talk(scene));
      await hand.press(check(scene, 'Favourite'));
    },
    byKeys: async (hand, scene) => {
      await hand.at(field(scene.page));
      await hand.reach(inList(scene, talk(scene)), 'F6');
      await hand.press('m');
      await hand.reach(check(scene, 'Favourite'), 'ArrowDown');
      await hand.press('Enter');
    },
    seen: (scene) =>
      section(scene, 'Favourites')
        .getByRole('link', { name: talk(scene), includeHidden: true })
        .waitFor({ state: 'attached' }),
  },
  {
    name: 'Hear less of a room',
    mouse: 'The room’s menu, *Mute*; or *Mentions only*',
    keys: '`M` on the room in the list, *Mute*; or *Mentions only*',
    byPointer: async (hand, scene) => {
      await hand.roomMenu(talk(scene));
      await hand.press(check(scene, 'Mute'));
    },
    byKeys: async (hand, scene) => {
      await hand.at(inList(scene, talk(scene)));
      await hand.press('m');
      await hand.reach(check(scene, 'Mute'), 'ArrowDown');
      await hand.press('Enter');
    },
    seen: (scene) => inList(scene, `${talk(scene)} muted`).waitFor({ state: 'attached' }),
  },
  {
    name: 'Not be disturbed for a while',
    mouse: '*Do not disturb* (the bell), for how long',
    keys: '`F6` to the list of rooms, `Shift` `Tab` to the bell, `Enter`, for how long',
    byPointer: async (hand, scene) => {
      await hand.toRooms();
      await hand.press(button(rooms(scene.page), 'Do not disturb'));
      await scene.shot('do not disturb');
      await hand.press(menuItem(scene, 'For an hour'));
    },
    byKeys: async (hand, scene) => {
      await hand.reach(button(rooms(scene.page), 'Do not disturb'), 'Shift+Tab');
      await hand.press('Enter');
      await hand.reach(menuItem(scene, 'For an hour'), 'ArrowDown');
      await hand.press('Enter');
    },
    seen: ({ page }) => beside(page, /^Do not disturb until /).waitFor({ state: 'attached' }),
  },
  {
    name: 'Have it dark, with 24 hours and closer together',
    mouse: '*Settings*: *Dark*, *24 hours*, *Compact*, *Done*',
    keys: '`Ctrl` `,`; arrows choose, `Tab` goes on, `Esc`',
    byPointer: async (hand, scene) => {
      const { page } = scene;
      await hand.toRooms();
      await hand.press(button(rooms(page), 'Settings'));
      await scene.shot('settings');
      await hand.press(radio(scene, 'Dark'));
      await hand.press(radio(scene, '24 hours, 14:05'));
      await hand.press(radio(scene, 'Compact'));
      await hand.press(button(dialog(page), 'Done'));
    },
    byKeys: async (hand, scene) => {
      await hand.press('Control+,');
      await hand.at(radio(scene, 'As this device').first());
      await hand.reach(radio(scene, 'Dark'), 'ArrowDown');
      await hand.press('Tab');
      await hand.reach(radio(scene, '24 hours, 14:05'), 'ArrowDown');
      await hand.press('Tab');
      await hand.reach(radio(scene, 'Compact'), 'ArrowDown');
      await hand.press('Escape');
    },
    seen: async ({ page }) => {
      await gone(dialog(page));
      await page.locator('html[data-theme="dark"][data-density="compact"]').waitFor();
      const time = said(page, 'look:').locator('time');
      await eventually(async () => assert.match((await time.textContent()) ?? '', /^\d\d:\d\d$/));
    },
  },
  {
    name: 'See which keys there are',
    mouse: '*Settings*, *Keyboard shortcuts*',
    keys: '`Ctrl` `/`',
    byPointer: async (hand, { page }) => {
      await hand.toRooms();
      await hand.press(button(rooms(page), 'Settings'));
      await hand.press(button(dialog(page), 'Keyboard shortcuts'));
    },
    byKeys: (hand) => hand.press('Control+/'),
    seen: async ({ page, shot }) => {
      await dialog(page).getByText('Go to a room or a person').waitFor();
      await shot('keys');
    },
  },
  {
    name: 'Take another name',
    mouse: 'My name below the list of rooms, another one, *Save*',
    keys: '`F6` to the list of rooms, `Tab` to my name, `Enter`, another one, `Enter`',
    byPointer: async (hand, { page, me, own }) => {
      await hand.press(button(dialog(page), 'Close'));
      await hand.toRooms();
      await hand.press(beside(page, new RegExp(`^You are ${me}`)));
      await hand.press(dialog(page).getByLabel('Your name'));
      await hand.type(` ${own('II')}`);
      await hand.press(button(dialog(page), 'Save'));
    },
    byKeys: async (hand, { page, me, own }) => {
      await hand.press('Escape');
      await gone(dialog(page));
      await hand.reach(beside(page, new RegExp(`^You are ${me}`)), 'Tab');
      await hand.press('Enter');
      await hand.at(dialog(page).getByLabel('Your name'));
      await hand.press('End');
      await hand.type(` ${own('II')}`);
      await hand.press('Enter');
    },
    seen: async ({ page, me, own }) => {
      await gone(dialog(page));
      await beside(page, new RegExp(`^You are ${me} ${own('II')}`)).waitFor({
        state: 'attached',
      });
    },
  },
];
