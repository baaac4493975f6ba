// The log is lost and brought back: nothing new is written beside the rows of the old one, and what comes back has
// the sequences that the rows have.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../../../src/local/child.ts';
import { ROOT } from '../../../src/local/page.ts';
import { identity } from '../../../src/local/processes.ts';
import { programEnv } from '../../../src/local/programs.ts';
import { ALL_FACTS } from '../../../src/shared/log-shape.ts';
import { RESTORING, STREAM } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { livingProcesses } from '../../support/children.ts';
import { eventually } from '../../support/eventually.ts';
import { startNats, type TestNats } from '../../support/nats.ts';
import { append, logInfo, posts } from '../../support/persister.ts';
import { runProgram } from '../../support/program.ts';
import { tempDir } from '../../support/temp.ts';

describe('backup and restore', () => {
  let chat: TestChat;
  let other: TestNats;
  const dir = tempDir('backup');
  const backup = join(dir.path, 'log');
  before(async () => {
    chat = await startChat({ gateways: 0 });
    other = await startNats({ passwords: chat.nats.passwords });
    await append(chat, posts(50));
    await eventually(async () => {
      const [row] = await chat.database.sql('select count(*) as n from event');
      assert.equal(Number(row?.['n']), 50);
    });
  });
  after(async () => {
    await other?.stop();
    await chat?.stop();
    dir.remove();
  });

  /** What the make target runs, as one of NATS' users. */
  const start = (
    what: 'backup' | 'restore',
    nats: TestNats,
    user: 'operator' | 'backup' | 'provision',
    to = backup,
  ) => {
    const url = nats.url.replace('//', `//${user}:${nats.passwords[user]}@`);
    return startChild({
      name: what,
      command: process.execPath,
      args: [join(ROOT, 'src/local', `${what}.ts`)],
      env: { ...process.env, NATS_URL: url, DIR: to },
    });
  };
  const run = async (...args: Parameters<typeof start>) => {
    const child = start(...args);
    const { code } = await child.exited;
    return { code, said: child.lines().join('\n') };
  };
  const provisionOther = (waitMs: string) => {
    const { credentials, port: postgresPort, name: database } = chat.database;
    const places = { natsUrl: other.url, postgresPort, database };
    return runProgram('provision', {
      ...programEnv(credentials, places).provision,
      WAIT_MS: waitMs,
    });
  };

  const logOf = async (nats: TestNats) => {
    const nc = await nats.connect('operator');
    try {
      return await (await nc.jetstreamManager()).streams.info(STREAM);
    } finally {
      await nc.close();
    }
  };

  it('a log is not made beside the rows of another one: somebody has to decide', async () => {
    const { code, lines } = await provisionOther('1200');
    assert.equal(code, 1);
    assert.match(lines.join('\n'), /rows up to sequence 50 of a log that NATS does not have/);
    await assert.rejects(logOf(other), /stream not found/);
  });

  it('a backup needs a new directory, and holds the whole log', async () => {
    const { code, said } = await run('backup', chat.nats, 'backup');
    assert.equal(code, 0, said);
    assert.ok(!said.includes(chat.nats.passwords.backup), 'no password');
    assert.match((await run('backup', chat.nats, 'backup')).said, /exists already/);
  });

  it('a backup is of the user that is for backups: nobody else may copy the log', async () => {
    const aside = `${backup}-other`;
    const { code } = await run('backup', chat.nats, 'operator', aside);
    assert.notEqual(code, 0);
    assert.deepEqual(
      [existsSync(aside), existsSync(`${aside}.part`)],
      [false, false],
      'and leaves nothing that is in the way of the next one',
    );
  });

  it('only who makes streams may bring one back', async () => {
    const { code } = await run('restore', other, 'operator');
    assert.notEqual(code, 0);
  });

  it('comes back under its sequences, and provisioning goes on', async () => {
    const { code, said } = await run('restore', other, 'provision');
    assert.equal(code, 0, said);
    const provisioned = await provisionOther('20000');
    assert.equal(provisioned.code, 0, provisioned.lines.join('\n'));
    const before = await logInfo(chat);
    const { state, config, created } = await logOf(other);
    assert.notEqual(created, before.created, 'to clients it is another log');
    assert.deepEqual(
      [state.messages, state.first_seq, state.last_seq, config.max_bytes],
      [50, 1, 50, before.config.max_bytes],
    );
  });

  it('of three servers comes back on one, and is not written to beside rows that go on where it ends', async () => {
    const file = join(backup, 'backup.json');
    const made = JSON.parse(readFileSync(file, 'utf8')) as { config: { num_replicas: number } };
    made.config.num_replicas = 3;
    writeFileSync(file, JSON.stringify(made));
    // The rows were those of the log that came back: who writes on where it was is not taken for it.
    assert.equal((await runProgram('provision', chat.env.provision)).code, 0);
    await append(chat, posts(10));
    await eventually(async () => {
      const [row] = await chat.database.sql('select max(seq)::int as last from event');
      assert.equal(row?.['last'], 60);
    });
    await other.stop();
    other = await startNats({ passwords: chat.nats.passwords });
    const { code, said } = await run('restore', other, 'provision');
    assert.equal(code, 0, said);
    const provisioned = await provisionOther('1200');
    assert.equal(provisioned.code, 1);
    assert.match(
      provisioned.lines.join('\n'),
      /rows up to sequence 60, but the log ends at 50.*newer backup/,
    );
  });

  it('a large one goes beyond the chunks a server sends ahead, also after one that was interrupted', async () => {
    const large = await startNats();
    const to = join(dir.path, 'large');
    try {
      const provisioning = await large.connect('provision');
      const streams = (await provisioning.jetstreamManager({ checkAPI: false })).streams;
      await streams.add({ name: STREAM, subjects: ['chat.>'], allow_direct: true });
      await provisioning.close();
      const gateway = await large.connect('gateway');
      // Nothing that compresses: 40 MB stay 40 MB.
      for (let i = 0; i < 1_000; i++)
        gateway.publish('chat.room.lobby.message', randomBytes(40_000));
      await eventually(async () => assert.equal((await logOf(large)).state.messages, 1_000));
      await gateway.close();
      mkdirSync(`${to}.part`);
      writeFileSync(join(`${to}.part`, 'of-another'), 'not ours');
      const inTheWay = await run('backup', large, 'backup', to);
      assert.equal(inTheWay.code, 78);
      assert.match(inTheWay.said, /large\.part is in the way/);
      renameSync(join(`${to}.part`, 'of-another'), join(`${to}.part`, 'stream.tar.s2'));
      const { code, said } = await run('backup', large, 'backup', to);
      assert.equal(code, 0, said);
      assert.equal(existsSync(join(to, 'stream.tar.s2')), false);
      const size = readdirSync(to).reduce((sum, name) => sum + statSync(join(to, name)).size, 0);
      assert.ok(size > 30_000_000, `${size} bytes`);
      const empty = await startNats({ passwords: large.passwords });
      try {
        const restored = await run('restore', empty, 'provision', to);
        assert.equal(restored.code, 0, restored.said);
        assert.equal((await logOf(empty)).state.messages, 1_000);
      } finally {
        await empty.stop();
      }
    } finally {
      await large.stop();
    }
  });

  it('of an older version is not brought back: nothing is begun', async () => {
    const old = join(dir.path, 'old');
    mkdirSync(old);
    const config = { name: STREAM, subjects: ['chat.room.*'] };
    writeFileSync(join(old, 'backup.json'), JSON.stringify({ config }));
    const empty = await startNats();
    try {
      const { code, said } = await run('restore', empty, 'provision', old);
      assert.equal(code, 78);
      assert.match(said, /make restore: the log is of an older version/);
      await assert.rejects(logOf(empty), /stream not found/);
    } finally {
      await empty.stop();
    }
  });

  it('that was cut off while it came back is no log that anybody writes to, and comes back whole the next time', async () => {
    const from = join(dir.path, 'large');
    await other.stop();
    other = await startNats({ passwords: chat.nats.passwords });
    const cut = start('restore', other, 'provision', from);
    await eventually(async () => assert.ok((await logOf(other)).state.messages > 0));
    await cut.kill();
    assert.deepEqual((await logOf(other)).config.subjects, [RESTORING]);
    const provisioned = await provisionOther('1200');
    assert.equal(provisioned.code, 1);
    assert.match(
      provisioned.lines.join('\n'),
      /log is not whole.*make restore DIR=… begins it again/,
    );
    assert.deepEqual((await logOf(other)).config.subjects, [RESTORING], 'and it stays so');

    const again = await run('restore', other, 'provision', from);
    assert.equal(again.code, 0, again.said);
    assert.match(again.said, /An earlier restore was cut off/);
    const { state, config } = await logOf(other);
    assert.deepEqual([state.messages, config.subjects], [1_000, [ALL_FACTS]]);
  });

  it('never takes the place of a log', async () => {
    const before = await logOf(other);
    const { code, said } = await run('restore', other, 'provision', join(dir.path, 'large'));
    assert.equal(code, 78);
    assert.match(said, /there is a log already/);
    const { created, state } = await logOf(other);
    assert.deepEqual([created, state.messages], [before.created, 1_000]);
  });

  it('comes back on this machine as well: whole, where there is no log, also after a try that was cut off', async () => {
    const dataDir = join(dir.path, 'data');
    const scratch = join(dir.path, 'scratch');
    mkdirSync(scratch);
    mkdirSync(join(dataDir, 'nats.part', 'rubbish'), { recursive: true });
    const startHere = () =>
      startChild({
        name: 'restore',
        command: process.execPath,
        args: [join(ROOT, 'src/local/restore-here.ts')],
        env: { ...process.env, DATA_DIR: dataDir, DIR: join(dir.path, 'large'), TMPDIR: scratch },
      });
    const underWay = () =>
      eventually(() => assert.ok(existsSync(join(dataDir, 'nats.part/jetstream/CHAT'))));
    const living = () => livingProcesses(`DATA_DIR=${dataDir}`);
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const cut = startHere();
      await underWay();
      process.kill(cut.pid ?? 0, signal);
      await cut.exited;
      assert.equal(living().length > 0, signal === 'SIGKILL', `left after ${signal}`);
      if (signal === 'SIGTERM') assert.deepEqual(readdirSync(scratch), []);
    }
    const here = async () => {
      const child = startHere();
      const { code } = await child.exited;
      return { code, said: child.lines().join('\n') };
    };
    const { code, said } = await here();
    assert.equal(code, 0, said);
    assert.ok(existsSync(join(dataDir, 'nats', 'jetstream', 'CHAT', 'streams', 'CHAT')));
    assert.equal(existsSync(join(dataDir, 'nats.part')), false);
    await eventually(() => assert.deepEqual(living(), []));
    const again = await here();
    assert.equal(again.code, 78);
    assert.match(again.said, /holds a log already/);
  });

  it('ends at once when told to, also before there is anything to restore into', async () => {
    const from = join(dir.path, 'for-nothing');
    const bin = join(dir.path, 'bin');
    const dataDir = join(dir.path, 'told');
    const marker = join(dir.path, 'marker');
    for (const made of [from, bin]) mkdirSync(made);
    writeFileSync(join(from, 'backup.json'), '{}');
    const says = 'echo "nats-server: v2.99.0"; exit';
    const hangs = `echo $$ >'${marker}.part'; mv '${marker}.part' '${marker}'; exec sleep 60`;
    const scripts = {
      'while nats-server is looked for': hangs,
      'while it starts': `[ "$1" != --version ] || { ${says}; }\n${hangs}`,
    };
    for (const [when, script] of Object.entries(scripts)) {
      writeFileSync(join(bin, 'nats-server'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      const child = startChild({
        name: 'restore',
        command: process.execPath,
        args: [join(ROOT, 'src/local/restore-here.ts')],
        env: {
          ...process.env,
          DATA_DIR: dataDir,
          DIR: from,
          PATH: `${bin}:${process.env['PATH']}`,
        },
      });
      await eventually(() => assert.ok(existsSync(marker)), { deadlineMs: 20_000 });
      const server = Number(readFileSync(marker, 'utf8'));
      process.kill(child.pid ?? 0, 'SIGINT');
      // Sooner than what hangs is given up.
      const late = setTimeout(() => void child.kill(), 5_000);
      const exit = await child.exited;
      clearTimeout(late);
      assert.deepEqual(exit, { code: 1, signal: null }, when);
      assert.match(child.lines().join('\n'), /told to stop/);
      await eventually(() => assert.equal(identity(server), undefined, when));
      assert.deepEqual(
        readdirSync(dataDir).filter((name) => name === 'lock' || name.startsWith('nats')),
        [],
        when,
      );
      rmSync(marker);
    }
  });
});
