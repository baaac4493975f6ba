// What was deleted in a room, as it is asked about in any order, while more is.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Change, Removals } from '../../../src/webhooks/removals.ts';

describe('what was deleted in a room', () => {
  it('is known of whatever is asked about, in any order, while the log grows, and each change is read a few times at most', async () => {
    const targets = fc.array(fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }), {
      maxLength: 60,
    });
    const asked = fc.array(fc.record({ seq: fc.integer({ min: 1, max: 90 }), grown: fc.nat(60) }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(targets, asked, async (all, questions) => {
        const changes = all.map((removes, index): Change => ({ seq: 31 + index, removes }));
        let [length, reads] = [0, 0];
        const removals = new Removals(async (_, from) => {
          reads += 1;
          return changes.slice(0, length).find(({ seq }) => seq >= from);
        });
        for (const { seq: wanted, grown } of questions) {
          length = Math.max(length, Math.min(grown, changes.length));
          // What is asked about is in the log, and so is all that is before it.
          const seq = Math.min(wanted, 30 + length);
          for (const target of [seq, 1 + (seq % 30)]) {
            const last = changes
              .slice(0, length)
              .findLast((one) => one.removes === target && one.seq > seq);
            assert.equal(await removals.of('plans', target, seq), last?.seq);
          }
        }
        assert.ok(reads <= changes.length + 4 * questions.length, `${reads} reads`);
      }),
    );
  });

  it('is looked for again where nobody could say', async () => {
    let isAway = true;
    const removals = new Removals(async (_, from) => {
      if (isAway) throw new Error('away');
      return from <= 9 ? { seq: 9, removes: 5 } : undefined;
    });
    await assert.rejects(removals.of('plans', 5, 5));
    isAway = false;
    assert.equal(await removals.of('plans', 5, 5), 9);
  });
});
