// What waits for many clients together is bounded: those with the most go, and nobody who reads (P8).
import assert from 'node:assert/strict';
import { OutboxBudget } from '../../../src/gateway/fanout/outbox-budget.ts';
import { outboxOf, recorder } from './recorder.ts';

describe('outbox budget', () => {
  const budget = new OutboxBudget(100_000);
  const client = () => {
    const { state, socket, drain } = recorder();
    return { state, drain, outbox: outboxOf(socket, 1e6, budget) };
  };

  it('closes those with the most waiting, until a quarter is free, and counts who read meanwhile anew', () => {
    const [most, more, some, reader] = [client(), client(), client(), client()];
    reader.outbox.answer(Buffer.alloc(60_000));
    reader.drain();
    some.outbox.answer(Buffer.alloc(9_000));
    more.outbox.answer(Buffer.alloc(30_000));
    assert.equal(budget.bytes, 99_000, 'nobody looked since it was read');
    most.outbox.answer(Buffer.alloc(50_000));
    assert.equal(budget.bytes, 89_000);
    some.outbox.answer(Buffer.alloc(15_000));
    const open = [most, more, some, reader].map(({ state }) => state.open);
    assert.deepEqual(open, [false, true, true, true]);
    assert.equal(most.state.code, 4008);
    assert.equal(budget.bytes, 54_000);
    for (const { outbox } of [most, more, some, reader]) outbox.closed();
    assert.equal(budget.bytes, 0);
  });

  it('counts of a frame that all share what it costs each of them', () => {
    const { outbox } = client();
    const frame = Buffer.alloc(1_000);
    for (let i = 0; i < 10; i++) outbox.send(frame);
    assert.equal(budget.bytes, 1_280);
    outbox.closed();
  });
});
