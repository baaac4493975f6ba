// A log that was brought back knows no message ids; the rows do (P3).
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startChild } from '../../../src/local/child.ts';
import { ROOT } from '../../../src/local/page.ts';
import { programEnv } from '../../../src/local/programs.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { startNats, type TestNats } from '../../support/nats.ts';
import { provision, startProgram } from '../../support/program.ts';
import { tempDir } from '../../support/temp.ts';
import { assertRowsAreTheLog } from '../../support/verify.ts';
import { connectWire, uuid7 } from '../../support/wire.ts';

describe('gateway: a log that was brought back from a backup (P3)', () => {
  let chat: TestChat;
  let restored: TestNats;
  const dir = tempDir('restored-log');
  before(async () => {
    chat = await startChat({ unproven: 'the rows are of the log that was brought back' });
    restored = await startNats({ passwords: chat.nats.passwords });
  });
  after(async () => {
    await restored?.stop();
    await chat?.stop();
    dir.remove();
  });

  const task = async (name: 'backup' | 'restore', nats: TestNats, user: 'backup' | 'provision') => {
    const url = nats.url.replace('//', `//${user}:${nats.passwords[user]}@`);
    const child = startChild({
      name,
      command: process.execPath,
      args: [join(ROOT, 'src/local', `${name}.ts`)],
      env: { ...process.env, NATS_URL: url, DIR: join(dir.path, 'log') },
    });
    assert.equal((await child.exited).code, 0, child.lines().join('\n'));
  };

  it('does not take for new what was stored a moment before the backup', async () => {
    const session = await chat.session('Ada');
    const wire = await connectWire(chat.socketUrls()[0] ?? '', session);
    await wire.join('lobby');
    const id = uuid7();
    const first = await wire.post('lobby', 'hello', id);
    assert.equal(first.type, 'ack');
    await eventually(async () =>
      assert.equal((await chat.database.sql('select 1 from message')).length, 1),
    );
    await wire.close();
    for (const program of [...chat.gateways, ...chat.persisters]) await program.stop();
    await task('backup', chat.nats, 'backup');
    await task('restore', restored, 'provision');
    const { credentials, port: postgresPort, name: database } = chat.database;
    const env = programEnv(credentials, { natsUrl: restored.url, postgresPort, database });
    await provision(env.provision);
    const persister = await startProgram('persister', env.persister, 'persister-restored');
    const gateway = await startProgram('gateway', env.gateway, 'gateway-restored');
    const again = await connectWire(`ws://127.0.0.1:${gateway.port}/ws`, session);
    await again.join('lobby');
    const answer = await eventually(async () => {
      const frame = await again.post('lobby', 'hello', id);
      assert.equal(frame.type, 'ack', JSON.stringify(frame));
      return frame;
    });
    assert.deepEqual([answer['seq'], answer['duplicate']], [first['seq'], true]);
    await again.close();
    await gateway.stop();
    await persister.stop();
    const stores = { nats: restored, database: chat.database };
    await assertRowsAreTheLog(stores, { to: 'checkpoint' });
  });
});
