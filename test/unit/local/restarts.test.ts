// How long a program that dies waits for its next start, with a moved clock and programs that are none.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Child, Exit } from '../../../src/local/child.ts';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, supervise } from '../../../src/local/supervisor.ts';

describe('the starts of a supervised program', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const start = () => {
    let now = 0;
    const runs: PromiseWithResolvers<Exit>[] = [];
    const pauses: number[] = [];
    const program = (): Child => {
      const run = Promise.withResolvers<Exit>();
      runs.push(run);
      const end = async () => {
        run.resolve({ code: 0, signal: null });
        return await run.promise;
      };
      const waitForLine = () => Promise.reject(new Error('it writes none'));
      return {
        name: 'program',
        pid: undefined,
        exited: run.promise,
        lines: () => [],
        waitForLine,
        stop: end,
        kill: end,
      };
    };
    const onExit = (_: Exit, __: Child, pauseMs: number) => {
      pauses.push(pauseMs);
      return true;
    };
    const supervised = supervise(program, { onExit, now: () => now });
    const dieAfter = async (ms: number) => {
      now += ms;
      runs.at(-1)?.resolve({ code: 1, signal: null });
      await turn();
    };
    return { supervised, runs, pauses, dieAfter };
  };

  it('are further apart each time, up to a bound', async () => {
    const { runs, pauses, dieAfter } = start();
    for (let time = 0; time < 8; time++) {
      await dieAfter(1_000);
      mock.timers.tick(pauses.at(-1) ?? 0);
    }
    assert.equal(runs.length, 9);
    assert.deepEqual(pauses, [
      ...[1, 2, 4, 8, 16].map((times) => times * FIRST_PAUSE_MS),
      ...[1, 2, 3].map(() => LONGEST_PAUSE_MS),
    ]);
  });

  it('begin with the first pause again after a run that was long enough', async () => {
    const { pauses, dieAfter } = start();
    for (const ms of [1_000, 1_000, 60_000, 1_000]) {
      await dieAfter(ms);
      mock.timers.tick(pauses.at(-1) ?? 0);
    }
    assert.deepEqual(
      pauses,
      [1, 2, 1, 2].map((times) => times * FIRST_PAUSE_MS),
    );
  });

  it('are none after it was stopped, also while the next one was awaited', async () => {
    const { supervised, runs, dieAfter } = start();
    await dieAfter(1_000);
    await supervised.stop();
    mock.timers.tick(60_000);
    assert.equal(runs.length, 1);
  });
});
