import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { lastOf } from '../../../src/chat/kernel/view.ts';
import { newsOf } from '../../../src/web/model/news.ts';
import {
  changeOutgoing,
  notStored,
  type Outgoing,
  opened,
  read,
  withOutgoing,
  withoutOutgoing,
  withView,
} from '../../../src/web/model/room.ts';
import { ADA, BOB, eventAt, eventsOf, NOON, roomOf, seqsOf, told } from './events.ts';

const outgoing = (id: string, more: Partial<Outgoing> = {}): Outgoing => ({
  id,
  text: id,
  at: NOON,
  status: 'waiting',
  ...more,
});

describe('a room of the page', () => {
  it('has every message once and in order, however often the log tells it', () => {
    const room = told(roomOf(eventsOf(1, 3)), eventsOf(2, 5));
    assert.deepEqual(seqsOf(room), [1, 2, 3, 4, 5]);
    assert.equal(told(room, eventsOf(1, 5)), room, 'nothing new is no change');
  });

  it('shows our message in one place: on its way, then in the log', () => {
    const waiting = ['mine', 'next'].reduce(
      (room, id) => withOutgoing(room, outgoing(id)),
      roomOf([]),
    );
    const room = told(waiting, [eventAt(1, { id: 'mine', user: ADA })]);
    assert.deepEqual(seqsOf(room), [1]);
    assert.deepEqual(
      room.outgoing.map(({ id }) => id),
      ['next'],
    );
  });

  it('is not fooled by somebody else’s message with the id of ours', () => {
    const room = told(withOutgoing(roomOf([]), outgoing('mine')), [
      eventAt(1, { id: 'mine', user: BOB }),
    ]);
    assert.equal(room.outgoing.length, 1);
  });

  it('knows that there is more above again where it let go of the oldest', () => {
    const full = roomOf(eventsOf(1, 10), { older: { state: 'none' } });
    const room = withView(full, lastOf(full.view, 3), ADA.id);
    assert.deepEqual([seqsOf(room), room.older], [[8, 9, 10], { state: 'more' }]);
    const whole = { ...told(room, eventsOf(1, 7)), older: { state: 'none' as const } };
    assert.deepEqual(told(whole, eventsOf(11, 12)).older, { state: 'none' });
  });

  it('has no hole and nothing twice, whatever comes in whatever pieces', () => {
    const step = fc.record({
      do: fc.constantFrom('live', 'older', 'trim'),
      from: fc.nat(30),
      count: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let room = roomOf(eventsOf(1_000, 1_050));
        for (const { do: what, from, count } of steps) {
          const first = seqsOf(room)[0] ?? 0;
          const next = (seqsOf(room).at(-1) ?? 0) + 1;
          if (what === 'live') room = told(room, eventsOf(next - from, next + count));
          if (what === 'older') room = told(room, eventsOf(first - count, first - 1 + from));
          if (what === 'trim') room = withView(room, lastOf(room.view, 40), ADA.id);
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
    assert.equal(newsOf(roomOf(mixed, { readSeq: 1 }), ADA.id).count, 2);
    assert.equal(newsOf(roomOf(mixed, { readSeq: 0 }), ADA.id).count, 3);
    assert.equal(newsOf(roomOf(mixed, { readSeq: 4 }), ADA.id).count, 0);
  });

  it('is nothing before one was in it', () => {
    assert.equal(newsOf(roomOf(mixed), ADA.id).count, 0);
  });

  it('stands below a line as one turns to the room, and is read with that', () => {
    const room = opened(roomOf(mixed, { readSeq: 2 }), ADA.id);
    assert.deepEqual([room.newAfter, room.readSeq, newsOf(room, ADA.id).count], [2, 4, 0]);
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
