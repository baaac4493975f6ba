import assert from 'node:assert/strict';
import { type Child, type Exit, startChild } from '../../../src/local/child.ts';
import { FIRST_PAUSE_MS, supervise } from '../../../src/local/supervisor.ts';
import { eventually } from '../../support/eventually.ts';

const node = (name: string, script: string): Child =>
  startChild({ name, command: process.execPath, args: ['-e', script], env: process.env });

const IDLE = 'console.log("ready"); setInterval(() => {}, 1000)';
const ready = (line: string) => (line === 'ready' ? true : undefined);

describe('a child process', () => {
  it('ends with its code and keeps its last lines', async () => {
    const child = node('short', 'console.log("one"); console.error("two"); process.exit(3)');
    assert.deepEqual(await child.exited, { code: 3, signal: null });
    assert.deepEqual([...child.lines()].sort(), ['one', 'two']);
  });

  it('settles when the program cannot be started, and says why', async () => {
    const child = startChild({ name: 'x', command: '/nowhere/x', args: [], env: {} });
    assert.equal((await child.exited).code, 127);
    assert.match(child.lines().join('\n'), /cannot start \/nowhere\/x/);
  });

  it('is in a process group of its own, out of reach of a terminal’s Ctrl-C', async () => {
    const child = node('own group', IDLE);
    await child.waitForLine(ready, 5_000);
    // Signalling the group works only if the child leads one.
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    assert.equal((await child.exited).signal, 'SIGTERM');
  });

  it('fails to become ready with its last lines when it dies instead', async () => {
    const child = node('dies', 'console.log("no licence"); process.exit(1)');
    await assert.rejects(child.waitForLine(ready, 5_000), /dies exited with 1.*no licence/s);
  });

  it('is killed when it does not stop in time', async () => {
    const child = startChild({
      name: 'stubborn',
      command: process.execPath,
      args: ['-e', `process.on('SIGTERM', () => {}); ${IDLE}`],
      env: process.env,
      stopDeadlineMs: 100,
    });
    await child.waitForLine(ready, 5_000);
    assert.equal((await child.stop()).signal, 'SIGKILL');
  });
});

describe('a supervised child', () => {
  it('is started again after it died, with pauses that double', async () => {
    const pauses: number[] = [];
    const exits: Exit[] = [];
    let starts = 0;
    const supervised = supervise(
      () => {
        starts += 1;
        return node('dying', starts < 3 ? 'process.exit(1)' : IDLE);
      },
      {
        onExit: (exit, _, pauseMs) => {
          exits.push(exit);
          pauses.push(pauseMs);
          return true;
        },
      },
    );
    await eventually(() => assert.equal(starts, 3), { deadlineMs: 10_000 });
    await supervised.current().waitForLine(ready, 5_000);
    assert.deepEqual(pauses, [FIRST_PAUSE_MS, FIRST_PAUSE_MS * 2]);
    assert.deepEqual(exits, [
      { code: 1, signal: null },
      { code: 1, signal: null },
    ]);
    await supervised.stop();
  });

  it('that dies again and again is no healthy one for a clock that is set forward meanwhile', async () => {
    const own = Date.now;
    const pauses: number[] = [];
    const enough = Promise.withResolvers<void>();
    Date.now = () => own() + pauses.length * 3_600_000;
    try {
      const supervised = supervise(
        () => {
          const child = node('dying', 'process.exit(1)');
          // Between its start and its end.
          void child.exited.then(() => pauses.push(0));
          return child;
        },
        {
          onExit: (_exit, _child, pauseMs) => {
            pauses[pauses.length - 1] = pauseMs;
            if (pauses.length === 3) enough.resolve();
            return pauses.length < 3;
          },
        },
      );
      await enough.promise;
      await supervised.stop();
    } finally {
      Date.now = own;
    }
    assert.deepEqual(pauses, [FIRST_PAUSE_MS, FIRST_PAUSE_MS * 2, FIRST_PAUSE_MS * 4]);
  });

  it('is not started again once it was stopped, also while it waits for its next start', async () => {
    let starts = 0;
    const died = Promise.withResolvers<void>();
    const supervised = supervise(
      () => {
        starts += 1;
        return node('dying', 'process.exit(1)');
      },
      {
        onExit: () => {
          died.resolve();
          return true;
        },
      },
    );
    await died.promise;
    await supervised.stop();
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS + 200));
    assert.equal(starts, 1);
  });

  it('stays down when its exit says that another start is no use', async () => {
    let starts = 0;
    const supervised = supervise(
      () => {
        starts += 1;
        return node('wrong', 'process.exit(78)');
      },
      { onExit: ({ code }) => code !== 78 },
    );
    await supervised.current().exited;
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS + 200));
    assert.equal(starts, 1);
  });
});
