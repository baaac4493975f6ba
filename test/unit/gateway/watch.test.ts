// What a gateway does while nobody answers for the log, with a clock that the test moves (P7).
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { pino } from 'pino';
import type { Reader } from '../../../src/gateway/log/reader.ts';
import { watchReader } from '../../../src/gateway/log/watch.ts';

describe('watch of the log', () => {
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 1_000_000;
    mock.timers.enable({ apis: ['setInterval'] });
    mock.method(performance, 'now', () => nowMs);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed++) {
      nowMs += 1_000;
      mock.timers.tick(1_000);
      await turn();
    }
  };

  function start() {
    const state = { epoch: 'e', proven: true, lastSeq: 10, moves: 0, restarts: 0, newLogs: 0 };
    const log = () => ({
      epoch: state.epoch,
      firstSeq: 1,
      lastSeq: state.lastSeq,
      bytes: 0,
      maxBytes: -1,
      replicas: 1,
    });
    const reader = { position: 10, restart: () => void state.restarts++ };
    const watch = watchReader({
      reader: reader as unknown as Reader,
      extents: {
        get log() {
          return log();
        },
        get proven() {
          return state.proven;
        },
        refresh: async () => log(),
      },
      logger: pino({ level: 'silent' }),
      onNewLog: () => void state.newLogs++,
      move: () => void state.moves++,
    });
    return { state, reader, watch };
  }

  it('says so where no leader has most servers behind it, and goes to another server, again and again', async () => {
    const { state, watch } = start();
    await pass(20);
    assert.deepEqual([watch.trouble, state.moves], [undefined, 0]);
    state.proven = false;
    await pass(7);
    assert.deepEqual([watch.trouble, state.moves], [undefined, 0], 'an election takes as long');
    await pass(3);
    assert.match(String(watch.trouble), /no leader/);
    assert.equal(state.moves, 1);
    await pass(10);
    assert.equal(state.moves, 2);
    state.proven = true;
    await pass(2);
    assert.equal(watch.trouble, undefined);
    await pass(20);
    assert.equal(state.moves, 2);
  });

  it('starts a reader over that stays behind, not one that moves or had no time to', async () => {
    const { state, reader } = start();
    for (let i = 0; i < 10; i++) {
      state.lastSeq += 5;
      reader.position += 1;
      await pass(2);
    }
    assert.equal(state.restarts, 0);
    await pass(30);
    assert.equal(state.restarts, 1, 'once for one end of the log');
  });

  it('tells a log that was made anew from one that goes on, once', async () => {
    const { state } = start();
    state.lastSeq += 100;
    await pass(4);
    assert.equal(state.newLogs, 0);
    Object.assign(state, { epoch: 'another', lastSeq: 0 });
    await pass(20);
    assert.deepEqual([state.newLogs, state.restarts], [1, 0]);
  });
});
