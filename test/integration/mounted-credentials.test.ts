// The programs with the settings that their pods have, secrets in files: one message goes all the way to its row. What is
// changed is where things are on this machine, and nothing that is a secret is in their environment.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ROOT } from '../../src/local/page.ts';
import { openSession } from '../support/chat.ts';
import { startNats, type TestNats } from '../support/nats.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { provision, startProgram, type TestProgram } from '../support/program.ts';
import { tempDir } from '../support/temp.ts';
import { connectWire } from '../support/wire.ts';

describe('credentials as a pod mounts them', () => {
  const dir = tempDir('credentials');
  const programs: TestProgram[] = [];
  let nats: TestNats;
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
    nats = await startNats({ passwords: database.credentials.nats });
  });
  after(async () => {
    for (const program of programs) await program.stop();
    await nats?.stop();
    await database?.drop();
    dir.remove();
  });

  /** What k8s/base sets for the program, with its Secret as files. */
  function settings(path: string, secret: Record<string, string>): Record<string, string> {
    const mounted = join(dir.path, path);
    mkdirSync(mounted, { recursive: true });
    for (const [key, value] of Object.entries(secret)) writeFileSync(join(mounted, key), value);
    const text = readFileSync(join(ROOT, 'k8s/base', `${path}.env`), 'utf8')
      .replaceAll('/etc/credentials', mounted)
      .replace('nats://nats:4222', nats.url)
      .replace('@postgres:5432/chat', `@127.0.0.1:${database.port}/${database.name}`);
    const here = { HOST: '127.0.0.1', PORT: '0', OPS_PORT: '0', LOKI_URL: '', DRAIN_MS: '200' };
    return { ...(parseEnv(text) as Record<string, string>), ...here };
  }

  it('are enough for provisioning, persister, gateway and webhooks', async () => {
    const { nats: users, postgres, session, webhook } = database.credentials;
    await provision(
      settings('persister/provision', {
        NATS_PASSWORD: users.provision,
        OWNER_DB_PASSWORD: postgres.owner,
        PERSISTER_DB_PASSWORD: postgres.persister,
        OPERATOR_DB_PASSWORD: postgres.operator,
      }),
    );
    const rows = {
      NATS_PASSWORD: users.persister,
      NATS_ERASER_PASSWORD: users.eraser,
      DB_PASSWORD: postgres.persister,
    };
    programs.push(await startProgram('persister', settings('persister/persister', rows)));
    const delivering = { NATS_PASSWORD: users.webhooks, WEBHOOK_SECRET: webhook };
    programs.push(await startProgram('webhooks', settings('webhooks/webhooks', delivering)));
    const secrets = {
      NATS_PASSWORD: users.gateway,
      SESSION_SECRET: session,
      WEBHOOK_SECRET: webhook,
    };
    const gateway = await startProgram('gateway', settings('gateway/gateway', secrets));
    programs.push(gateway);
    // Only Linux shows it as a file.
    for (const { pid } of process.platform === 'linux' ? programs : []) {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      for (const value of [rows, delivering, secrets].flatMap(Object.values)) {
        assert.ok(!environment.includes(value));
      }
    }

    const { token } = await openSession(`http://127.0.0.1:${gateway.port}`, 'Ada');
    const ada = await connectWire(`ws://127.0.0.1:${gateway.port}/ws`, { token });
    await ada.join('lobby');
    const ack = await ada.post('lobby', 'hello');
    await ada.waitFor(
      (frame) => frame.type === 'persisted' && Number(frame['seq']) >= Number(ack['seq']),
    );
    await ada.close();
    assert.deepEqual(await database.sql('select text from message'), [{ text: 'hello' }]);
  });
});
