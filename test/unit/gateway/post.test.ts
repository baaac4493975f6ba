// What a post is checked by: the log's clock, and rows that hold all the log holds (P3).
import assert from 'node:assert/strict';
import {
  type Checked,
  check,
  checkInTurn,
  type PostPorts,
  UNTIMED,
} from '../../../src/gateway/post.ts';
import { DEADLINE_MS, FRESH_MS } from '../../../src/shared/once.ts';
import { uuid7 } from '../../support/wire.ts';

const NOW = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const log = {
  epoch: '2026-01-01T00:00:00.123456789Z',
  firstSeq: 1,
  lastSeq: 70,
  bytes: 0,
  maxBytes: -1,
  replicas: 1,
};
const identity = {
  user: { id: 'ada', name: 'Ada' },
  roles: [],
  rooms: [],
  expiresAt: Number.POSITIVE_INFINITY,
};

describe('check a post', () => {
  function ports(more: Partial<PostPorts['extents']> = {}) {
    const state = { nowMs: NOW, stale: false, asked: [] as number[] };
    const lookUp = async (_: string, __: string, atLeast: number) => {
      state.asked.push(atLeast);
      return null;
    };
    const clock = {
      now: () => state.nowMs,
      get stale() {
        return state.stale;
      },
    };
    const of = {
      clock,
      extents: { log, proven: true, refresh: async () => log, ...more },
      rows: { lookUp, before: () => assert.fail(), after: () => assert.fail() },
    };
    const ask = (idAtMs: number) => {
      const command = { type: 'post' as const, id: uuid7(idAtMs), room: 'lobby', text: 'hi' };
      const poster = { identity, joined: true };
      const checked = check(of, poster, command);
      return checked === UNTIMED ? checkInTurn(of, poster, command) : checked;
    };
    return { state, ask };
  }
  const deadlineOf = (checked: Checked) => 'deadlineMs' in checked && checked.deadlineMs;
  const codeOf = (checked: Checked) =>
    'answer' in checked && checked.answer.type === 'error' && checked.answer.code;

  it('wants it in the log for a minute from now', async () => {
    const { ask } = ports();
    assert.equal(deadlineOf(await ask(NOW)), NOW + DEADLINE_MS);
  });

  it('asks for an old id the rows that hold all the log holds now, wherever this gateway is', async () => {
    const { state, ask } = ports();
    const checked = await ask(NOW - FRESH_MS - 1);
    assert.deepEqual(state.asked, [70]);
    assert.equal(deadlineOf(checked), NOW + DEADLINE_MS);
  });

  it('counts the time of the look-up from its question', async () => {
    const { state, ask } = ports({
      refresh: async () => {
        state.nowMs += 4_000;
        return log;
      },
    });
    assert.equal(deadlineOf(await ask(NOW - HOUR_MS)), NOW + DEADLINE_MS);
  });

  it('takes no old id while nobody can prove how far the log goes', async () => {
    const unproven = ports({ proven: false });
    assert.equal(codeOf(await unproven.ask(NOW - HOUR_MS)), 'unavailable');
    const silent = ports({ refresh: () => Promise.reject(new Error('timeout')) });
    assert.equal(codeOf(await silent.ask(NOW - HOUR_MS)), 'unavailable');
    assert.deepEqual([...unproven.state.asked, ...silent.state.asked], []);
  });

  it('asks for the time first where it may be another one by now', async () => {
    const { state, ask } = ports({
      refresh: async () => {
        state.nowMs = NOW + HOUR_MS;
        return log;
      },
    });
    state.stale = true;
    assert.equal(deadlineOf(await ask(NOW + HOUR_MS)), NOW + HOUR_MS + DEADLINE_MS);
  });

  it('takes nothing while it is not told the time', async () => {
    const { state, ask } = ports({ refresh: () => Promise.reject(new Error('timeout')) });
    state.stale = true;
    assert.equal(codeOf(await ask(NOW)), 'unavailable');
  });
});
