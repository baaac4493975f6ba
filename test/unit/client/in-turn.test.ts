import assert from 'node:assert/strict';
import { inTurn } from '../../../src/client/in-turn.ts';

describe('work that a browser’s tabs do in turn', () => {
  it('waits for that of another, and begins when it ended, however it did', async () => {
    const first = Promise.withResolvers<void>();
    const began: string[] = [];
    const one = inTurn(1_000, async () => {
      began.push('one');
      await first.promise;
    });
    const two = inTurn(1_000, async () => {
      began.push('two');
      return 2;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(began, ['one']);
    first.reject(new Error('no answer'));
    await assert.rejects(one, /no answer/);
    assert.equal(await two, 2);
  });

  it('gives up where its turn does not come', async () => {
    const held = Promise.withResolvers<void>();
    const one = inTurn(1_000, () => held.promise);
    await assert.rejects(
      inTurn(30, async () => assert.fail('not its turn')),
      { name: 'TimeoutError' },
    );
    held.resolve();
    await one;
  });
});
