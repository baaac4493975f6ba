import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { lookEvery } from '../../../src/shared/look-every.ts';

describe('looking again and again', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setInterval'] }));
  afterEach(() => mock.timers.reset());

  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('waits for a look that takes long, says what failed, and ends when it is told to', async () => {
    const looks: PromiseWithResolvers<void>[] = [];
    const failed: unknown[] = [];
    const look = () => {
      const begun = Promise.withResolvers<void>();
      looks.push(begun);
      return begun.promise;
    };
    const stop = lookEvery(1_000, look, (error) => failed.push(error));
    mock.timers.tick(5_000);
    assert.equal(looks.length, 1);
    const error = new Error('no answer');
    looks[0]?.reject(error);
    await turn();
    assert.deepEqual(failed, [error]);
    mock.timers.tick(1_000);
    assert.equal(looks.length, 2);
    looks[1]?.resolve();
    await turn();
    stop();
    mock.timers.tick(5_000);
    assert.equal(looks.length, 2);
  });
});
