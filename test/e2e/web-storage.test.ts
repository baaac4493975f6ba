// What the page keeps in the browser, where the browser has no room for it or several tabs share it.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { createIdMaker } from '../../src/client/uuid7.ts';
import { eventually } from '../support/eventually.ts';
import { onePerson } from './one-person.ts';
import {
  FILL_INDEXED_DB,
  FILL_LOCAL_STORAGE,
  NO_STORAGE,
  NO_WORKER,
  PUT,
  VALUES,
} from './storage-scripts.ts';
import { enter, field, message, openRoom, say } from './web-browser.ts';

const FULL = /^This browser’s storage is full/;
const NOTHING_KEPT = /^This browser keeps nothing for this page/;
const QUOTA = 1_000_000;

describe('what the page keeps', () => {
  const own = onePerson();
  const { url, kill, stored } = own;
  const values = (page: Page) => page.evaluate(VALUES) as Promise<Record<string, string>>;

  it('outlives the page though localStorage is full: drafts and messages that wait', async () => {
    const page = await enter(own.context, url(), 'Ada');
    await page.evaluate(FILL_LOCAL_STORAGE);
    await say(page, 'before');
    await eventually(async () => assert.equal(await stored('before'), 1));
    const restart = await kill();
    await page.getByText(/^Reconnecting…/).waitFor();
    await say(page, 'sent with a full storage');
    // The one of before may wait as well: it is stored, and its sender was not told.
    const waiting = page.locator('[data-delivery="waiting"]');
    await waiting.filter({ hasText: 'sent with a full storage' }).waitFor();
    await field(page).fill('half a thought');
    await page.close();
    await restart();
    const again = await own.context.newPage();
    await again.goto(url());
    await message(again, 'sent with a full storage').waitFor();
    assert.equal(await field(again).inputValue(), 'half a thought');
    assert.equal(await again.locator('.notice').count(), 0);
    await eventually(async () => assert.equal(await stored('sent with a full storage'), 1), {
      deadlineMs: 20_000,
    });
  });

  it('is one thing for all tabs: none loses or repeats what another one sends', async () => {
    const one = await enter(own.context, url(), 'Ada');
    const other = await own.context.newPage();
    await other.goto(url());
    await field(other).waitFor();
    await say(one, 'both are in');
    await message(other, 'both are in').waitFor();
    await openRoom(other, 'elsewhere');
    await field(one).fill('typed in one tab');
    await other.getByRole('link', { name: 'lobby' }).click();
    await eventually(async () => assert.equal(await field(other).inputValue(), 'typed in one tab'));
    const restart = await kill();
    for (const page of [one, other]) await page.getByText(/^Reconnecting…/).waitFor();
    await say(one, 'from one tab');
    await say(other, 'from another tab');
    for (const page of [one, other]) await page.locator('[data-delivery="waiting"]').waitFor();
    await one.close();
    await other.close();
    await restart();
    const again = await own.context.newPage();
    await again.goto(url());
    for (const text of ['from one tab', 'from another tab']) {
      await message(again, text).waitFor();
      await eventually(async () => assert.equal(await stored(text), 1), { deadlineMs: 20_000 });
    }
    await eventually(async () =>
      assert.deepEqual(
        Object.keys(await values(again)).filter((key) => key.includes(':post:')),
        [],
      ),
    );
  });

  it('is said once though two tabs send it at the same time, from a clock that was ahead', async () => {
    const page = await enter(own.context, url(), 'Ada');
    const { id: user } = JSON.parse((await values(page))['chatk8s:user'] ?? '') as { id: string };
    const texts = Array.from({ length: 5 }, (_, index) => `from the future ${index}`);
    const newId = createIdMaker();
    const posts = texts.map((text) => {
      const id = newId(Date.now() + 3_600_000);
      const post = { id, room: 'lobby', text, sent: false };
      return [`chatk8s:kept:${user}:post:${id}`, JSON.stringify(post)];
    });
    await page.evaluate(`(${PUT})(${JSON.stringify(posts)})`);
    await page.close();
    const tabs = await Promise.all([own.context.newPage(), own.context.newPage()]);
    await Promise.all(tabs.map((tab) => tab.goto(url())));
    for (const tab of tabs) {
      await field(tab).waitFor();
      await eventually(async () => {
        const keys = Object.keys(await values(tab));
        assert.deepEqual(
          keys.filter((key) => key.includes(':post:')),
          [],
        );
        assert.equal(await tab.locator('[data-delivery="waiting"]').count(), 0);
      });
    }
    for (const text of texts) {
      assert.equal(await stored(text), 1, text);
      for (const tab of tabs) assert.equal(await message(tab, text).count(), 1);
    }
  });

  it('ends in every tab when one signs out', async () => {
    const one = await enter(own.context, url(), 'Ada');
    const other = await own.context.newPage();
    await other.goto(url());
    await field(other).waitFor();
    await one.getByRole('button', { name: 'Sign out' }).click();
    await other.getByLabel('Your name').waitFor();
    assert.deepEqual(await values(one), {});
  });

  it('is kept anew after the browser cleared the site’s data under an open page', async () => {
    const page = await enter(own.context, url(), 'Ada');
    const devTools = await own.context.newCDPSession(page);
    const origin = new URL(url()).origin;
    await devTools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    await field(page).fill('typed after that');
    await eventually(async () =>
      assert.ok(Object.keys(await values(page)).some((key) => key.endsWith(':draft:lobby'))),
    );
    await page.reload();
    await field(page).waitFor();
    assert.equal(await field(page).inputValue(), 'typed after that');
    assert.equal(await page.locator('.notice').count(), 0);
  });

  it('includes what an older page kept in localStorage', async () => {
    const page = await enter(own.context, url(), 'Ada');
    const { id } = JSON.parse((await values(page))['chatk8s:user'] ?? '') as { id: string };
    await page.evaluate(
      (key) => localStorage.setItem(key, JSON.stringify('typed long ago')),
      `chatk8s:${id}:draft:lobby`,
    );
    await page.reload();
    await field(page).waitFor();
    assert.equal(await field(page).inputValue(), 'typed long ago');
    assert.equal(await page.evaluate('localStorage.length'), 0);
  });

  it('is nothing of a guest who is gone but what cannot be had again', async () => {
    const page = await enter(own.context, url(), 'Ada');
    await say(page, 'soon gone');
    const cached = (id: string) => `chatk8s:cache:${id}:room:lobby`;
    const idOf = async () =>
      (JSON.parse((await values(page))['chatk8s:user'] ?? '{}') as { id: string }).id;
    const ada = await idOf();
    await eventually(async () => assert.ok(cached(ada) in (await values(page))));
    await own.context.clearCookies();
    await page.reload();
    await page.getByLabel('Your name').fill('Grace');
    await page.keyboard.press('Enter');
    await field(page).waitFor();
    await eventually(async () => {
      const keys = Object.keys(await values(page));
      assert.ok(!keys.includes(cached(ada)));
      assert.ok(keys.includes(cached(await idOf())));
    });
  });

  describe('in a browser with little room', () => {
    let page: Page;
    let people = 0;

    /** The quota counts from the first thing that a page keeps. */
    beforeEach(async () => {
      page = await own.context.newPage();
      await page.goto(`${url()}/favicon.svg`);
      const devTools = await own.context.newCDPSession(page);
      const origin = new URL(url()).origin;
      await devTools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: QUOTA });
      await page.goto(url());
      people += 1;
      await page.getByLabel('Your name').fill(`Ada of test ${people}`);
      await page.keyboard.press('Enter');
      await field(page).waitFor();
    });

    /**
     * Fills what room there is to the last kilobyte: with caches of the page's own, or with what is not the page's. No page is open
     * meanwhile, which would make room for what it keeps.
     */
    const fill = async (what: 'caches' | 'junk') => {
      const { id } = JSON.parse((await values(page))['chatk8s:user'] ?? '') as { id: string };
      const [name, store] = what === 'caches' ? ['chatk8s', 'values'] : ['junk', 'junk'];
      const here = page.url();
      await page.goto(`${url()}/favicon.svg`);
      await page.evaluate(
        `(${FILL_INDEXED_DB})(${JSON.stringify({ name, store, prefix: `chatk8s:cache:${id}:room:` })})`,
      );
      await page.goto(here);
      await field(page).waitFor();
    };

    it('has the page’s own files let go of first: they come with the network', async () => {
      const builds = () => page.evaluate('caches.keys()') as Promise<string[]>;
      // Whole, not only begun: a build that finds no room is not kept at all.
      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
      assert.equal((await builds()).length, 1);
      // By what is not the page, which would make room for what it keeps itself.
      await page.goto(`${url()}/favicon.svg`);
      const junk = { name: 'junk', store: 'junk', prefix: '' };
      await page.evaluate(`(${FILL_INDEXED_DB})(${JSON.stringify(junk)})`);
      assert.equal((await builds()).length, 1);
      await page.goto(url());
      await field(page).fill('a thought '.repeat(300));
      await eventually(async () => assert.deepEqual(await builds(), []));
      await say(page, 'it goes on');
      await eventually(async () => assert.equal(await stored('it goes on'), 1));
    });

    it('takes the place of caches, and the rooms still say what is new', async () => {
      const bot = await own.chat.join('Bot');
      await bot.join('news');
      await openRoom(page, 'news');
      await bot.post('news', 'seen');
      await message(page, 'seen').waitFor();
      await openRoom(page, 'lobby');
      await fill('caches');
      const draft = 'a thought '.repeat(300);
      await field(page).fill(draft);
      await eventually(async () => {
        const keys = Object.keys(await values(page));
        assert.deepEqual(
          keys.filter((key) => key.startsWith('chatk8s:cache:')),
          [],
        );
        assert.ok(keys.some((key) => key.includes(':draft:lobby')));
      });
      assert.equal(await page.locator('.notice').count(), 0);
      await page.goto('about:blank');
      await bot.post('news', 'unseen');
      await bot.close();
      await page.goto(`${url()}/#/lobby`);
      await page.getByRole('link', { name: 'news 1 new message' }).waitFor();
      assert.equal(await field(page).inputValue(), draft);
    });

    it('is said to be lost with the page when even that does not do, and asked about before', async () => {
      await page.addInitScript(NO_WORKER);
      await page.evaluate(
        'caches.keys().then((keys) => Promise.all(keys.map((key) => caches.delete(key))))',
      );
      await page.reload();
      await fill('junk');
      await field(page).fill('a thought '.repeat(300));
      await page.getByText(FULL).waitFor();
      await page.getByRole('button', { name: 'Dismiss' }).click();
      await field(page).press('End');
      await page.keyboard.type(' and more');
      assert.equal(await page.getByText(FULL).count(), 0, 'once is enough');
      await openRoom(page, 'elsewhere');
      await page.getByLabel('Message to elsewhere').waitFor();
      await page.getByRole('link', { name: 'lobby' }).click();
      const draft = await page.getByLabel('Message to lobby').inputValue();
      assert.match(draft, / and more$/, 'it lasts as long as the page');
      const asked = page.waitForEvent('dialog');
      const reloaded = page.reload();
      const dialog = await asked;
      assert.equal(dialog.type(), 'beforeunload');
      await dialog.accept();
      await reloaded;
    });
  });

  it('is nothing where the browser refuses: the chat works, and the person is told once', async () => {
    await own.context.addInitScript(NO_STORAGE);
    const page = await enter(own.context, url(), 'Ada');
    await page.getByText(NOTHING_KEPT).waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await say(page, 'nothing is kept');
    await eventually(async () => assert.equal(await stored('nothing is kept'), 1));
    await openRoom(page, 'elsewhere');
    assert.equal(await page.locator('.notice').count(), 0);
  });
});
