// Rooms and the people in them: made, looked after, left.
import assert from 'node:assert/strict';
import { switchTo } from './hands.ts';
import {
  button,
  dialog,
  field,
  gone,
  header,
  inRoom,
  link,
  rooms,
  said,
  stored,
} from './sights.ts';
import type { Scene, Task } from './task.ts';

const den = ({ own }: Scene) => own('den');
const people = ({ page }: Scene) =>
  page.getByRole('complementary', { name: 'People in this room' });
const person = (scene: Scene, name: string) => button(people(scene), new RegExp(`${name}`));
const group = (scene: Scene, name: string) => people(scene).getByRole('region', { name });
const option = ({ page }: Scene, name: string) => dialog(page).getByRole('option', { name });
const menuItem = ({ page }: Scene, name: string) =>
  page.getByRole('menuitem', { name, exact: true });
const settings = ({ page }: Scene) => button(header(page), 'Room settings');
const inDialog = ({ page }: Scene, name: string | RegExp) => button(dialog(page), name);
const peopleHere = ({ page }: Scene) => button(header(page), /here$/);

export const ROOMS: readonly Task[] = [
  {
    name: 'Make a private room',
    mouse: '*Create a room* (*+*), a name, *Private*, *Create the room*',
    keys: '`F6` to the list of rooms, `Shift` `Tab` to *Create a room*, `Enter`, a name, `Enter`',
    byPointer: async (hand, scene) => {
      const { page } = scene;
      await hand.toRooms();
      await hand.press(button(rooms(page), 'Create a room'));
      await hand.press(dialog(page).getByLabel('Name', { exact: true }));
      await hand.type(den(scene));
      await hand.press(dialog(page).getByRole('radio', { name: /^Private/ }));
      await scene.shot('making a room');
      await hand.press(inDialog(scene, 'Create the room'));
    },
    byKeys: async (hand, scene) => {
      const { page } = scene;
      await hand.at(field(page));
      await hand.reach(link(page, 'lobby'), 'F6');
      await hand.reach(button(rooms(page), 'Create a room'), 'Shift+Tab');
      await hand.press('Enter');
      await hand.at(dialog(page).getByLabel('Name', { exact: true }));
      await hand.type(den(scene));
      const kind = dialog(page).getByRole('radio', { name: /^Public/ });
      await hand.reach(kind, 'Tab');
      await hand.press('ArrowDown', 'Enter');
    },
    seen: async (scene) => {
      await inRoom(scene.page, den(scene));
      await header(scene.page)
        .getByRole('heading', { name: `private ${den(scene)}` })
        .waitFor();
      await scene.shot('a room of one’s own');
    },
  },
  {
    name: 'Ask somebody in, who comes',
    mouse:
      '*Invite people* in the empty room, or *+* above the people; a name, *Invite*. They: *Accept*',
    keys: '`Shift` `Tab` to *Invite people*, `Enter`, a name, `Enter` twice. They: `F6` to *Accept*, `Enter`',
    byPointer: async (hand, scene) => {
      const { page, friend } = scene;
      await hand.press(button(page, 'Invite people'));
      await hand.press(dialog(page).getByRole('combobox', { name: 'Who' }));
      await hand.type(friend.name);
      await hand.press(option(scene, friend.name));
      await scene.shot('inviting');
      await hand.press(inDialog(scene, 'Invite'));
      await friend.pointer.press(button(friend.page, 'Accept'));
    },
    byKeys: async (hand, scene) => {
      const { page, friend } = scene;
      await hand.at(field(page));
      await hand.reach(button(page, 'Invite people'), 'Shift+Tab');
      await hand.press('Enter');
      await hand.at(dialog(page).getByRole('combobox', { name: 'Who' }));
      await hand.type(friend.name);
      await hand.choose(option(scene, friend.name));
      await hand.press('Enter', 'Enter');
      await friend.keys.reach(button(friend.page, 'Accept'), 'Shift+F6');
      await friend.keys.press('Enter');
    },
    seen: async (scene) => {
      await gone(dialog(scene.page));
      await inRoom(scene.friend.page, den(scene));
    },
  },
  {
    name: 'See who is in a room, and make somebody a moderator',
    mouse: 'The number of people, the person, *Make them a moderator*',
    keys: '`F6` to the room’s header, `Tab` to the people, `Enter`; `Tab` to the person, `Enter`, an arrow, `Enter`',
    byPointer: async (hand, scene) => {
      await hand.press(peopleHere(scene));
      await person(scene, scene.friend.name).waitFor();
      await scene.shot('people');
      await hand.press(person(scene, scene.friend.name));
      await scene.shot('person');
      await hand.press(menuItem(scene, 'Make them a moderator'));
    },
    byKeys: async (hand, scene) => {
      await hand.press('Shift+F6', 'Shift+F6');
      await hand.reach(peopleHere(scene), 'Tab');
      await hand.press('Enter');
      await hand.at(people(scene));
      await hand.reach(person(scene, scene.friend.name), 'Tab');
      await hand.press('Enter');
      await hand.reach(menuItem(scene, 'Make them a moderator'), 'ArrowDown');
      await hand.press('Enter');
    },
    seen: async (scene) => {
      await gone(dialog(scene.page));
      await group(scene, 'Moderators').getByText(scene.friend.name).waitFor();
    },
  },
  {
    name: 'Send somebody out',
    mouse: 'The person, *Remove from this room…* or *Ban from this room…*, *Yes*',
    keys: '`Tab` to the person, `Enter`, arrows to *Remove…* or *Ban…*, `Enter`, `Tab`, `Enter`',
    byPointer: async (hand, scene) => {
      await hand.press(person(scene, scene.friend.name));
      await hand.press(menuItem(scene, 'Ban from this room…'));
      await scene.shot('question before a ban');
      await hand.press(inDialog(scene, 'Yes, ban them'));
    },
    byKeys: async (hand, scene) => {
      await hand.at(person(scene, scene.friend.name));
      await hand.press('Enter');
      await hand.reach(menuItem(scene, 'Ban from this room…'), 'ArrowUp');
      await hand.press('Enter');
      await hand.at(inDialog(scene, 'No'));
      await hand.press('Tab', 'Enter');
    },
    seen: async (scene) => {
      await group(scene, 'Banned').getByText(scene.friend.name).waitFor();
      await scene.friend.page.getByText(/banned you from this room/).waitFor();
    },
  },
  {
    name: 'Close the list of people, and say what the room is about',
    mouse: '*Close the list of people*; *Room settings*, a topic, *Save*',
    keys: '`Esc`; `Tab` to *Room settings*, `Enter`, a topic, `Enter`',
    byPointer: async (hand, scene) => {
      await hand.press(button(people(scene), 'Close the list of people'));
      await hand.press(settings(scene));
      await hand.press(dialog(scene.page).getByLabel('Topic'));
      await hand.type('What we do next');
      await scene.shot('settings of a room');
      await hand.press(inDialog(scene, 'Save'));
    },
    byKeys: async (hand, scene) => {
      await hand.press('Escape');
      await hand.at(peopleHere(scene));
      await hand.reach(settings(scene), 'Shift+Tab');
      await hand.press('Enter');
      await hand.at(dialog(scene.page).getByLabel('Topic'));
      await hand.type('What we do next');
      await hand.press('Enter');
    },
    seen: async (scene) => {
      await gone(dialog(scene.page));
      await header(scene.page).getByText('What we do next').waitFor();
    },
  },
  {
    name: 'Pin a message, and look at what is pinned',
    mouse: 'Its menu, *Pin*; *Pinned* in the room’s header',
    keys: '`Enter`, `P` on the message; `F6` to the room’s header, `Tab` to *Pinned*, `Enter`',
    byPointer: async (hand, scene) => {
      const { page } = scene;
      await hand.press(field(page));
      await hand.type('the rules of this room');
      await hand.press(button(page, 'Send'));
      await stored(said(page, 'the rules'));
      await hand.messageMenu(said(page, 'the rules'));
      await hand.press(menuItem(scene, 'Pin'));
      await hand.press(button(header(page), 'Pinned messages, 1'));
    },
    byKeys: async (hand, scene) => {
      const { page } = scene;
      await hand.at(settings(scene));
      await hand.reach(field(page), 'F6');
      await hand.type('the rules of this room');
      await hand.press('Enter');
      await stored(said(page, 'the rules'));
      await hand.reach(said(page, 'the rules'), 'Shift+Tab');
      await hand.fromMenu('p');
      await hand.at(said(page, 'the rules'));
      await hand.press('Shift+F6');
      await hand.reach(button(header(page), 'Pinned messages, 1'), 'Tab');
      await hand.press('Enter');
    },
    seen: async ({ page, shot }) => {
      const list = page.getByRole('dialog', { name: 'Pinned messages' });
      await button(list, /the rules of this room/).waitFor();
      await shot('pinned messages');
    },
  },
  {
    name: 'Let a bot in, and take its token',
    mouse:
      '*Room settings*, *Bots and hooks…*, *Add a bot or a hook…*, a name, *Bot*, *Add it*, *Copy*',
    keys: '`Tab` to *Room settings*, `Enter`; `Tab` to *Bots and hooks…*, `Enter`, `Enter`, a name, `↓` to *Bot*, `Enter`',
    byPointer: async (hand, scene) => {
      const { page } = scene;
      await hand.press(settings(scene));
      await scene.shot('settings of a room, with a topic');
      await hand.press(inDialog(scene, 'Bots and hooks…'));
      await inDialog(scene, 'Add a bot or a hook…').waitFor();
      await scene.shot('bots');
      await hand.press(inDialog(scene, 'Add a bot or a hook…'));
      await hand.press(dialog(page).getByLabel('Name'));
      await hand.type(scene.own('Robo'));
      await hand.press(dialog(page).getByRole('radio', { name: /^Bot/ }));
      await scene.shot('making a bot');
      await hand.press(inDialog(scene, 'Add it'));
      await hand.press(inDialog(scene, 'Copy: Token'));
    },
    byKeys: async (hand, scene) => {
      const { page } = scene;
      await hand.press('Escape');
      await hand.at(button(header(page), 'Pinned messages, 1'));
      await hand.reach(settings(scene), 'Shift+Tab');
      await hand.press('Enter');
      await hand.reach(inDialog(scene, 'Bots and hooks…'), 'Tab');
      await hand.press('Enter');
      await hand.at(inDialog(scene, 'Add a bot or a hook…'));
      await hand.press('Enter');
      await hand.at(dialog(page).getByLabel('Name'));
      await hand.type(scene.own('Robo'));
      await hand.reach(dialog(page).getByRole('radio', { name: /^Hook/ }), 'Tab');
      await hand.press('ArrowDown', 'Enter');
      await hand.reach(inDialog(scene, 'Copy: Token'), 'Tab');
      await hand.press('Enter');
    },
    seen: async (scene) => {
      await dialog(scene.page).getByText('Copied').waitFor();
      await scene.shot('a bot’s token');
      assert.match(await scene.copied(), /^chatk8s_/);
    },
  },
  {
    name: 'See which bots there are, and end one',
    mouse: '*I have it*; *Revoke…* beside the bot, *Yes, revoke it*',
    keys: '`Tab` to *I have it*, `Enter`; `Tab` to *Revoke…*, `Enter`, `Tab`, `Enter`',
    byPointer: async (hand, scene) => {
      await hand.press(inDialog(scene, 'I have it'));
      await hand.press(inDialog(scene, `Revoke ${scene.own('Robo')}`));
      await scene.shot('question before a bot ends');
      await hand.press(inDialog(scene, 'Yes, revoke it'));
    },
    byKeys: async (hand, scene) => {
      await hand.reach(inDialog(scene, 'I have it'), 'Tab');
      await hand.press('Enter');
      await hand.at(inDialog(scene, 'Add a bot or a hook…'));
      await hand.reach(inDialog(scene, `Revoke ${scene.own('Robo')}`), 'Shift+Tab');
      await hand.press('Enter');
      await hand.at(inDialog(scene, 'No'));
      await hand.press('Tab', 'Enter');
    },
    seen: (scene) => dialog(scene.page).getByText('This room has none.').waitFor(),
  },
  {
    name: 'Have another program told of what happens',
    mouse: '*Room settings*, *Outgoing webhooks…*, *Add a webhook*, its address, *Add*',
    keys: '`Tab` to *Room settings*, `Enter`; `Tab` to *Outgoing webhooks…*, `Enter`, `Enter`, its address, `Enter`',
    byPointer: async (hand, scene) => {
      await hand.press(inDialog(scene, 'Back to the room'));
      await hand.press(inDialog(scene, 'Outgoing webhooks…'));
      await hand.press(inDialog(scene, 'Add a webhook'));
      await hand.press(dialog(scene.page).getByLabel('Address'));
      await hand.type('https://example.org/hook');
      await scene.shot('making a webhook');
      await hand.press(inDialog(scene, 'Add'));
      await inDialog(scene, 'I have it').waitFor();
      await scene.shot('a webhook’s secret');
      await hand.press(inDialog(scene, 'I have it'));
    },
    byKeys: async (hand, scene) => {
      await hand.at(inDialog(scene, 'Add a bot or a hook…'));
      await hand.reach(inDialog(scene, 'Back to the room'), 'Shift+Tab');
      await hand.press('Enter');
      await hand.reach(inDialog(scene, 'Outgoing webhooks…'), 'Tab');
      await hand.press('Enter');
      await hand.at(inDialog(scene, 'Add a webhook'));
      await hand.press('Enter');
      await hand.at(dialog(scene.page).getByLabel('Address'));
      await hand.type('https://example.org/hook');
      await hand.press('Enter');
      await hand.reach(inDialog(scene, 'I have it'), 'Tab');
      await hand.press('Enter');
    },
    seen: async (scene) => {
      await dialog(scene.page).getByText('https://example.org/hook').waitFor();
      await scene.shot('webhooks');
    },
  },
  {
    name: 'Close a room that is over',
    mouse: '*Room settings*, *Archive this room…*, *Yes, archive it*',
    keys: '`Tab` to *Room settings*, `Enter`; `Tab` to *Archive this room…*, `Enter`, `Tab`, `Enter`',
    byPointer: async (hand, scene) => {
      await hand.press(inDialog(scene, 'Close'));
      await hand.press(settings(scene));
      await hand.press(inDialog(scene, 'Archive this room…'));
      await scene.shot('question before a room is archived');
      await hand.press(inDialog(scene, 'Yes, archive it'));
    },
    byKeys: async (hand, scene) => {
      await hand.press('Escape');
      await gone(dialog(scene.page));
      await hand.at(settings(scene));
      await hand.press('Enter');
      await hand.reach(inDialog(scene, 'Archive this room…'), 'Tab');
      await hand.press('Enter');
      await hand.at(inDialog(scene, 'No'));
      await hand.press('Tab', 'Enter');
    },
    seen: async ({ page, shot }) => {
      await gone(dialog(page));
      await page.getByText('This room is archived: what was said stays').waitFor();
      await shot('archived room');
    },
  },
  {
    name: 'Write to somebody alone',
    mouse: '*Write to somebody* (the pen), a name, *Begin*',
    keys: '`Ctrl` `K`, a name, `Enter`',
    byPointer: async (hand, scene) => {
      const { page, friend } = scene;
      await hand.toRooms();
      await hand.press(button(rooms(page), 'Write to somebody'));
      await hand.press(dialog(page).getByRole('combobox', { name: 'To' }));
      await hand.type(friend.name);
      await hand.press(option(scene, friend.name));
      await scene.shot('writing to somebody');
      await hand.press(inDialog(scene, 'Begin'));
      await inRoom(page, friend.name);
      await hand.press(field(page));
      await hand.type('no hard feelings');
      await hand.press(button(page, 'Send'));
    },
    byKeys: async (hand, scene) => {
      await hand.press('Control+k');
      await hand.type(`@${scene.friend.name}`);
      await hand.choose(option(scene, scene.friend.name));
      await hand.press('Enter');
      await hand.at(scene.page.getByLabel(`Message to ${scene.friend.name}`));
      await hand.type('no hard feelings');
      await hand.press('Enter');
    },
    seen: async (scene) => {
      const { friend, me } = scene;
      await stored(said(scene.page, 'no hard feelings'));
      await link(friend.page, new RegExp(`${me}.*1 new message`)).waitFor({ state: 'attached' });
    },
  },
  {
    name: 'See who somebody is who said something',
    mouse: 'A press on their name beside what they said',
    keys: '`Enter`, `A` on the message',
    before: async ({ does, posts, own }) => {
      await does({ type: 'create', room: own('yard'), kind: 'public' });
      await posts(own('yard'), 'it is quiet here');
    },
    byPointer: async (hand, scene) => {
      const { page, own } = scene;
      await hand.toRooms();
      await hand.press(page.getByLabel('Enter a room'));
      await hand.type(own('yard'));
      await hand.press(button(rooms(page), 'Enter the room'));
      await inRoom(page, own('yard'));
      await hand.press(said(page, 'it is quiet here').locator('.author'));
    },
    byKeys: async (hand, { page, own }) => {
      await switchTo(hand, page, own('yard'));
      await hand.reach(said(page, 'it is quiet here'), 'Shift+Tab');
      await hand.fromMenu('a');
    },
    seen: async (scene) => {
      await dialog(scene.page).getByRole('heading', { name: 'Bot' }).waitFor();
      await menuItem(scene, 'Write to them').waitFor();
      await scene.shot('who somebody is');
    },
  },
  {
    name: 'Leave a room',
    mouse: '*Leave* in the room’s header; on a phone in its menu',
    keys: '`F6` to the room’s header, `Tab` to *Leave*, `Enter`',
    byPointer: async (hand, scene) => {
      const { page, way, own } = scene;
      await hand.press(inDialog(scene, 'Close'));
      const leave = `Leave ${own('yard')}`;
      if (way === 'mouse') return await hand.press(button(header(page), leave));
      await hand.press(button(header(page), 'Favourite, mute, notifications'));
      await hand.press(menuItem(scene, leave));
    },
    byKeys: async (hand, { page, own }) => {
      await hand.press('Escape');
      await hand.at(said(page, 'it is quiet here'));
      await hand.press('Shift+F6');
      await hand.reach(button(header(page), `Leave ${own('yard')}`), 'Tab');
      await hand.press('Enter');
    },
    seen: async ({ page, own }) => {
      await gone(link(page, own('yard')));
      await field(page).waitFor();
    },
  },
  {
    name: 'Sign out',
    mouse: '*Sign out* below the list of rooms',
    keys: '`F6` to the list of rooms, `Tab` to *Sign out*, `Enter`',
    byPointer: async (hand, { page }) => {
      await hand.toRooms();
      await hand.press(button(rooms(page), 'Sign out'));
    },
    byKeys: async (hand, { page }) => {
      await hand.at(field(page));
      await hand.press('F6');
      await hand.reach(button(rooms(page), 'Sign out'), 'Tab');
      await hand.press('Enter');
    },
    seen: ({ page }) => page.getByLabel('Your name').waitFor(),
  },
];
