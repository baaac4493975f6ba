import assert from 'node:assert/strict';
import { STREAM_SETTINGS } from '../../../src/persister/provision/streams.ts';
import { DEADLINE_MS, FRESH_MS, FUTURE_MS } from '../../../src/shared/once.ts';

describe('the log', () => {
  it('remembers ids for longer than anybody trusts it to (P3)', () => {
    const remembersMs = STREAM_SETTINGS.CHAT.duplicate_window / 1e6;
    assert.ok(remembersMs > FUTURE_MS + FRESH_MS + DEADLINE_MS, `${remembersMs} ms`);
  });
});
