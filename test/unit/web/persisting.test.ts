// The browser is asked to keep what the page keeps when somebody's words wait here and nowhere else, and only then.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { persistWhenSomethingWaits } from '../../../src/web/model/persisting.ts';
import { Page } from './page.ts';

describe('a browser that may throw away what a page keeps', () => {
  const open: Page[] = [];
  afterEach(() => {
    for (const { chat } of open.splice(0)) chat.stop();
  });
  const start = async (isPersisted = false) => {
    const page = new Page();
    open.push(page);
    const asked: string[] = [];
    persistWhenSomethingWaits(page.chat.store, {
      persisted: async () => isPersisted,
      persist: async () => asked.push('asked') > 0,
    });
    await page.enter();
    return { page, asked };
  };

  it('is not asked while what is said goes out', async () => {
    const { page, asked } = await start();
    page.chat.commands.send('hello');
    await turn();
    assert.deepEqual(asked, []);
  });

  it('is asked once when something waits without a connection', async () => {
    const { page, asked } = await start();
    await page.reconnect();
    await turn();
    assert.deepEqual(asked, [], 'nothing waits');
    for (const text of ['hello', 'and again']) page.chat.commands.send(text);
    await turn();
    assert.deepEqual(asked, ['asked']);
  });

  it('is not asked for what it does already', async () => {
    const { page, asked } = await start(true);
    await page.reconnect();
    page.chat.commands.send('hello');
    await turn();
    assert.deepEqual(asked, []);
  });

  it('may refuse, or not know of it at all', async () => {
    const { page } = await start();
    persistWhenSomethingWaits(page.chat.store, undefined)();
    persistWhenSomethingWaits(page.chat.store, {
      persisted: async () => false,
      persist: async () => Promise.reject(new TypeError('not here')),
    });
    await page.reconnect();
    page.chat.commands.send('hello');
    await turn();
    assert.equal(page.room().outgoing.length, 1);
  });
});
