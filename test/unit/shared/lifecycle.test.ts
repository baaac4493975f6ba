// How a program stops: every step has its turn, whatever the others do, and nobody waits for ever.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mock } from 'node:test';
import { pino } from 'pino';
import { createLifecycle } from '../../../src/shared/lifecycle.ts';

describe('stopping', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  const turn = () => new Promise((resolve) => setImmediate(resolve));

  /** `ran`: the steps in the order of their turns; 'logs' is the last one of all. */
  const start = () => {
    const ran: string[] = [];
    const said: unknown[] = [];
    const logger = pino(
      { level: 'error' },
      { write: (line) => void said.push(JSON.parse(line).step) },
    );
    const closeLogs = async () => void ran.push('logs');
    const lifecycle = createLifecycle(logger, closeLogs, new EventEmitter());
    const step = (name: string, run: () => Promise<void> | void = () => undefined, ms?: number) => {
      const noting = () => {
        ran.push(name);
        return run();
      };
      lifecycle.onStop(name, noting, ms);
    };
    return { ran, said, lifecycle, step };
  };

  it('runs the last step first, each after the one before it is done, once', async () => {
    const { ran, lifecycle, step } = start();
    const slow = Promise.withResolvers<void>();
    step('first');
    step('second', () => slow.promise);
    const stopped = Promise.all([lifecycle.stop('test'), lifecycle.stop('again')]);
    assert.equal(lifecycle.stopping, true);
    await turn();
    assert.deepEqual(ran, ['second']);
    slow.resolve();
    await stopped;
    assert.deepEqual(ran, ['second', 'first', 'logs']);
  });

  it('goes on after a step that fails, and says which', async () => {
    const { ran, said, lifecycle, step } = start();
    step('first');
    step('rejects', () => Promise.reject(new Error('no')));
    step('throws', () => {
      throw new Error('no');
    });
    await lifecycle.stop('test');
    assert.deepEqual(ran, ['throws', 'rejects', 'first', 'logs']);
    assert.deepEqual(said, ['throws', 'rejects']);
  });

  it('goes on after a step that hangs, once its time is over', async () => {
    const { ran, said, lifecycle, step } = start();
    const hangs = () => new Promise<void>(() => undefined);
    step('first');
    step('hangs', hangs);
    step('hangs longer', hangs, 25_000);
    const stopped = lifecycle.stop('test');
    await turn();
    mock.timers.tick(24_999);
    await turn();
    assert.deepEqual(ran, ['hangs longer']);
    mock.timers.tick(1);
    await turn();
    assert.deepEqual(ran, ['hangs longer', 'hangs']);
    mock.timers.tick(5_000);
    await stopped;
    assert.deepEqual(ran, ['hangs longer', 'hangs', 'first', 'logs']);
    assert.deepEqual(said, ['hangs longer', 'hangs']);
  });
});
