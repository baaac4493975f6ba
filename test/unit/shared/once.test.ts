import assert from 'node:assert/strict';
import {
  DEADLINE_MS,
  DUPLICATE_WINDOW_MS,
  FRESH_MS,
  FUTURE_MS,
  isVoid,
} from '../../../src/shared/once.ts';

describe('an entry of the log is void', () => {
  const at = '2026-01-02T03:04:05.678Z';
  const atMs = Date.parse(at);

  it('when it was stored after its deadline, and only then', () => {
    assert.equal(isVoid(String(atMs), at), false);
    assert.equal(isVoid(String(atMs + DEADLINE_MS), at), false);
    assert.equal(isVoid(String(atMs - 1), at), true);
  });

  it('never without a deadline, as versions before this one wrote it', () => {
    assert.equal(isVoid(undefined, at), false);
    assert.equal(isVoid('', at), false);
  });

  it('with a deadline that names no time', () => {
    assert.equal(isVoid('soon', at), true);
  });
});

describe('the times that keep one id one event', () => {
  it('end before the log forgets the id, half a minute of clocks included', () => {
    const clocksMs = 30_000;
    assert.ok(FUTURE_MS + FRESH_MS + DEADLINE_MS + clocksMs < DUPLICATE_WINDOW_MS);
  });
});
