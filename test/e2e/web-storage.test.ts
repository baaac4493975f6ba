// What the page keeps in the browser, where the browser has no room for it or several tabs share it.
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import { createIdMaker } from '../../src/client/uuid7.ts';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import {
  enter,
  message,
  openRoom,
  say,
  startBrowser,
  type TestBrowser,
  WEB_ENV,
} from './web-browser.ts';

const FULL = /^This browser’s storage is full/;
const NOTHING_KEPT = /^This browser keeps nothing for this page/;
const QUOTA = 1_000_000;

/** Fills `localStorage` to its last character. */
const FILL_LOCAL_STORAGE = `for (let size = 2 ** 20; size >= 1; size /= 2)
  for (let i = 0; ; i += 1) try { localStorage.setItem('junk' + size + '/' + i, 'x'.repeat(size)) } catch { break }`;

/** A browser that gives a page neither IndexedDB nor `localStorage`, as with blocked cookies. */
const NO_STORAGE = `for (const name of ['indexedDB', 'localStorage'])
  Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError') } })`;

/** What IndexedDB holds of the page, by key. */
const VALUES = `new Promise((resolve) => {
  const opening = indexedDB.open('chatk8s');
  opening.onsuccess = () => {
    const store = opening.result.transaction('values').objectStore('values');
    const [keys, values] = [store.getAllKeys(), store.getAll()];
    store.transaction.oncomplete = () => {
      opening.result.close();
      resolve(Object.fromEntries(keys.result.map((key, index) => [key, values.result[index]])));
    };
  };
})`;

/** Writes what another tab would have written. */
const PUT = `(values) => new Promise((resolve) => {
  const opening = indexedDB.open('chatk8s');
  opening.onsuccess = () => {
    const transaction = opening.result.transaction('values', 'readwrite');
    for (const [key, value] of values) transaction.objectStore('values').put(value, key);
    transaction.oncomplete = () => {
      opening.result.close();
      resolve();
    };
  };
})`;

/** Writes ever smaller values that cannot be packed, until not even a kilobyte is taken any more. */
const FILL_INDEXED_DB = `async ({ name, store, prefix }) => {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(store);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const put = (value, key) => new Promise((resolve) => {
    const transaction = database.transaction(store, 'readwrite');
    transaction.objectStore(store).put(value, key);
    transaction.oncomplete = () => resolve(true);
    transaction.onabort = () => resolve(false);
  });
  let count = 0;
  for (let size = 2 ** 15; size >= 2 ** 9; size /= 2) {
    const codes = crypto.getRandomValues(new Uint16Array(size)).map((code) => 0x4e00 + (code % 20000));
    while (await put(String.fromCharCode(...codes), prefix + 'r' + count)) count += 1;
  }
  database.close();
}`;

