import assert from 'node:assert/strict';
import { type Decision, decidePost } from '../../../src/gateway/decide.ts';
import { timeOfId } from '../../../src/shared/ids.ts';

const nowMs = 1_800_000_000_000;
const idAt = (ms: number) => {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7abc-8def-0123456789AB`;
};
const identity = {
  user: { id: 'u1', name: 'Ada' },
  roles: [],
  rooms: [],
  expiresAt: nowMs + 1_000,
};
const decide = (id: string, joined = true, logMadeMs = 0): Decision =>
  decidePost(
    { type: 'post', id, room: 'lobby', text: 'hi' },
    { identity, joined, nowMs, logMadeMs },
  );

describe('decide a post', () => {
  it('reads the time of a UUIDv7', () => {
    assert.equal(timeOfId(idAt(nowMs)), nowMs);
  });

  it('appends what is new, as a fact in the past tense', () => {
    assert.deepEqual(decide(idAt(nowMs)), {
      do: 'append',
      event: {
        v: 1,
        id: idAt(nowMs).toLowerCase(),
        type: 'MessagePosted',
        room: 'lobby',
        user: identity.user,
        data: { text: 'hi' },
      },
    });
  });

  it('looks up an id that the duplicate window may have forgotten', () => {
    assert.equal(decide(idAt(nowMs - 60_000)).do, 'append');
    assert.equal(decide(idAt(nowMs - 60_001)).do, 'look_up');
    assert.equal(decide(idAt(nowMs - 7 * 86_400_000)).do, 'look_up');
  });

  it('looks up an id that is older than the log: a backup that was brought back knows no ids', () => {
    const logMadeMs = nowMs - 20_000;
    assert.equal(decide(idAt(logMadeMs), true, logMadeMs).do, 'append');
    assert.equal(decide(idAt(logMadeMs - 1), true, logMadeMs).do, 'look_up');
  });

  it('refuses an id from the future', () => {
    assert.equal(decide(idAt(nowMs + 10_000)).do, 'append');
    const decision = decide(idAt(nowMs + 10_001));
    assert.equal(decision.do === 'reject' && decision.error.code, 'clock');
  });

  it('refuses a room that is not joined', () => {
    const decision = decide(idAt(nowMs), false);
    assert.equal(decision.do === 'reject' && decision.error.code, 'not_joined');
  });
});
