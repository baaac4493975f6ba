import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Ring, type RingEntry } from '../../../src/gateway/log/ring.ts';

const entry = (seq: number, room = 'lobby', bytes = 10): RingEntry => ({
  seq,
  room,
  isMessage: true,
  frame: Buffer.alloc(bytes),
});
const seqs = (entries: RingEntry[]) => entries.map(({ seq }) => seq);
const limits = { maxEvents: 1_000, maxBytes: 1_000_000 };

describe('ring', () => {
  it('gives a room what lies above a cursor, in order', () => {
    const ring = new Ring(0, limits);
    for (const seq of [1, 2, 5, 9]) ring.push(entry(seq));
    ring.push(entry(10, 'other'));
    assert.deepEqual(seqs(ring.after('lobby', 2)), [5, 9]);
    assert.deepEqual(seqs(ring.after('lobby', 3)), [5, 9]);
    assert.deepEqual(seqs(ring.after('lobby', 9)), []);
    assert.deepEqual(seqs(ring.after('lobby', 0, 3)), [1, 2, 5]);
    assert.deepEqual(seqs(ring.lastMessages('lobby', 2)), [5, 9]);
    assert.deepEqual(seqs(ring.after('empty', 0)), []);
  });

  it('counts messages where the last ones are asked for, not what changes them', () => {
    const ring = new Ring(0, limits);
    for (const seq of [1, 2, 5]) ring.push(entry(seq));
    for (const seq of [6, 7, 8]) ring.push({ ...entry(seq), isMessage: false });
    assert.deepEqual(seqs(ring.lastMessages('lobby', 2)), [2, 5]);
    assert.deepEqual(seqs(ring.lastMessages('lobby', 9)), [1, 2, 5]);
    assert.deepEqual(seqs(ring.after('lobby', 4)), [5, 6, 7, 8]);
    assert.deepEqual(seqs(ring.lastMessages('empty', 9)), []);
  });

  it('raises its low end to the last event it let go', () => {
    const ring = new Ring(0, { ...limits, maxEvents: 2 });
    for (const seq of [3, 4, 8]) ring.push(entry(seq));
    assert.equal(ring.low, 3);
    assert.deepEqual(seqs(ring.after('lobby', 0)), [4, 8]);
  });

  it('is bounded in bytes', () => {
    const ring = new Ring(0, { ...limits, maxBytes: 100 });
    for (let seq = 1; seq <= 50; seq++) ring.push(entry(seq, 'lobby', 30));
    assert.equal(ring.size, 3);
    assert.equal(ring.low, 47);
  });

  it('answers like a plain list would, for any rooms, holes and limits', () => {
    const events = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('a', 'b', 'c')),
    );
    fc.assert(
      fc.property(
        events,
        fc.integer({ min: 1, max: 20 }),
        fc.nat(200),
        (steps, maxEvents, cursor) => {
          const ring = new Ring(0, { ...limits, maxEvents });
          let seq = 0;
          const all: RingEntry[] = [];
          for (const [step, room] of steps) {
            seq += step;
            const next = entry(seq, room);
            all.push(next);
            ring.push(next);
          }
          const held = all.slice(-maxEvents);
          assert.equal(ring.low, all.at(-maxEvents - 1)?.seq ?? 0);
          for (const room of ['a', 'b', 'c']) {
            const expected = held.filter((e) => e.room === room && e.seq > cursor);
            assert.deepEqual(seqs(ring.after(room, cursor)), seqs(expected));
            const last = held.filter((e) => e.room === room).slice(-3);
            assert.deepEqual(seqs(ring.lastMessages(room, 3)), seqs(last));
          }
        },
      ),
    );
  });
});
