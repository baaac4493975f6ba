import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { post } from '../../../src/chat/message/commands.ts';
import { createIdMaker, isPastId, pastId } from '../../../src/client/uuid7.ts';
import { timeOfId } from '../../../src/shared/ids.ts';

const T = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

describe('uuid7', () => {
  it('makes ids that the protocol accepts', () => {
    const id = createIdMaker()(T);
    const frame = { type: 'post', id, room: 'lobby', text: 'hello' };
    assert.equal(post.schema.safeParse(frame).success, true, id);
  });

  it('carries the time it was given, to the millisecond', () => {
    assert.equal(timeOfId(createIdMaker()(T)), T);
  });

  it('rises strictly within one millisecond, past its counter too', () => {
    const next = createIdMaker();
    const ids = Array.from({ length: 10_000 }, () => next(T));
    assert.deepEqual(ids, [...ids].sort());
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(timeOfId(ids.at(-1) ?? '') - T < 10, 'borrows only a few milliseconds of the future');
  });

  it('rises strictly while the clock jitters backwards', () => {
    const next = createIdMaker();
    const ids = [T, T - 5, T - 900, T + 1].map(next);
    assert.deepEqual(ids, [...ids].sort());
  });

  it('follows a clock that was corrected backwards, so that no id stays in the future', () => {
    const next = createIdMaker();
    next(T + 3_600_000);
    assert.equal(timeOfId(next(T)), T);
  });

  it('moves an id from the future into the past, always to the same place and in order', () => {
    const next = createIdMaker();
    const ids = [T, T + 1, T + 10 * 365 * 86_400_000].map(next);
    const past = ids.map(pastId);
    assert.deepEqual(past.map(pastId), past);
    assert.deepEqual(past.map(isPastId), [true, true, true]);
    assert.deepEqual(ids.map(isPastId), [false, false, false]);
    assert.ok(past.every((id) => timeOfId(id) < Date.UTC(2005)));
    assert.deepEqual(past, [...past].sort());
    const frame = { type: 'post', id: past[0], room: 'lobby', text: 'hello' };
    assert.equal(post.schema.safeParse(frame).success, true);
  });

  it('makes different ids in two clients at the same moment', () => {
    assert.notEqual(createIdMaker()(T), createIdMaker()(T));
  });
});
