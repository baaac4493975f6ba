// How far the rows are, for those who wait to hear it.
import assert from 'node:assert/strict';
import { Persisted } from '../../../src/gateway/fanout/persisted.ts';
import { outboxOf, recorder } from './recorder.ts';

describe('the second tick', () => {
  function waiter(persisted: Persisted) {
    const { state, socket } = recorder();
    const outbox = outboxOf(socket, 1e6);
    const told = () => state.writes.map((frame) => Number(/"seq":(\d+)/.exec(frame)?.[1]));
    return { told, expect: (upTo: number) => persisted.expect(outbox, upTo) };
  }

  it('never goes back, though watermarks come in any order', () => {
    const persisted = new Persisted();
    const { told, expect } = waiter(persisted);
    expect(9);
    for (const seq of [5, 3, 5, 7]) persisted.advance(seq);
    assert.deepEqual([persisted.seq, told()], [7, [5, 7]]);
  });

  it('is told until it reached what somebody waits for, and to nobody else', () => {
    const persisted = new Persisted();
    const [ada, bob] = [waiter(persisted), waiter(persisted)];
    ada.expect(6);
    ada.expect(4);
    for (const seq of [5, 6, 7]) persisted.advance(seq);
    bob.expect(7);
    persisted.advance(8);
    assert.deepEqual([ada.told(), bob.told(), persisted.waiting], [[5, 6], [], 0]);
  });
});
