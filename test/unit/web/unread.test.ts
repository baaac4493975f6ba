import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { newsOf } from '../../../src/web/model/news.ts';
import { ADA, eventsOf } from './events.ts';
import { Page } from './page.ts';
import { place } from './places.ts';

describe('a room that one wants to be unread from a message on', () => {
  const pages: Page[] = [];
  const start = async (options: ConstructorParameters<typeof Page>[0] = {}) => {
    const page = new Page(options);
    pages.push(page);
    await page.enter(eventsOf(1, 9));
    page.show();
    return page;
  };
  afterEach(() => {
    for (const { chat } of pages.splice(0)) chat.stop();
  });
  const count = (page: Page) => newsOf(page.room(), ADA.id).count;

  it('is so at once, with the line before it, and until one turns to it again', async () => {
    const page = await start();
    assert.equal(count(page), 0);
    page.chat.unread.from('lobby', 6);
    assert.equal(count(page), 4);
    assert.equal(page.room().newAfter, 5);
    page.event(10);
    page.show();
    assert.equal(count(page), 5, 'what comes meanwhile reads nothing');
    page.chat.wake();
    assert.equal(count(page), 5, 'nor does a look at the page');
    page.chat.open('elsewhere');
    assert.equal(count(page), 5);
    page.chat.open('lobby');
    assert.equal(count(page), 0);
    assert.equal(page.room().newAfter, 5, 'the line shows where it was');
  });

  it('is read again when one says so, or writes', async () => {
    const page = await start();
    page.chat.unread.from('lobby', 6);
    page.chat.unread.markRead('lobby');
    assert.equal(count(page), 0);
    assert.equal(page.room().newAfter, undefined);
    page.chat.unread.from('lobby', 6);
    assert.equal(page.chat.commands.send('an answer'), true);
    assert.equal(count(page), 0);
  });

  it('is so in the next page as well, but not in another log', async () => {
    const backing = place();
    const page = await start({ backing });
    page.chat.unread.from('lobby', 6);
    page.chat.open('elsewhere');
    page.chat.save();
    const next = new Page({ backing, room: 'elsewhere' });
    pages.push(next);
    assert.equal(count(next), 4);
    await next.enter([], { seq: 9, epoch: 'two' });
    next.show();
    assert.equal(next.room().unreadFrom, undefined);
  });
});