describe('what the page keeps', () => {
  let chat: TestChat;
  let browser: TestBrowser;
  let context: BrowserContext;

  before(async function () {
    this.timeout(120_000);
    browser = await startBrowser();
    chat = await startChat({ env: WEB_ENV });
  });
  after(async () => {
    await browser?.close();
    await chat?.stop();
  });
  beforeEach(async () => {
    context = await browser.person();
  });
  afterEach(async () => {
    await context.close();
    assert.deepEqual(browser.problems.splice(0), [], 'the page complains about nothing');
  });

  const url = () => chat.urls()[0] ?? '';
  const field = (page: Page) => page.getByRole('textbox', { name: /^Message to/ });
  const values = (page: Page) => page.evaluate(VALUES) as Promise<Record<string, string>>;
  const kill = async () => {
    const [gateway] = chat.gateways;
    assert.ok(gateway);
    await gateway.kill9();
    return () => chat.startGateway({ PORT: String(gateway.port) });
  };
  const stored = async (text: string) => {
    const wire = await chat.join('Counter');
    const frames = await wire.join('lobby', { last: 200 });
    await wire.close();
    return frames.filter((frame) => (frame['data'] as { text?: string } | undefined)?.text === text)
      .length;
  };

  it('outlives the page though localStorage is full: drafts and messages that wait', async () => {
    const page = await enter(context, url(), 'Ada');
    await page.evaluate(FILL_LOCAL_STORAGE);
    await say(page, 'before');
    await eventually(async () => assert.equal(await stored('before'), 1));
    const restart = await kill();
    await page.getByText(/^Reconnecting…/).waitFor();
    await say(page, 'sent with a full storage');
    await page.locator('[data-delivery="waiting"]').waitFor();
    await field(page).fill('half a thought');
    await page.close();
    await restart();
    const again = await context.newPage();
    await again.goto(url());
    await message(again, 'sent with a full storage').waitFor();
    assert.equal(await field(again).inputValue(), 'half a thought');
    assert.equal(await again.locator('.notice').count(), 0);
    await eventually(async () => assert.equal(await stored('sent with a full storage'), 1), {
      deadlineMs: 20_000,
    });
  });

  it('is one thing for all tabs: none loses or repeats what another one sends', async () => {
    const one = await enter(context, url(), 'Ada');
    const other = await context.newPage();
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
    const again = await context.newPage();
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
    const page = await enter(context, url(), 'Ada');
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
    const tabs = await Promise.all([context.newPage(), context.newPage()]);
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
    const one = await enter(context, url(), 'Ada');
    const other = await context.newPage();
    await other.goto(url());
    await field(other).waitFor();
    await one.getByRole('button', { name: 'Sign out' }).click();
    await other.getByLabel('Your name').waitFor();
    assert.deepEqual(await values(one), {});
  });

  it('is kept anew after the browser cleared the site’s data under an open page', async () => {
    const page = await enter(context, url(), 'Ada');
    const devTools = await context.newCDPSession(page);
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
    const page = await enter(context, url(), 'Ada');
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
    const page = await enter(context, url(), 'Ada');
    await say(page, 'soon gone');
    const cached = (id: string) => `chatk8s:cache:${id}:room:lobby`;
    const idOf = async () =>
      (JSON.parse((await values(page))['chatk8s:user'] ?? '{}') as { id: string }).id;
    const ada = await idOf();
    await eventually(async () => assert.ok(cached(ada) in (await values(page))));
    await context.clearCookies();
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

    /** The quota counts from the first thing that a page keeps. */
    beforeEach(async () => {
      page = await context.newPage();
      await page.goto(`${url()}/favicon.svg`);
      const devTools = await context.newCDPSession(page);
      const origin = new URL(url()).origin;
      await devTools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: QUOTA });
      await page.goto(url());
      await page.getByLabel('Your name').fill('Ada');
      await page.keyboard.press('Enter');
      await field(page).waitFor();
    });

    /** Fills what room there is to the last kilobyte: with caches of the page's own, or with what is not the page's. */
    const fill = async (what: 'caches' | 'junk') => {
      const { id } = JSON.parse((await values(page))['chatk8s:user'] ?? '') as { id: string };
      const [name, store] = what === 'caches' ? ['chatk8s', 'values'] : ['junk', 'junk'];
      await page.evaluate(
        `(${FILL_INDEXED_DB})(${JSON.stringify({ name, store, prefix: `chatk8s:cache:${id}:room:` })})`,
      );
      await page.reload();
      await field(page).waitFor();
    };

    it('takes the place of caches, and the rooms still say what is new', async () => {
      const bot = await chat.join('Bot');
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
    await context.addInitScript(NO_STORAGE);
    const page = await enter(context, url(), 'Ada');
    await page.getByText(NOTHING_KEPT).waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await say(page, 'nothing is kept');
    await eventually(async () => assert.equal(await stored('nothing is kept'), 1));
    await openRoom(page, 'elsewhere');
    assert.equal(await page.locator('.notice').count(), 0);
  });
});
