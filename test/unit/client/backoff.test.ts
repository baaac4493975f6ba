import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BACKOFF_MAX_MS, backoffMs, RETRY_AFTER_MAX_MS } from '../../../src/client/backoff.ts';

describe('backoff', () => {
  it('raises its bound by half from 500 ms up to 10 s', () => {
    const bounds = [0, 1, 2, 3, 4, 7, 8, 9].map((attempt) =>
      backoffMs({ attempt, random: 0.9999 }),
    );
    assert.deepEqual(bounds, [499, 749, 1124, 1687, 2530, 8542, 9999, 9999]);
  });

  it('uses the whole range below the bound, so that clients do not herd', () => {
    assert.equal(backoffMs({ attempt: 3, random: 0 }), 0);
    assert.equal(backoffMs({ attempt: 3, random: 0.5 }), 843);
  });

  it('stays below its bound after any number of failures', () => {
    assert.ok(backoffMs({ attempt: 100_000, random: 0.999 }) < BACKOFF_MAX_MS);
  });

  it('lets retryAfterMs win, without jitter, also below the first bound', () => {
    assert.equal(backoffMs({ attempt: 9, retryAfterMs: 120, random: 0.7 }), 120);
    assert.equal(backoffMs({ attempt: 0, retryAfterMs: 45_000, random: 0.7 }), 45_000);
  });

  it('does not believe a retryAfterMs of days or of the past', () => {
    assert.equal(backoffMs({ attempt: 0, retryAfterMs: 1e12, random: 0 }), RETRY_AFTER_MAX_MS);
    assert.equal(backoffMs({ attempt: 0, retryAfterMs: -5, random: 0 }), 0);
  });
});
