// HOST of a shell or of a person: the chat runs there, or one line says at once what is wrong with it.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../../src/local/page.ts';
import { openSession } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { sql } from '../../support/postgres.ts';
import { type TestRunner, testRunner } from '../../support/runner.ts';
import { tempDir } from '../../support/temp.ts';
import { connectWire } from '../../support/wire.ts';

const AT_ONCE_MS = 3_000;
const addresses = Object.values(networkInterfaces())
  .flat()
  .filter((address) => address !== undefined);
/** One that a phone would use. */
const outside = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
const hasIPv6 = addresses.some(({ address }) => address === '::1');

describe('the runner’s HOST', function () {
  this.timeout(180_000);
  const dir = tempDir('host');
  const dataDir = join(dir.path, 'data');
  let tested: TestRunner;
  before(async () => {
    tested = await testRunner(dataDir);
  });
  let orphan: ChildProcess | undefined;
  afterEach(async () => {
    orphan?.kill('SIGTERM');
    await tested.stop();
  });
  after(() => dir.remove());

  /** A person at `host`, with a browser's Origin, and `make chat` beside. */
  const talks = async (HOST: string, host: string) => {
    const runner = tested.start({ HOST, GATEWAYS: '1' });
    await tested.up(runner);
    const origin = `http://${host}:${tested.ports['PORT']}`;
    const said = (line: string) => (line.includes(`open      ${origin}`) ? true : undefined);
    await runner.waitForLine(said, AT_ONCE_MS);
    const { token } = await openSession(origin, 'Ada');
    const url = tested.sourced('CHAT_URLS');
    const ada = await connectWire(url, { token, headers: { origin } });
    const room = `at_${HOST.replaceAll(/[.:]/g, '_')}`;
    await ada.join(room);
    const terminal = spawn(process.execPath, [join(ROOT, 'src/client/terminal/main.ts')], {
      env: { ...process.env, CHAT_URLS: url, NAME: 'pipe', ROOM: room },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    terminal.stdin.end(`by ${HOST}\n`);
    assert.deepEqual(await once(terminal, 'close'), [0, null]);
    const event = await ada.waitFor((frame) => frame.type === 'event');
    assert.deepEqual(event['data'], { text: `by ${HOST}` });
    await eventually(async () => {
      const found = `select text from message where text = 'by ${HOST}'`;
      assert.equal((await sql(tested.sourced('DATABASE_URL'), found)).length, 1);
    });
    await ada.close();
  };

  it('may be IPv6', async function () {
    if (!hasIPv6) this.skip();
    await talks('::1', '[::1]');
  });

  it('may be an address of this machine', async function () {
    if (outside === undefined) this.skip();
    await talks(outside, outside);
  });

  it('is ::1 where this machine has no IPv4', async function () {
    const alone = [
      '--net',
      'sh',
      '-c',
      'ip link set lo up && ip addr del 127.0.0.1/8 dev lo && exec "$@"',
    ];
    if (!hasIPv6 || spawnSync('unshare', [...alone, 'sh', 'true']).status !== 0) this.skip();
    const runner = spawn(
      'unshare',
      [...alone, 'sh', process.execPath, join(ROOT, 'src/local/main.ts')],
      {
        env: { ...process.env, ...tested.ports, HOST: '', DATA_DIR: dataDir, GATEWAYS: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    orphan = runner;
    let said = '';
    runner.stdout.on('data', (data) => {
      said += String(data);
    });
    await eventually(() => assert.match(said, /open {6}http:\/\/\[::1\]:\d+/), {
      deadlineMs: 60_000,
    });
    runner.kill('SIGTERM');
    assert.deepEqual(await once(runner, 'close'), [0, null], said);
  });

  it('that is a compiler’s triplet is named at once, and nothing is started', async () => {
    const startedAt = Date.now();
    const runner = tested.start({ HOST: 'x86_64-conda-linux-gnu' });
    assert.equal((await runner.exited).code, 78);
    assert.ok(Date.now() - startedAt < AT_ONCE_MS);
    assert.equal(runner.lines().length, 1);
    assert.match(runner.lines()[0] ?? '', /HOST=x86_64-conda-linux-gnu is no address .*set HOST=/);
  });
});
