import assert from 'node:assert/strict';
import { seldom } from '../../../src/shared/seldom.ts';

describe('what anybody can cause as often as they like', () => {
  it('is said at once, then once a period at most, with how often it happened', () => {
    let now = 0;
    const said: [string, number][] = [];
    const fault = seldom(
      (what: string, times) => said.push([what, times]),
      10_000,
      () => now,
    );
    fault('first');
    for (now = 1_000; now < 10_000; now += 1_000) fault('meanwhile');
    assert.deepEqual(said, [['first', 1]]);
    fault('later');
    now += 10_000;
    fault('much later');
    assert.deepEqual(said, [
      ['first', 1],
      ['later', 10],
      ['much later', 1],
    ]);
  });
});
