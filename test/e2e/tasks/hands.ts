// The hands of somebody who uses the page: a mouse, a finger, or a keyboard alone. Invariant: a hand reaches the page by its own means
// and no other; what came by another is counted in the page itself (`strangers`).
import assert from 'node:assert/strict';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import { hasFocus } from '../web-browser.ts';

export type Way = 'mouse' | 'finger' | 'keys';

/** A mouse, or a finger on a phone: it presses what is in sight, and types where it pressed. */
export interface Pointer {
  press: (thing: Locator) => Promise<void>;
  /** As it is; a new line of it is a line of the text. */
  type: (text: string) => Promise<void>;
  /** Brings the list of rooms into sight, which is a drawer on a phone. */
  toRooms: () => Promise<void>;
  /** Opens what can be done with a message. */
  messageMenu: (row: Locator) => Promise<void>;
  /** Opens what can be done with the room that is open. */
  roomMenu: (name: string) => Promise<void>;
  /** Is shown what the thing says to whoever points at it. */
  pointAt: (thing: Locator) => Promise<void>;
}

export interface Keys {
  /** One after the other. */
  press: (...keys: string[]) => Promise<void>;
  /** Opens the menu of the message that has the focus, and takes from it what the key stands for. */
  fromMenu: (key: string) => Promise<void>;
  type: (text: string) => Promise<void>;
  /** The same key again and again, until this has the focus: as somebody does who looks where it is. */
  reach: (thing: Locator, key: string) => Promise<void>;
  /** The same, until this is the one of a list that Enter takes. */
  choose: (option: Locator) => Promise<void>;
  /** Waits until the focus is there by itself. */
  at: (thing: Locator) => Promise<void>;
}

/** Who presses a key more often than that does not find it. */
const PRESSES = 16;

export function keysOf(page: Page): Keys {
  const until = async (isThere: () => Promise<boolean>, key: string, thing: Locator) => {
    await thing.waitFor();
    for (let presses = 0; !(await isThere()); presses += 1) {
      assert.ok(presses < PRESSES, `${key} does not lead to ${thing}: ${await focused(page)}`);
      await page.keyboard.press(key);
    }
  };
  return {
    press: async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    },
    fromMenu: async (key) => {
      await page.keyboard.press('Enter');
      await page.getByRole('menu').waitFor();
      await page.keyboard.press(key);
    },
    type: (text) => page.keyboard.type(text),
    reach: (thing, key) => until(() => hasFocus(thing), key, thing),
    choose: (option) =>
      until(
        async () => (await option.getAttribute('aria-selected')) === 'true',
        'ArrowDown',
        option,
      ),
    at: (thing) =>
      eventually(async () =>
        assert.ok(await hasFocus(thing), `not at ${thing}: ${await focused(page)}`),
      ),
  };
}

/** To a room, by the quick switcher. */
export async function switchTo(hand: Keys, page: Page, room: string): Promise<void> {
  await hand.press('Control+k');
  await hand.type(room);
  await hand.choose(page.getByRole('dialog').getByRole('option', { name: room }));
  await hand.press('Enter');
  await hand.at(page.getByLabel(`Message to ${room}`));
}

const focused = (page: Page): Promise<string> =>
  page.evaluate('document.activeElement?.outerHTML.slice(0, 200)');

export function mouseOf(page: Page): Pointer {
  const press = (thing: Locator) => thing.click();
  return {
    press,
    type: (text) => page.keyboard.insertText(text),
    toRooms: async () => undefined,
    messageMenu: async (row) => {
      await row.hover();
      await press(row.getByRole('button', { name: 'More', exact: true }));
    },
    roomMenu: async (name) => {
      const label = `What to do with ${name}`;
      await page.getByRole('navigation').getByRole('link', { name }).hover();
      await press(page.getByRole('button', { name: label, exact: true }));
    },
    pointAt: (thing) => thing.hover(),
  };
}

export function fingerOf(page: Page): Pointer {
  const press = (thing: Locator) => thing.tap();
  /** Until something comes of it. */
  const hold = async (thing: Locator, shows: Locator) => {
    // In sight, and where it stays.
    await thing.tap({ trial: true });
    const box = await thing.boundingBox();
    assert.ok(box !== null);
    const touch = await page.context().newCDPSession(page);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
    await shows.waitFor();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await touch.detach();
  };
  return {
    press,
    type: async (text) => {
      // The keyboard of a phone has a key for it.
      for (const [index, line] of text.split('\n').entries()) {
        if (index > 0) await page.keyboard.press('Enter');
        await page.keyboard.insertText(line);
      }
    },
    toRooms: async () => {
      const isShut = (await page.locator('.sidebar[data-open="true"]').count()) === 0;
      if (isShut) await press(page.locator('.room-header .menu'));
    },
    messageMenu: (row) => hold(row, page.getByRole('menu')),
    roomMenu: () => press(page.getByRole('button', { name: 'Favourite, mute, notifications' })),
    pointAt: (thing) => hold(thing, page.locator('.tip')),
  };
}

/** To be called before the page is opened: it counts what comes to it. */
export const watchHands = (context: BrowserContext) => context.addInitScript(WATCH);

const WATCH = `window.came = [];
addEventListener('keydown', (event) => came.push('key ' + event.key), true);
addEventListener('pointerdown', (event) => came.push(event.pointerType), true);`;

/** What came since the last call that is none of this way's. */
export async function strangers(page: Page, way: Way): Promise<string[]> {
  const came = (await page.evaluate('came.splice(0)')) as string[];
  return came.filter((one) => !OWN[way].test(one));
}

const OWN: Readonly<Record<Way, RegExp>> = {
  mouse: /^mouse$/,
  // A line of a text that is typed.
  finger: /^(touch|key Enter)$/,
  keys: /^key /,
};
