// A run can be played again: the seed alone says what happens, in which order and for how long.
import assert from 'node:assert/strict';
import { silenceMax } from '../../chaos/faults/fault.ts';
import { type Choice, faultsFor, plan, type Step } from '../../chaos/plan.ts';
import { seeded } from '../../chaos/random.ts';
import type { Shape } from '../../chaos/world.ts';

const SHAPE: Shape = { mode: 'r3', gateways: 2, persisters: 2, disks: true, longestMs: 60_000 };

const shown = ({ faults, secondAfterMs, quietMs }: Step) => {
  const each = faults.map(({ name, planned }) => `${name}: ${planned.label} ${planned.lastsMs}`);
  return [...each, secondAfterMs, quietMs].join(' | ');
};
const planned = (seed: number, choice: Partial<Choice> = {}, shape = SHAPE, steps = 200): Step[] =>
  plan(seeded(seed), shape, { pairs: 0.3, ...choice })
    .take(steps)
    .toArray();

describe('the plan of make chaos', () => {
  it('is the same for the same seed and another one for another', () => {
    assert.deepEqual(planned(7).map(shown), planned(7).map(shown));
    assert.notDeepEqual(planned(7).map(shown), planned(8).map(shown));
  });

  it('has every fault of its mode, and none of another one', () => {
    const done = new Set(planned(1).flatMap(({ faults }) => faults.map(({ name }) => name)));
    assert.deepEqual(
      [...done].sort(),
      faultsFor(SHAPE)
        .map(({ name }) => name)
        .sort(),
    );
    const single = { ...SHAPE, mode: 'r1', disks: false } as const;
    const names = planned(1, {}, single).flatMap(({ faults }) => faults.map(({ name }) => name));
    assert.ok(!names.includes('kill stream leader') && !names.includes('nats disk full'));
  });

  it('breaks two things at once, never the same one twice', () => {
    const on = new Map(faultsFor(SHAPE).map((fault) => [fault.name, fault.on]));
    const pairs = planned(3).filter(({ faults }) => faults.length > 1);
    assert.ok(pairs.length > 20, `${pairs.length} pairs`);
    for (const { faults } of pairs) {
      assert.equal(new Set(faults.map(({ name }) => on.get(name))).size, 2);
    }
    assert.ok(planned(3, { pairs: 0 }).every(({ faults }) => faults.length === 1));
  });

  it('lasts no longer than it may', () => {
    const short = planned(5, {}, { ...SHAPE, longestMs: 3_000 });
    for (const { faults } of short) {
      for (const { name, planned: fault } of faults) {
        if (/freeze|hold|drop/.test(name)) assert.ok(fault.lastsMs <= 3_000, name);
      }
    }
  });

  it('leaves nobody silent by one fault of what makes the rows, or of one gateway of two', () => {
    const limits = (name: string) => {
      const steps = planned(4, { only: [name], pairs: 0 });
      return [...new Set(steps.map(({ faults }) => silenceMax(faults)))].sort();
    };
    assert.deepEqual(limits('freeze postgres'), [5_000]);
    assert.deepEqual(limits('kill all persisters'), [5_000]);
    assert.deepEqual(limits('kill gateway'), [15_000]);
    assert.deepEqual(limits('gateway-nats hold'), [15_000, undefined]);
    for (const name of ['kill all gateways', 'freeze nats'])
      assert.deepEqual(limits(name), [undefined]);
    const pairs = planned(3).filter(({ faults }) => faults.length > 1);
    assert.ok(pairs.every(({ faults }) => silenceMax(faults) === undefined));
  });

  it('picks by name, and says which names there are', () => {
    const only = ['kill gateway', 'freeze nats'];
    const names = planned(2, { only, pairs: 0 }, SHAPE, 20).map(({ faults }) => faults[0]?.name);
    assert.deepEqual([...new Set(names)].sort(), only.toSorted());
    assert.throws(() => planned(2, { only: ['kill everybody'] }), /there are: kill gateway/);
  });
});
