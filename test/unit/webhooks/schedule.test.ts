// When a delivery that failed is tried again, and when it is given up.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { retryAfterMs, SCHEDULE_SECONDS, waitAfter } from '../../../src/webhooks/schedule.ts';

const WAITS = SCHEDULE_SECONDS.map((seconds) => seconds * 1_000);
const HOUR_MS = 3_600_000;
const failed = (attempts: number, more = {}) => ({ attempts, isRefused: false, ...more });

describe('a delivery that failed', () => {
  it('is tried again after seconds, then minutes, then every hour, and given up after about a day', () => {
    const waits = WAITS.map((_, index) => waitAfter(failed(index + 1), WAITS, 0.5));
    assert.deepEqual(waits.slice(0, 4), [5_000, 60_000, 300_000, 900_000]);
    const all = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0);
    assert.ok(all > 23 * HOUR_MS && all < 25 * HOUR_MS, String(all));
    assert.equal(waitAfter(failed(WAITS.length + 1), WAITS, 0.5), undefined);
  });

  it('is given up within minutes where the receiver says that this very delivery is wrong', () => {
    assert.equal(waitAfter(failed(2, { isRefused: true }), WAITS, 0.5), 60_000);
    assert.equal(waitAfter(failed(3, { isRefused: true }), WAITS, 0.5), undefined);
  });

  it('waits as long as the receiver asks for, but never less than it would, nor longer than the longest wait', () => {
    const any = fc.record({
      attempts: fc.integer({ min: 1, max: WAITS.length }),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
      asked: fc.option(fc.integer({ min: 0, max: 10 ** 12 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(any, ({ attempts, chance, asked }) => {
        const wait = waitAfter(failed(attempts, { retryAfterMs: asked }), WAITS, chance);
        assert.ok(wait !== undefined);
        const own = WAITS[attempts - 1] ?? 0;
        assert.ok(wait <= HOUR_MS && wait >= Math.min(HOUR_MS, Math.floor(0.8 * own)));
        if (asked !== undefined) assert.ok(wait >= Math.min(HOUR_MS, asked));
      }),
    );
  });

  it('reads what a receiver asks for: seconds, or a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    assert.equal(retryAfterMs('120', now), 120_000);
    assert.equal(retryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', now), 60_000);
    assert.equal(retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now), 0);
    for (const header of [undefined, '', 'soon', '-5', '1e3', '9'.repeat(40)]) {
      assert.equal(retryAfterMs(header, now), undefined, String(header));
    }
  });
});
