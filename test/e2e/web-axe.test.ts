// Every view of the page by axe's rules, on a desktop and on a phone, light and dark: nothing is found. A view that is added is added
// here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { uuid7 } from '../support/wire.ts';
import { enter, message, PHONE, say } from './web-browser.ts';
import { webStage } from './web-stage.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** All rules as it is; in the other scheme those of colours, for nothing else is another there. */
const LIGHT = '{ resultTypes: ["violations"] }';
const DARK = '{ resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"] }';

/** Pictures of every view, for whoever wants to look at them. */
const SHOTS = process.env['SHOW_PAGES'];

const openMenu = async (page: Page) => {
  const menu = page.locator('.room-header .menu');
  const isDrawer = (await menu.count()) > 0;
  if (isDrawer && (await page.locator('.sidebar[data-open="true"]').count()) === 0)
    await menu.click();
};
/** By its address: on a phone the list lies in a drawer. */
const turnTo = async (page: Page, room: string) => {
  await page.evaluate(`location.hash = '#/${room}'`);
  await page.getByLabel(`Message to ${room}`).waitFor();
};
const over = (page: Page) => page.locator('dialog[open], .popover').first();

describe('every view of the page, by axe', () => {
  const stage = webStage();

  for (const [device, options] of [
    ['desktop', {}],
    ['phone', PHONE],
  ] as const) {
    /** What was found, of all views of a test: one that fails does not hide the next. */
    const found: string[] = [];
    const look = async (page: Page, view: string) => {
      if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(AXE);
      for (const [scheme, rules] of [
        ['light', LIGHT],
        ['dark', DARK],
      ] as const) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        const { violations } = (await page.evaluate(`axe.run(document, ${rules})`)) as {
          violations: Violation[];
        };
        for (const { id, help, nodes } of violations)
          for (const { html, failureSummary } of nodes)
            found.push(`${view}, ${scheme}: ${id} (${help})\n  ${html}\n  ${failureSummary}`);
        if (SHOTS !== undefined)
          await page.screenshot({
            path: `${SHOTS}/${view.replaceAll(/\W+/g, '-')}-${device}-${scheme}.png`,
          });
      }
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    };
    const arrive = async (name: string): Promise<Page> => {
      const context = await stage.person({ ...options, reducedMotion: 'reduce' });
      return await enter(context, stage.url(), name);
    };
    /** Opens something, looks at it and leaves it. */
    const within = async (page: Page, view: string, open: () => Promise<void>) => {
      await open();
      await over(page).waitFor();
      await look(page, view);
      await page.keyboard.press('Escape');
      await over(page).waitFor({ state: 'detached' });
    };
    const press = (page: Page, name: string | RegExp) => () =>
      page
        .getByRole('button', { name, exact: typeof name === 'string' })
        .first()
        .click();
    const looks = (what: string, views: () => Promise<void>) =>
      it(`has nothing against ${what}, on a ${device}`, async () => {
        found.length = 0;
        await views();
        assert.equal(found.join('\n'), '');
      });

    looks('signing in', async () => {
      const context = await stage.person({ ...options, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(stage.url());
      await page.getByLabel('Your name').waitFor();
      await look(page, 'sign-in');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').filter({ hasText: 'name' }).waitFor();
      await look(page, 'sign-in with a problem');
      await page.route('**/api/session', (route) => route.abort());
      await page.reload();
      await page.getByRole('heading', { name: 'The chat cannot be reached' }).waitFor();
      await look(page, 'out of reach');
    });

    looks('rooms', async () => {
      const name = `Ada of the ${device}`;
      const page = await arrive(name);
      await turnTo(page, `empty-${device}`);
      await page.getByText('Nobody has said anything').waitFor();
      await look(page, 'empty room');
      await press(page, 'Formatting')();
      await look(page, 'formatting');
      await press(page, 'Formatting')();
      const room = `busy-${device}`;
      const [first = 0] = await stage.posts(room, 'first', 'second', `@${name} look`);
      stage.bot.send({ type: 'react', id: uuid7(), room, target: first, emoji: '👍', on: true });
      await stage.posts(room, 'a link: https://example.org and more words behind it');
      for (const other of ['noisy', 'loved']) await turnTo(page, `${other}-${device}`);
      await turnTo(page, room);
      await message(page, 'second').waitFor();
      await say(page, 'mine');
      await message(page, 'mine').and(page.locator('[data-seq]')).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menu').waitFor();
      await page.keyboard.press('e');
      await page.keyboard.type(' again');
      await page.keyboard.press('Control+Enter');
      await page.locator('.mark', { hasText: 'edited' }).waitFor();
      await message(page, 'second').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('r');
      await say(page, 'an answer');
      await message(page, 'an answer').waitFor();
      await turnTo(page, `loved-${device}`);
      await stage.posts(room, ...Array.from({ length: 30 }, (_, index) => `new ${index}`));
      await stage.posts(`noisy-${device}`, 'x');
      await openMenu(page);
      await page.getByRole('link', { name: new RegExp(`noisy-${device}`) }).press('m');
      await page.getByRole('menu').waitFor();
      await look(page, 'room’s menu in the list');
      await page.getByRole('menuitemcheckbox', { name: 'Mute' }).click();
      await page.getByRole('link', { name: new RegExp(`loved-${device}`) }).press('m');
      await page.getByRole('menuitemcheckbox', { name: 'Favourite' }).click();
      await page.getByRole('region', { name: 'Favourites' }).waitFor();
      await look(page, 'list of rooms');
      await within(page, 'do not disturb', press(page, 'Do not disturb'));
      await openMenu(page);
      await page.getByRole('link', { name: new RegExp(`busy-${device}`) }).click();
      await page.locator('.scroller').evaluate((box) => box.scrollTo({ top: 1e6 }));
      await page.getByRole('region', { name: 'New messages' }).waitFor();
      await look(page, 'room with new messages');
      await message(page, 'new 29').focus();
      await within(page, 'message’s menu', () => page.keyboard.press('m'));
      await within(page, 'room’s menu', press(page, /^Favourite, mute/));
      await within(page, 'days', async () => {
        await press(page, /^Favourite, mute/)();
        await page.getByRole('menuitem', { name: 'Jump to a day' }).click();
      });
      await within(page, 'emoji', async () => {
        await message(page, 'new 29').focus();
        await page.keyboard.press('m');
        await page.keyboard.press('+');
      });
      await within(page, 'question before deleting', async () => {
        // What comes above keeps the place.
        await eventually(async () => {
          await page.locator('.scroller').evaluate((box) => box.scrollTo({ top: 0 }));
          assert.equal(await message(page, 'an answer').count(), 1);
        });
        await message(page, 'an answer').focus();
        await page.keyboard.press('m');
        await page.keyboard.press('d');
      });
      await look(page, 'room from its beginning');
      await press(page, /^Pinned messages/)();
      await page.getByRole('dialog', { name: 'Pinned messages' }).waitFor();
      await look(page, 'pinned messages');
      await page.keyboard.press('Escape');
      await press(page, /people? here/)();
      const people = page.getByRole('complementary', { name: 'People in this room' });
      await people.waitFor();
      await look(page, 'people');
      await people.getByRole('button', { name: /Bot/ }).click();
      await over(page).waitFor();
      await look(page, 'person');
    });

    looks('what lies over the page', async () => {
      const page = await arrive(`Bea of the ${device}`);
      await openMenu(page);
      await within(page, 'making a room', press(page, 'Create a room'));
      await openMenu(page);
      await within(page, 'writing to somebody', press(page, 'Write to somebody'));
      await openMenu(page);
      await within(page, 'another name', press(page, /^You are /));
      await openMenu(page);
      await within(page, 'settings', press(page, 'Settings'));
      await openMenu(page);
      await press(page, 'Create a room')();
      await page.getByLabel('Name', { exact: true }).fill(`made-${device}`);
      await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
      await page.getByLabel(`Message to made-${device}`).waitFor();
      await within(page, 'settings of a room', press(page, 'Room settings'));
      await within(page, 'inviting', press(page, 'Invite people'));
      await within(page, 'keys', () => page.keyboard.press('Control+/'));
      await within(page, 'where to go', () => page.keyboard.press('Control+K'));
      await within(page, 'where to go, typed', async () => {
        await page.keyboard.press('Control+K');
        await page.keyboard.type('b');
        await page.getByRole('option').first().waitFor();
      });
      await within(page, 'nowhere to go', async () => {
        await page.keyboard.press('Control+K');
        await page.keyboard.type('nobody-and-nothing');
        await page.getByText('No room and nobody is called like that.').waitFor();
      });
      await openMenu(page);
      await within(page, 'directory', press(page, 'Browse rooms'));
      await page.keyboard.press('Control+Shift+F');
      const search = page.getByRole('searchbox', { name: 'Search messages' });
      await search.waitFor();
      await look(page, 'search');
      await search.fill('nothing-like-that');
      await search.press('Enter');
      await page.getByText('Nothing was found.').waitFor();
      await look(page, 'nothing found');
    });

    /** The settings of a room of one's own. */
    const inSettings = async (name: string, room: string) => {
      const page = await arrive(name);
      const dialog = page.getByRole('dialog');
      const choose = (label: string) =>
        dialog.getByRole('button', { name: label, exact: true }).click();
      const lookIn = async (view: string, sign: string) => {
        await dialog.getByText(sign).first().waitFor();
        await look(page, view);
      };
      await openMenu(page);
      await press(page, 'Create a room')();
      await dialog.getByLabel('Name', { exact: true }).fill(room);
      await choose('Create the room');
      await page.getByLabel(`Message to ${room}`).waitFor();
      await press(page, 'Room settings')();
      return { dialog, choose, lookIn };
    };

    looks('bots', async () => {
      const { dialog, choose, lookIn } = await inSettings(
        `Dan of the ${device}`,
        `robots-${device}`,
      );
      await choose('Bots and hooks…');
      await lookIn('bots, none', 'This room has none.');
      for (const [kind, is] of [
        ['Hook', 'address'],
        ['Bot', 'token'],
      ] as const) {
        await choose('Add a bot or a hook…');
        await lookIn(`making a ${kind}`, 'Its messages are shown under this name');
        await choose('Add it');
        await lookIn(`making a ${kind} without a name`, 'Give it a name.');
        await dialog.getByLabel('Name', { exact: true }).fill(`${kind} of the ${device}`);
        await dialog.getByRole('radio', { name: new RegExp(`^${kind}`) }).check();
        await choose('Add it');
        await lookIn(`${kind}’s ${is}`, `is ready. This is its ${is}:`);
        await choose('I have it');
      }
      await lookIn('bots', `Bot of the ${device}`);
      await choose(`Revoke Bot of the ${device}`);
      await lookIn('question before a bot is revoked', 'Whatever uses it stops working at once');
      await choose('No');
    });

    looks('webhooks', async () => {
      const { dialog, choose, lookIn } = await inSettings(
        `Eve of the ${device}`,
        `tools-${device}`,
      );
      await choose('Archive this room…');
      await lookIn('question before a room is archived', 'Archive this room?');
      await choose('No');
      await choose('Outgoing webhooks…');
      await lookIn('webhooks, none', 'Another program is told');
      await choose('Add a webhook');
      await choose('Add');
      await lookIn('making a webhook without an address', 'The address begins with https://');
      await dialog.getByLabel('Address').fill('https://example.org/hook');
      await lookIn('making a webhook', 'It is told of');
      await choose('Add');
      await lookIn('webhook’s secret', 'It is not shown again');
      await choose('I have it');
      await lookIn('webhooks', 'https://example.org/hook');
      await choose('Remove…');
      await lookIn('question before a webhook is removed', 'Remove this webhook?');
    });

    looks('what goes wrong', async () => {
      const page = await arrive(`Cleo of the ${device}`);
      const shut = `shut-${device}`;
      const owner = await stage.chat.join(`Owner of ${shut}`);
      owner.send({ type: 'create', id: uuid7(), room: shut, kind: 'private' });
      await owner.waitFor(({ type }) => type === 'ack');
      await page.goto(`${stage.url()}/#/${shut}`);
      await page.getByText(`You cannot enter #${shut}`).waitFor();
      await look(page, 'a room that is shut');
      await owner.close();
      await page.getByRole('button', { name: 'Take it off the list' }).click();
      await page.goto(`${stage.url()}/r/lobby/999999999`);
      await page.getByText('That message is not there any more.').waitFor();
      await look(page, 'a message that is gone');
      await press(page, /^Favourite, mute/)();
      await page.getByRole('menuitem', { name: /^Leave/ }).click();
      await page.getByText('You are in no room').waitFor();
      await look(page, 'no room');
    });
  }
});
