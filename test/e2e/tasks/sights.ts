// What is seen of the page, as tasks speak of it.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';

export const field = (page: Page) => page.locator('.composer textarea');
export const dialog = (page: Page) => page.getByRole('dialog');
export const button = (within: Page | Locator, name: string | RegExp) =>
  within.getByRole('button', { name, exact: typeof name === 'string' });
export const header = (page: Page) => page.locator('.room-header');
export const rooms = (page: Page) =>
  page.getByRole('navigation', { name: 'Rooms', includeHidden: true });
/** Also while the list is a drawer that is shut: it is there, and in nobody's way. */
export const link = (page: Page, name: string | RegExp) =>
  rooms(page).getByRole('link', { name, includeHidden: true });
/** A button beside the rooms, the same. */
export const beside = (page: Page, name: RegExp) =>
  rooms(page).getByRole('button', { name, includeHidden: true });
/** By what is written in it, whatever is drawn of that. */
export const said = (page: Page, text: string | RegExp) =>
  page.locator('.message').filter({ has: page.locator('.text', { hasText: text }) });
export const inRoom = (page: Page, name: string) => page.getByLabel(`Message to ${name}`).waitFor();
export const gone = (thing: Locator) => thing.waitFor({ state: 'detached' });

export const inSight = (node: Locator) =>
  eventually(async () => {
    const isInSight = await node.evaluate((row) => {
      const box = row.closest('.scroller')?.getBoundingClientRect();
      const { top, bottom } = row.getBoundingClientRect();
      return box !== undefined && top >= box.top - 1 && bottom <= box.bottom + 1;
    });
    assert.ok(isInSight, `${node} is in sight`);
  });

/** The message is in the log: there is something that can be done with it. */
export const stored = (row: Locator) =>
  eventually(async () => assert.ok(await row.getAttribute('data-seq')));
