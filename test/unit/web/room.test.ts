import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  beginOf,
  changeOutgoing,
  KEPT_AFTER_TRIM,
  KEPT_MAX,
  notStored,
  type Outgoing,
  opened,
  read,
  trimmed,
  unread,
  withEvents,
  withOlder,
  withOutgoing,
  withoutOutgoing,
} from '../../../src/web/model/room.ts';
import { ADA, BOB, eventAt, eventsOf, NOON, roomOf, seqsOf } from './events.ts';

const outgoing = (id: string, more: Partial<Outgoing> = {}): Outgoing => ({
  id,
  text: id,
  at: NOON,
  status: 'waiting',
  ...more,
});

describe('a room of the page', () => {
  it('has every message once and in order, however often the log tells it', () => {
    const room = withEvents(roomOf(eventsOf(1, 3)), eventsOf(2, 5), ADA.id);
    assert.deepEqual(seqsOf(room), [1, 2, 3, 4, 5]);
    assert.equal(withEvents(room, eventsOf(1, 5), ADA.id), room, 'nothing new is no change');
  });

  it('shows our message in one place: on its way, then in the log', () => {
    const waiting = ['mine', 'next'].reduce(
      (room, id) => withOutgoing(room, outgoing(id)),
      roomOf([]),
    );
    const room = withEvents(waiting, [eventAt(1, { id: 'mine', user: ADA })], ADA.id);
    assert.deepEqual(seqsOf(room), [1]);
    assert.deepEqual(
      room.outgoing.map(({ id }) => id),
      ['next'],
    );
  });

  it('is not fooled by somebody else’s message with the id of ours', () => {
    const room = withEvents(
      withOutgoing(roomOf([]), outgoing('mine')),
      [eventAt(1, { id: 'mine', user: BOB })],
      ADA.id,
    );
    assert.equal(room.outgoing.length, 1);
  });

  it('passes over what a newer version wrote, and knows that it was told', () => {
    const foreign = [eventAt(4, { event: 'PollOpened' }), eventAt(5, { v: 2 })];
    const room = withEvents(roomOf([]), foreign, ADA.id);
    assert.deepEqual([seqsOf(room), beginOf(room)], [[], 4]);
    assert.deepEqual(
      [seqsOf(withEvents(room, eventsOf(6, 7), ADA.id)), beginOf(room)],
      [[6, 7], 4],
    );
  });

  it('takes a page of the past before the first message, without what it has', () => {
    const room = withOlder(roomOf(eventsOf(5, 7)), eventsOf(3, 6), true);
    assert.deepEqual([seqsOf(room), room.older], [[3, 4, 5, 6, 7], { state: 'more' }]);
    const whole = withOlder(room, eventsOf(1, 2), false);
    assert.deepEqual([seqsOf(whole), whole.older], [[1, 2, 3, 4, 5, 6, 7], { state: 'none' }]);
  });

  it('takes a page of the past where it has nothing yet', () => {
    assert.deepEqual(seqsOf(withOlder(roomOf([]), eventsOf(1, 2), false)), [1, 2]);
  });

  it('lets go of the oldest when there are too many, and knows that there is more again', () => {
    const full = roomOf(eventsOf(1, KEPT_MAX), { older: { state: 'none' } });
    assert.equal(trimmed(full), full);
    const room = trimmed(withEvents(full, [eventAt(KEPT_MAX + 1)], ADA.id));
    assert.equal(room.messages.length, KEPT_AFTER_TRIM);
    assert.deepEqual([seqsOf(room).at(-1), room.older], [KEPT_MAX + 1, { state: 'more' }]);
  });

  it('has no hole and nothing twice, whatever comes in whatever pieces', () => {
    const step = fc.record({
      do: fc.constantFrom('live', 'older', 'trim'),
      from: fc.nat(30),
      count: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let room = roomOf(eventsOf(1_000, 1_010));
        for (const { do: what, from, count } of steps) {
          const first = seqsOf(room)[0] ?? 0;
          const next = (seqsOf(room).at(-1) ?? 0) + 1;
          if (what === 'live') room = withEvents(room, eventsOf(next - from, next + count), ADA.id);
          if (what === 'older')
            room = withOlder(room, eventsOf(first - count, first - 1 + from), true);
          if (what === 'trim') room = trimmed(room);
          const seqs = seqsOf(room);
          assert.deepEqual(
            seqs,
            seqs.map((_, index) => (seqs[0] ?? 0) + index),
          );
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('our messages on their way', () => {
  const room = ['one', 'two'].reduce((all, id) => withOutgoing(all, outgoing(id)), roomOf([]));

  it('change one by one, and go one by one', () => {
    const changed = changeOutgoing(room, 'two', { status: 'failed', reason: 'no' });
    assert.deepEqual(changed.outgoing, [
      outgoing('one'),
      outgoing('two', { status: 'failed', reason: 'no' }),
    ]);
    assert.deepEqual(withoutOutgoing(changed, 'two').outgoing, [outgoing('one')]);
  });

  it('would be lost with the room, but for those that the log has', () => {
    assert.equal(notStored(room), 2);
    const acked = changeOutgoing(room, 'one', { status: 'stored' });
    assert.equal(notStored(acked), 1);
    assert.equal(notStored(changeOutgoing(acked, 'two', { status: 'failed' })), 1);
  });
});

describe('what is new in a room', () => {
  const mixed = [eventAt(1), eventAt(2), eventAt(3, { user: ADA }), eventAt(4)];

  it('is what others said since one read it', () => {
    assert.equal(unread(roomOf(mixed, { readSeq: 1 }), ADA.id), 2);
    assert.equal(unread(roomOf(mixed, { readSeq: 0 }), ADA.id), 3);
    assert.equal(unread(roomOf(mixed, { readSeq: 4 }), ADA.id), 0);
  });

  it('is nothing before one was in it', () => {
    assert.equal(unread(roomOf(mixed), ADA.id), 0);
  });

  it('stands below a line as one turns to the room, and is read with that', () => {
    const room = opened(roomOf(mixed, { readSeq: 2 }), ADA.id);
    assert.deepEqual([room.newAfter, room.readSeq, unread(room, ADA.id)], [2, 4, 0]);
    assert.equal(opened(room, ADA.id).newAfter, undefined, 'and the line goes the next time');
  });

  it('draws no line for what one said oneself', () => {
    assert.equal(opened(roomOf(mixed.slice(0, 3), { readSeq: 2 }), ADA.id).newAfter, undefined);
  });

  it('stays as it is where there is nothing to read', () => {
    const empty = roomOf([], { readSeq: 7 });
    assert.equal(read(empty), empty);
    const done = roomOf(mixed, { readSeq: 4 });
    assert.equal(read(done), done);
  });
});
