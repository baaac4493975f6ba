import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { LoopLoad } from '../../../src/gateway/fanout/loop-load.ts';

describe('load of the event loop', () => {
  /** A loop that worked for so much of each time it is asked about. */
  function loop(share: number) {
    const state = { share, asked: 0 };
    const load = new LoopLoad(0, () => {
      state.asked += 1;
      return state.share;
    });
    return { state, load };
  }

  it('is high above a half, after a quarter of a second and not before', () => {
    const { load } = loop(0.6);
    assert.deepEqual([load.busy(0), load.busy(249), load.busy(250)], [false, false, true]);
    assert.equal(loop(0.5).load.busy(250), false);
  });

  it('stays high while those who wait make it less, until it is below a quarter', () => {
    const { state, load } = loop(0.6);
    load.busy(250);
    state.share = 0.3;
    for (let now = 500; now <= 10_000; now += 250) assert.equal(load.busy(now), true);
    state.share = 0.2;
    assert.equal(load.busy(10_250), false);
    state.share = 0.3;
    assert.equal(load.busy(10_500), false);
  });

  it('stays high for two seconds, however little those who wait leave of it', () => {
    const { state, load } = loop(0.6);
    load.busy(250);
    state.share = 0.01;
    for (let now = 500; now < 2_250; now += 250) assert.equal(load.busy(now), true);
    assert.equal(load.busy(2_250), false);
  });

  it('is low after a long rest, at the first question', () => {
    const { state, load } = loop(0.9);
    load.busy(250);
    state.share = 0.01;
    assert.equal(load.busy(60_000), false);
  });

  it('is looked at four times a second, however often it is asked', () => {
    const { state, load } = loop(0.9);
    for (let now = 0; now <= 1_000; now++) load.busy(now);
    assert.equal(state.asked, 4);
  });

  it('is that of this process, since it was last asked, unless told', async () => {
    const load = new LoopLoad(performance.now());
    await sleep(500);
    assert.equal(load.busy(performance.now()), false);
    const rested = performance.now();
    // A loop that does nothing but this, for longer than the load is looked at.
    while (performance.now() < rested + 300) await Promise.resolve();
    assert.equal(load.busy(performance.now()), true);
  });
});
