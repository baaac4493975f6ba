// What waits for a batch: each entry once, the eldest first, and no batch of more bytes than memory is made for (P5).
import assert from 'node:assert/strict';
import type { JsMsg } from 'nats';
import { Waiting } from '../../../src/persister/log/waiting.ts';

const held = (seq: number, bytes = 100, deliveries = 1) => ({
  message: {} as JsMsg,
  entry: {
    seq,
    at: '',
    isVoid: false,
    subject: 'chat.room.x.message',
    data: new Uint8Array(bytes),
  },
  deliveries,
});
const sequences = (taken: { entry: { seq: number } }[]) => taken.map(({ entry }) => entry.seq);

describe('what waits for a batch', () => {
  it('is taken in the order in which it came, so many at most', () => {
    const waiting = new Waiting();
    for (const seq of [3, 1, 2]) waiting.add(held(seq));
    assert.deepEqual(sequences(waiting.take(2)), [3, 1]);
    assert.deepEqual([waiting.size, waiting.bytes], [1, 100]);
    assert.deepEqual(sequences(waiting.take(2)), [2]);
    assert.deepEqual([waiting.size, waiting.bytes], [0, 0]);
  });

  it('is taken by its bytes where they are many, and one by one where each is very long', () => {
    const waiting = new Waiting();
    for (let seq = 1; seq <= 5; seq++) waiting.add(held(seq, 400_000));
    waiting.add(held(6, 3_000_000));
    assert.deepEqual(sequences(waiting.take(9)), [1, 2]);
    assert.deepEqual(sequences(waiting.take(9)), [3, 4]);
    assert.deepEqual(sequences(waiting.take(9)), [5]);
    assert.deepEqual(sequences(waiting.take(9)), [6]);
    assert.equal(waiting.bytes, 0);
  });

  it('holds the last delivery of what came again', () => {
    const waiting = new Waiting();
    const first = held(1);
    assert.equal(waiting.add(first), undefined);
    assert.equal(waiting.add(held(1, 100, 2)), first);
    assert.deepEqual([waiting.size, waiting.bytes], [1, 100]);
    assert.equal(waiting.takeAll()[0]?.deliveries, 2);
    assert.deepEqual([waiting.size, waiting.bytes], [0, 0]);
  });
});
