// What people wrote reaches an operator's terminal as text, whatever it holds.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from '../../../src/local/page.ts';
import { provisionStreams } from '../../../src/persister/provision/streams.ts';
import { STREAM } from '../../../src/shared/subjects.ts';
import { eventually } from '../../support/eventually.ts';
import { startNats, type TestNats } from '../../support/nats.ts';

const PROGRAM = join(ROOT, 'src/local/replay.ts');
/** Clears a terminal, in both its spellings, and turns a line around. */
const HOSTILE = '{"text":"a\u009b2Jb\u001b[31mc\u202ed"}';
const OBEYED = /(?![\r\n\t])\p{Cc}|\u202e/u;

describe('a replay', () => {
  let nats: TestNats;
  before(async () => {
    nats = await startNats();
    const provision = await nats.connect('provision');
    const jsm = await provision.jetstreamManager({ checkAPI: false });
    await provisionStreams(jsm, { maxBytes: 10_000_000, marksMaxBytes: 2 ** 20, replicas: 1 });
    const gateway = await nats.connect('gateway');
    gateway.publish('chat.room.lobby.message', HOSTILE);
    for (let i = 0; i < 2_000; i++) gateway.publish('chat.room.long.message', `{"text":"${i}"}`);
    await eventually(async () =>
      assert.equal((await jsm.streams.info(STREAM)).state.messages, 2_001),
    );
  });
  after(() => nats.stop());

  const env = (more: Record<string, string>) => ({
    ...process.env,
    NATS_URL: nats.url.replace('//', `//operator:${nats.passwords.operator}@`),
    ROOM: 'lobby',
    ...more,
  });
  const replay = async (more: Record<string, string> = {}) => {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const child = spawn(process.execPath, [PROGRAM], { env: env(more), stdio: [...stdio] });
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return { said, code };
  };

  for (const PACE of ['fast', 'original']) {
    it(`shows a message and obeys nothing of it (${PACE})`, async () => {
      const { said, code } = await replay({ PACE });
      assert.equal(code, 0);
      assert.match(said, /a\ufffd2Jb\ufffd\[31mc\ufffdd/);
      assert.doesNotMatch(said, OBEYED);
    });
  }

  it('gives a file or a program the very same bytes with RAW=1', async () => {
    assert.equal((await replay({ RAW: '1' })).said.trimEnd(), HOSTILE);
  });

  it('gives them to no terminal', function () {
    const command = `'${process.execPath}' '${PROGRAM}'`;
    const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      env: env({ RAW: '1' }),
      encoding: 'utf8',
    });
    if (status === null) this.skip();
    assert.match(stdout, /a\ufffd2Jb/);
    assert.doesNotMatch(stdout, OBEYED);
  });

  it('ends when nobody reads on: | head', async () => {
    const child = spawn(process.execPath, [PROGRAM], {
      env: env({ ROOM: 'long' }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    assert.doesNotMatch(said, /EPIPE|Error/);
  });
});
