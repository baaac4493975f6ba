// Rooms, their people and who may do what, as people do it in real browsers on two gateways.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { getsFocus, hasFocus, message, openRoom, overflows, say, shot } from './web-browser.ts';
import { webStage } from './web-stage.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page | Locator, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).click();
const heading = (page: Page, name: string | RegExp) =>
  page.locator('.room-header').getByRole('heading', { name });
const rooms = (page: Page) => page.getByRole('navigation', { name: 'Rooms' }).getByRole('link');

describe('the page’s rooms and members', () => {
  const { arrive } = webStage({ gateways: 2 });
  /** Opens the list of people, and of one of them what can be done. */
  const choose = async (page: Page, name: string, deed: string) => {
    const people = page.getByRole('complementary', { name: 'People in this room' });
    if ((await people.count()) === 0) await page.locator('.people-button').click();
    await people.getByRole('button', { name: new RegExp(`^\\w* ?${name}`) }).click();
    await page.getByRole('menuitem', { name: deed, exact: true }).click();
  };
  /** Chooses somebody in a field that finds people, with the keyboard. */
  const pick = async (page: Page, label: string, name: string) => {
    await dialog(page).getByRole('combobox', { name: label }).fill(name);
    await dialog(page).getByRole('option', { name }).waitFor();
    await page.keyboard.press('Enter');
  };

  it('are made, with people asked in who say yes, by keyboard alone', async () => {
    const ada = await arrive('Ada');
    const bob = await arrive('Bob', { gateway: 1 });
    const create = ada.getByRole('button', { name: 'Create a room' });
    await create.focus();
    await ada.keyboard.press('Enter');
    await getsFocus(dialog(ada).getByLabel('Name', { exact: true }));
    await ada.keyboard.press('Escape');
    await dialog(ada).waitFor({ state: 'detached' });
    assert.ok(await hasFocus(create), 'the focus is where it was');
    await ada.keyboard.press('Enter');
    await ada.keyboard.press('Enter');
    await dialog(ada).getByText('Give the room a name.').waitFor();
    await dialog(ada).getByLabel('Name', { exact: true }).fill('Tea Time');
    await dialog(ada).getByText('It will be #tea-time.').waitFor();
    await dialog(ada)
      .getByLabel(/^Title/)
      .fill('Tea at five');
    await dialog(ada)
      .getByLabel(/^Private/)
      .check();
    await shot(ada, 'create');
    await ada.keyboard.press('Enter');
    await heading(ada, 'private Tea at five').waitFor();
    await getsFocus(ada.getByLabel('Message to Tea at five'));
    await rooms(ada).filter({ hasText: 'Tea at five' }).waitFor();

    await ada.locator('.people-button').click();
    await press(ada, 'Invite somebody');
    await pick(ada, 'Who', 'Bob');
    await shot(ada, 'invite');
    await ada.keyboard.press('Enter');
    await dialog(ada).waitFor({ state: 'detached' });
    await bob.getByText('Ada guest invites you to #tea-time.').waitFor();
    await shot(bob, 'invited');
    await press(bob, 'Accept');
    await heading(bob, 'private Tea at five').waitFor();
    await say(bob, 'thank you');
    await message(ada, 'thank you').waitFor();
    const people = ada.getByRole('complementary', { name: 'People in this room' });
    const members = people.getByRole('region', { name: 'Members' });
    await members.getByText('Bob').waitFor();
    await shot(ada, 'people');
  });

  it('are what their owners make of them, and say so to everybody', async () => {
    const ada = await arrive('Ada');
    const bob = await arrive('Bob', { gateway: 1 });
    await press(ada, 'Create a room');
    await dialog(ada).getByLabel('Name', { exact: true }).fill('garden');
    await press(dialog(ada), 'Create the room');
    await heading(ada, 'garden').waitFor();
    await openRoom(bob, 'garden');
    await press(bob, 'About this room');
    await dialog(bob).getByText('#garden is public').waitFor();
    await bob.keyboard.press('Escape');
    await press(bob, 'Join');
    await bob.getByRole('button', { name: 'Join', exact: true }).waitFor({ state: 'detached' });

    await press(ada, 'Room settings');
    assert.ok(await hasFocus(dialog(ada).getByLabel('Topic')));
    await ada.keyboard.type('What grows');
    await dialog(ada).getByLabel('Slow mode').selectOption('60');
    await shot(ada, 'settings');
    await press(dialog(ada), 'Save');
    await bob.locator('.room-title .topic').getByText('What grows').waitFor();
    await press(bob, 'About this room');
    await dialog(bob).getByText('Each person writes once in a minute').waitFor();
    await bob.keyboard.press('Escape');

    // The only owner stays, and is told why.
    await press(ada, 'Leave garden');
    await ada.getByText('You are the only owner: make somebody else one first.').waitFor();
    await choose(ada, 'Bob', 'Make them an owner…');
    await ada.getByRole('alertdialog').getByText('Make Bob an owner of this room?').waitFor();
    assert.ok(await hasFocus(ada.getByRole('button', { name: 'No', exact: true })));
    await press(ada, 'Yes, make them an owner');
    await dialog(ada).waitFor({ state: 'detached' });
    await press(ada, 'Leave garden');
    await rooms(ada).filter({ hasText: 'garden' }).waitFor({ state: 'detached' });

    await press(bob, 'Room settings');
    await press(dialog(bob), 'Archive this room…');
    await press(dialog(bob), 'Yes, archive it');
    await bob.getByText('This room is archived: what was said stays').waitFor();
    assert.equal(await bob.getByRole('textbox', { name: /^Message to/ }).count(), 0);
    await press(bob, 'Room settings');
    await press(dialog(bob), 'Open it again');
    await bob.getByLabel('Message to garden').waitFor();
  });

  it('are kept in order by who moderates them: muted, removed and banned people see why', async () => {
    const ada = await arrive('Ada');
    const bob = await arrive('Bob', { gateway: 1 });
    await press(ada, 'Create a room');
    await dialog(ada).getByLabel('Name', { exact: true }).fill('yard');
    await press(dialog(ada), 'Create the room');
    await openRoom(bob, 'yard');
    await say(bob, 'something rude');
    await message(ada, 'something rude').waitFor();

    await choose(ada, 'Bob', 'Mute…');
    await shot(ada, 'mute');
    await ada.getByRole('menuitem', { name: 'For an hour' }).click();
    await bob.getByText(/^You are muted in this room until /).waitFor();
    await shot(bob, 'muted');
    await choose(ada, 'Bob', 'Let them write again');
    await bob.getByLabel('Message to yard').waitFor();

    // Of this very room, without a role in a token.
    await message(ada, 'something rude').click({ button: 'right' });
    await message(ada, 'something rude').press('Enter');
    await ada.getByRole('menuitem', { name: 'Delete' }).click();
    await press(ada, 'Yes, delete it');
    await bob.getByText('Deleted by Ada').waitFor();

    await bob.getByLabel('Message to yard').fill('half a thought');
    await choose(ada, 'Bob', 'Ban from this room…');
    await shot(ada, 'ban');
    await press(ada, 'Yes, ban them');
    await bob.getByText('Ada banned you from this room.').waitFor();
    await bob.getByText('half a thought').waitFor();
    await shot(bob, 'banned');
    await press(bob, 'Try to enter again');
    await bob.getByText('You are banned from yard.').waitFor();
    await choose(ada, 'Bob', 'Lift the ban');
    // His gateway hears of it a moment later.
    const again = bob.getByRole('button', { name: 'Try to enter again' });
    await eventually(async () => {
      if (await again.isVisible()) await again.click();
      await bob.getByLabel('Message to yard').waitFor({ timeout: 2_000 });
    });
  });

  it('are conversations under their people’s names, with who of them is here', async () => {
    const ada = await arrive('Ada');
    const ben = await arrive('Ben', { gateway: 1 });
    await arrive('Grace Hopper');
    await press(ada, 'Write to somebody');
    await pick(ada, 'To', 'Ben');
    await pick(ada, 'To', 'Grace');
    await shot(ada, 'write-to');
    await ada.keyboard.press('Enter');
    await heading(ada, 'Ben, Grace Hopper').waitFor();
    await say(ada, 'just us three');
    const link = ben.getByRole('link', { name: /^Ada, Grace Hopper/ });
    await link.waitFor();
    await ben.getByRole('link', { name: /^Ada, Grace Hopper here now/ }).click();
    await message(ben, 'just us three').waitFor();
    await heading(ben, 'Ada, Grace Hopper').waitFor();
    assert.match(await ben.title(), /^Ada, Grace Hopper · /);
    await shot(ben, 'conversation');
    await ben.reload();
    await heading(ben, 'Ada, Grace Hopper').waitFor();
    // The same people are the same conversation.
    await ada.getByRole('link', { name: 'lobby' }).click();
    await press(ada, 'Write to somebody');
    await pick(ada, 'To', 'Grace');
    await pick(ada, 'To', 'Ben');
    await ada.keyboard.press('Enter');
    await message(ada, 'just us three').waitFor();
    await shot(ada, 'again');
    await press(ada, 'Close the conversation with Ben, Grace Hopper');
    await rooms(ada).filter({ hasText: 'Grace' }).waitFor({ state: 'detached' });
  });

  it('wait for who was not there: conversations and invitations that came meanwhile', async () => {
    const ada = await arrive('Ada');
    const zoe = await arrive('Zoe', { gateway: 1 });
    const here = zoe.url();
    await zoe.goto('about:blank');
    await press(ada, 'Write to somebody');
    await pick(ada, 'To', 'Zoe');
    await ada.keyboard.press('Enter');
    await heading(ada, 'Zoe').waitFor();
    await say(ada, 'for later');
    await press(ada, 'Create a room');
    await dialog(ada).getByLabel('Name', { exact: true }).fill('attic');
    await press(dialog(ada), 'Create the room');
    await heading(ada, 'attic').waitFor();
    await ada.locator('.people-button').click();
    await press(ada, 'Invite somebody');
    await pick(ada, 'Who', 'Zoe');
    await ada.keyboard.press('Enter');
    await dialog(ada).waitFor({ state: 'detached' });
    await zoe.goto(here);
    await zoe.getByText('Ada guest invites you to #attic.').waitFor();
    await zoe.getByRole('link', { name: /^Ada/ }).click();
    await message(zoe, 'for later').waitFor();
  });

  it('are called what they choose to be called, until somebody has that name', async () => {
    const ada = await arrive('Ada');
    const bob = await arrive('Bob', { gateway: 1 });
    const own = ada.getByRole('button', { name: /^You are/ });
    await own.click();
    await dialog(ada).getByLabel('Your name').fill('bob');
    await ada.keyboard.press('Enter');
    await dialog(ada)
      .getByText(/is taken, or looks like a name that is/)
      .waitFor();
    await shot(ada, 'rename');
    await dialog(ada).getByLabel('Your name').fill('Adele');
    await ada.keyboard.press('Enter');
    await own.getByText('Adele').waitFor();
    await dialog(ada).waitFor({ state: 'detached' });
    await say(ada, 'it is me');
    await message(bob, 'it is me').getByText('Adele', { exact: true }).waitFor();
    await ada.reload();
    await own.getByText('Adele').waitFor();
  });

  it('fit a phone in the dark', async () => {
    const ada = await arrive('Ada', {
      viewport: { width: 360, height: 640 },
      hasTouch: true,
      isMobile: true,
      colorScheme: 'dark',
    });
    await press(ada, 'Rooms');
    await shot(ada, 'phone-rooms');
    await press(ada, 'Create a room');
    await dialog(ada)
      .getByLabel('Name', { exact: true })
      .fill('pocket-with-a-name-that-is-long-enough-to-be-cut');
    await dialog(ada)
      .getByLabel(/^Title/)
      .fill(`A title ${'that goes on '.repeat(5)}`);
    await shot(ada, 'phone-create');
    await press(dialog(ada), 'Create the room');
    await dialog(ada).waitFor({ state: 'detached' });
    await ada.getByRole('navigation', { name: 'Rooms' }).waitFor({ state: 'hidden' });
    await press(ada, 'Room settings');
    await dialog(ada)
      .getByLabel('Topic')
      .fill('Everything that fits into a pocket, and a little more');
    await shot(ada, 'phone-settings');
    await press(dialog(ada), 'Save');
    await ada.locator('.room-title .topic').waitFor();
    assert.equal(await overflows(ada), false);
    await shot(ada, 'phone-room');
    await ada.locator('.people-button').click();
    await shot(ada, 'phone-people');
    await ada.getByRole('complementary').getByRole('button', { name: /Ada/ }).click();
    await dialog(ada)
      .getByText(/^You · Owner · Here now/)
      .waitFor();
    await shot(ada, 'phone-person');
    assert.equal(await overflows(ada), false);
  });
});
