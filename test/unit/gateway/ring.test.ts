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

  it('gives nobody what was removed, nor what goes with it; its place and the others stay', () => {
    const ring = new Ring(0, { ...limits, maxBytes: 100 });
    for (const seq of [1, 2, 3]) ring.push(entry(seq));
    ring.push({ ...entry(4), isMessage: false, goesWith: 2 });
    ring.push({ ...entry(5), isMessage: false, goesWith: 3 });
    ring.push(entry(6, 'other'));
    ring.remove('lobby', 2);
    assert.deepEqual(seqs(ring.after('lobby', 0)), [1, 3, 5]);
    assert.deepEqual(seqs(ring.after('lobby', 1, 2)), [3, 5]);
    assert.deepEqual(seqs(ring.lastMessages('lobby', 2)), [1, 3]);
    assert.deepEqual([ring.at('lobby', 2), ring.at('lobby', 4)], [undefined, undefined]);
    assert.deepEqual([ring.size, ring.low], [6, 0]);
    // Their bytes are free again: 60 less 20, and 60 more fit.
    for (const seq of [7, 8, 9, 10, 11, 12]) ring.push(entry(seq));
    assert.deepEqual([ring.size, ring.low], [12, 0]);
    ring.push(entry(13));
    assert.deepEqual([ring.size, ring.low], [12, 1]);
    ring.remove('lobby', 1);
    ring.remove('lobby', 99);
    ring.remove('nowhere', 3);
    assert.deepEqual(seqs(ring.after('lobby', 0)), [3, 5, 7, 8, 9, 10, 11, 12, 13]);
  });

  it('answers like a plain list would, for any rooms, holes and limits', () => {
    const events = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('a', 'b', 'c'), fc.boolean()),
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
          const removed = new Set<number>();
          for (const [step, room, remove] of steps) {
            seq += step;
            const next = entry(seq, room);
            all.push(next);
            ring.push(next);
            if (!remove) continue;
            removed.add(seq - step);
            ring.remove(all.at(-2)?.room ?? room, seq - step);
          }
          const held = all.slice(-maxEvents).filter((e) => !removed.has(e.seq));
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
