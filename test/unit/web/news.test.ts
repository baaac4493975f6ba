import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { EVERYONE } from '../../../src/chat/message/spoken-to.ts';
import { newsOf, reachesDownTo } from '../../../src/web/model/news.ts';
import type { Room } from '../../../src/web/model/room.ts';
import { rowsOf } from '../../../src/web/model/rows.ts';
import { ADA, BOB, eventsOf, roomOf } from './events.ts';

/** The room with more said of the messages at these sequences. */
const saying = (room: Room, more: Record<number, object>): Room => {
  const messages = room.view.messages.map((message) => ({ ...message, ...more[message.seq] }));
  return { ...room, view: { ...room.view, messages } };
};

describe('the news of a room', () => {
  it('count apart those messages that speak to one, or to everybody', () => {
    const room = saying(roomOf(eventsOf(1, 5), { readSeq: 1 }), {
      1: { mentions: [ADA.id] },
      3: { mentions: [BOB.id, ADA.id] },
      4: { mentions: [BOB.id] },
      5: { mentions: [EVERYONE] },
    });
    assert.deepEqual(newsOf(room, ADA.id), { count: 4, mentions: 2, more: false });
  });

  it('leave out what one said oneself, though one names oneself in it, and what is deleted', () => {
    const room = saying(roomOf(eventsOf(1, 4), { readSeq: 1 }), {
      2: { user: ADA, mentions: [ADA.id] },
      3: { deleted: { at: '2026-06-15T12:00:00Z', by: BOB }, mentions: [ADA.id] },
    });
    assert.deepEqual(newsOf(room, ADA.id), { count: 1, mentions: 0, more: false });
  });

  it('say that there may be more where what is loaded does not reach down to what was read', () => {
    const news = (readSeq: number, more: Partial<Room> = {}) =>
      newsOf(roomOf(eventsOf(51, 53), { readSeq, ...more }), ADA.id);
    assert.deepEqual(news(49), { count: 3, mentions: 0, more: true });
    assert.deepEqual(news(50), { count: 3, mentions: 0, more: false });
    assert.deepEqual(news(51), { count: 2, mentions: 0, more: false });
    assert.equal(news(7, { older: { state: 'none' } }).more, false, 'it begins there');
    assert.deepEqual(news(53), { count: 0, mentions: 0, more: false });
  });

  it('are counted for each person', () => {
    const room = roomOf(eventsOf(1, 3), { readSeq: 0 });
    assert.deepEqual([newsOf(room, ADA.id).count, newsOf(room, BOB.id).count], [3, 0]);
  });

  it('have their line say the same', () => {
    const line = (newAfter: number, more: Partial<Room> = {}) =>
      rowsOf(roomOf(eventsOf(51, 53), { newAfter, ...more }), { me: ADA, persisted: 0 }).find(
        (row) => row.kind === 'new',
      );
    assert.equal(line(7)?.more, true);
    assert.equal(line(51)?.more, false);
    assert.equal(line(7, { older: { state: 'none' } })?.more, false);
  });

  it('are known of a room of which nothing was told', () => {
    assert.ok(reachesDownTo(roomOf([]), 7));
  });
});
