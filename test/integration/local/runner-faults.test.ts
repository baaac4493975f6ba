// What a machine does to `make run`: the programs that it started go on or are stopped, and are never left.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../../../src/local/page.ts';
import { eventually } from '../../support/eventually.ts';
import { type TestRunner, testRunner } from '../../support/runner.ts';
import { tempDir } from '../../support/temp.ts';

const AT_ONCE_MS = 3_000;

describe('a runner whose machine fails it', function () {
  this.timeout(180_000);
  const dir = tempDir('faults');
  const dataDir = join(dir.path, 'data');
  let tested: TestRunner;
  before(async () => {
    tested = await testRunner(dataDir);
  });
  after(async () => {
    await tested.stop();
    dir.remove();
  });

  const nothingLeft = () =>
    eventually(() => assert.deepEqual(tested.living(), []), { deadlineMs: 30_000 });

  /** Through a pipe, as `make run | less` or a terminal that may go away. */
  const throughPipe = async (command: string, args: string[]): Promise<ChildProcess> => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, HOST: '', ...tested.ports, DATA_DIR: dataDir, GATEWAYS: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const up = Promise.withResolvers<void>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('The chat runs.')) up.resolve();
    });
    child.once('exit', () => up.reject(new Error('it ended')));
    await up.promise;
    return child;
  };

  it('is told to stop while a database is made: what makes it is gone, too', async () => {
    const runner = tested.start({ GATEWAYS: '1' });
    await eventually(() => assert.match(tested.living().join('\n'), /initdb|postgres/), {
      deadlineMs: 120_000,
    });
    process.kill(runner.pid ?? 0, 'SIGTERM');
    await runner.exited;
    await eventually(() => assert.deepEqual(tested.living(), []), { deadlineMs: 300 });
  });

  it('goes on when nobody reads what it says, and still stops everything', async () => {
    const runner = await throughPipe(process.execPath, ['src/local/main.ts']);
    const killed = tested.pidOf('gateway-1');
    runner.stdout?.destroy();
    process.kill(killed, 'SIGKILL');
    await eventually(() => assert.notEqual(tested.pidOf('gateway-1'), killed));
    assert.equal(runner.exitCode, null);
    runner.kill('SIGTERM');
    assert.deepEqual(await once(runner, 'exit'), [0, null]);
    assert.deepEqual(tested.living(), []);
  });

  it('goes on when a terminal closes that it was not started on, as with nohup', async () => {
    const runner = await throughPipe(process.execPath, ['src/local/main.ts']);
    runner.kill('SIGHUP');
    await eventually(async () => {
      const url = tested.sourced('OPS_URLS').split(',')[0];
      assert.equal((await fetch(`${url}/readyz`)).status, 200);
    });
    assert.equal(runner.exitCode ?? runner.signalCode, null);
    runner.kill('SIGTERM');
    await once(runner, 'exit');
  });

  it('stops everything when make was killed -9', async () => {
    const make = await throughPipe('make', ['-s', 'run']);
    make.kill('SIGKILL');
    await once(make, 'exit');
    await nothingLeft();
  });

  it('goes on when the disk of its records is full', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const runner = tested.start({ GATEWAYS: '1' });
    await tested.up(runner);
    const file = join(dataDir, 'run', 'gateway-1.json');
    const killed = tested.pidOf('gateway-1');
    rmSync(file);
    symlinkSync('/dev/full', file);
    process.kill(killed, 'SIGKILL');
    await runner.waitForLine((line) => (/the disk is full/.test(line) ? true : undefined), 10_000);
    await eventually(async () => {
      const url = tested.sourced('OPS_URLS').split(',')[0];
      assert.equal((await fetch(`${url}/readyz`)).status, 200);
    });
    assert.deepEqual(await runner.stop(), { code: 0, signal: null });
    assert.deepEqual(tested.living(), []);
  });

  it('whose data directory is none says so in one line, at once', async () => {
    const file = join(dir.path, 'file');
    writeFileSync(file, '');
    const closed = join(dir.path, 'closed');
    mkdirSync(join(closed, 'lock'), { recursive: true });
    for (const bad of [file, join(file, 'below'), closed]) {
      const startedAt = Date.now();
      const runner = tested.start({ DATA_DIR: bad });
      assert.equal((await runner.exited).code, 78);
      assert.ok(Date.now() - startedAt < AT_ONCE_MS);
      assert.equal(runner.lines().length, 1, runner.lines().join('\n'));
      assert.match(runner.lines()[0] ?? '', /directory must be|must be: move it away/);
    }
  });
});
