// `make run` as a process: one command brings everything up, Ctrl-C takes everything down, nothing is left,
// whatever is killed in between.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Child } from '../../../src/local/child.ts';
import { identity } from '../../../src/local/processes.ts';
import { openSession } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { sql } from '../../support/postgres.ts';
import { type TestRunner, testRunner } from '../../support/runner.ts';
import { tempDir } from '../../support/temp.ts';
import { connectWire } from '../../support/wire.ts';

const AGAIN_DEADLINE_MS = 15_000;
/** What shells of people hold for other programs of theirs. */
const OTHER_PEOPLES = {
  PGSSLMODE: 'require',
  PGOPTIONS: '-c search_path=work',
  PGDATA: '/nowhere',
  NODE_USE_ENV_PROXY: '1',
  HTTP_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
  NO_PROXY: '',
  no_proxy: '',
  TZ: 'Europe/Berlin',
};

describe('the runner', function () {
  this.timeout(180_000);
  const dir = tempDir('run ner');
  const dataDir = join(dir.path, `it's "my" $data #1? \``);
  let tested: TestRunner;
  let runner: Child;

  before(async () => {
    tested = await testRunner(dataDir);
  });
  after(async () => {
    await tested.stop();
    dir.remove();
  });

  const start = (env: Record<string, string> = {}): Child => tested.start(env);
  const up = (child: Child, deadlineMs?: number) => tested.up(child, deadlineMs);
  const said = (child: Child) => child.lines().join('\n');
  const sourced = (name: string) => tested.sourced(name);
  const pidOf = (name: string) => tested.pidOf(name);

  it('brings the whole chat up, and a message goes through two gateways into a row', async () => {
    runner = start(OTHER_PEOPLES);
    await up(runner);
    const noise = runner.lines().filter((line) => /\bLOG: /.test(line));
    assert.deepEqual(noise, [], 'Postgres’ ordinary lines are not for the console');
    const [first = '', second = ''] = sourced('CHAT_URLS').split(',');
    const gateway = `http://127.0.0.1:${tested.ports['PORT']}`;
    const reader = await connectWire(second, { token: (await openSession(gateway, 'Bob')).token });
    const writer = await connectWire(first, { token: (await openSession(gateway, 'Ada')).token });
    await reader.join('lobby');
    await writer.join('lobby');
    const ack = await writer.post('lobby', 'hello');
    assert.equal(ack.type, 'ack');
    const event = await reader.waitFor((frame) => frame.type === 'event');
    assert.deepEqual(event['data'], { text: 'hello' });
    await eventually(async () => {
      const rows = await sql(sourced('DATABASE_URL'), 'select text from message');
      assert.deepEqual(rows, [{ text: 'hello' }]);
    });
    await reader.close();
    await writer.close();
  });

  it('serves the page and says for every program that it is ready', async () => {
    const page = await fetch(`http://127.0.0.1:${tested.ports['PORT']}/`);
    assert.match(await page.text(), /<!doctype html>/i);
    const urls = sourced('OPS_URLS').split(',');
    assert.equal(urls.length, 4);
    for (const url of urls) {
      const response = await fetch(`${url}/readyz`);
      assert.equal(response.status, 200, await response.text());
    }
  });

  it('keeps its secrets to its owner', () => {
    for (const file of ['env', 'secrets.json']) {
      assert.equal(statSync(join(dataDir, file)).mode & 0o077, 0, file);
    }
  });

  it('gives an operator rows to read and not to write', async () => {
    const url = sourced('DATABASE_URL');
    await assert.rejects(sql(url, 'delete from message'), /permission denied/);
  });

  it('refuses to run twice on one directory', async () => {
    const second = start();
    assert.equal((await second.exited).code, 78);
    assert.match(
      said(second),
      /is in use by another runner \(pid \d+\): stop it, or set DATA_DIR=…/,
    );
    assert.match(sourced('CHAT_URLS'), /^ws:/, 'the first one’s addresses stay');
  });

  it('says of a program that died what it said last, and starts it again', async () => {
    const killed = pidOf('gateway-2');
    process.kill(killed, 'SIGKILL');
    await runner.waitForLine(
      (line) => (line.includes('gateway-2 was killed by SIGKILL') ? true : undefined),
      5_000,
    );
    await eventually(
      async () => {
        assert.notEqual(pidOf('gateway-2'), killed);
        const url = sourced('OPS_URLS').split(',')[1];
        assert.equal((await fetch(`${url}/readyz`)).status, 200);
      },
      { deadlineMs: AGAIN_DEADLINE_MS },
    );
  });

  it('on Ctrl-C stops gateways, webhooks, persisters, NATS, Postgres in this order and exits 0', async () => {
    const pids = ['gateway-1', 'gateway-2', 'persister-1', 'nats', 'postgres'].map(pidOf);
    assert.deepEqual(await runner.stop(), { code: 0, signal: null });
    const stopping = runner.lines().flatMap((line) => /stopping (\w+)$/.exec(line)?.[1] ?? []);
    assert.deepEqual(stopping, ['gateways', 'webhooks', 'persisters', 'NATS', 'Postgres']);
    assert.deepEqual(
      pids.filter((pid) => identity(pid) !== undefined),
      [],
    );
    assert.equal(
      existsSync(join(dataDir, 'env')),
      false,
      'nothing runs, so there are no addresses',
    );
    assert.deepEqual(readdirSync(join(dataDir, 'run')), []);
  });

  it('is back within 15 s with what was said, after it was killed -9 and left its programs', async () => {
    runner = start();
    await up(runner, AGAIN_DEADLINE_MS);
    const left = ['gateway-1', 'nats', 'postgres'].map(pidOf);
    process.kill(runner.pid ?? 0, 'SIGKILL');
    await runner.exited;
    for (const pid of left) assert.notEqual(identity(pid), undefined, `${pid} outlives the runner`);

    runner = start();
    await up(runner, AGAIN_DEADLINE_MS);
    assert.match(said(runner), /postgres \(pid \d+\) was left by a runner that was killed: ended/);
    for (const pid of left) assert.equal(identity(pid), undefined, `${pid} was ended`);
    const rows = await sql(sourced('DATABASE_URL'), 'select text from message');
    assert.deepEqual(rows, [{ text: 'hello' }]);
  });

  it('kills what is left on the second Ctrl-C and exits 1', async () => {
    const pids = ['gateway-1', 'persister-1', 'nats', 'postgres'].map(pidOf);
    process.kill(runner.pid ?? 0, 'SIGINT');
    process.kill(runner.pid ?? 0, 'SIGINT');
    // Two signals of one kind that come together may count as one.
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (identity(runner.pid ?? 0) !== undefined) process.kill(runner.pid ?? 0, 'SIGINT');
    assert.equal((await runner.exited).code, 1);
    await eventually(() =>
      assert.deepEqual(
        pids.filter((pid) => identity(pid) !== undefined),
        [],
      ),
    );
  });

  it('names the variable of a port that is taken, and starts nothing', async () => {
    const other = createServer();
    await new Promise<void>((resolve) =>
      other.listen(Number(tested.ports['NATS_PORT']), '127.0.0.1', resolve),
    );
    const refused = start();
    assert.equal((await refused.exited).code, 78);
    assert.match(said(refused), /NATS_PORT: port \d+ \(nats-server\) is in use: set NATS_PORT=…/);
    assert.deepEqual(readdirSync(join(dataDir, 'run')), []);
    await new Promise((resolve) => other.close(resolve));
  });

  it('stops with what a program says about a limit that is none', async () => {
    const refused = start({ POST_RATE: 'plenty' });
    assert.equal((await refused.exited).code, 78);
    assert.match(said(refused), /gateway-\d: its configuration is wrong[\s\S]*POST_RATE must be/);
  });
});
