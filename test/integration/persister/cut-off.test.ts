// A persister at a NATS server that is cut off from the two others: it says so, goes to one of those, and rows go on (P5, P7).
import assert from 'node:assert/strict';
import { programEnv } from '../../../src/local/programs.ts';
import { eventually } from '../../support/eventually.ts';
import { startNatsCluster, type TestNatsCluster } from '../../support/nats-cluster.ts';
import { becomes, post } from '../../support/persister.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { provision, startProgram, type TestProgram } from '../../support/program.ts';

describe('persister: its NATS server is cut off from the others (P7)', function () {
  this.timeout(120_000);
  let database: TestDatabase;
  let nats: TestNatsCluster;
  let persister: TestProgram | undefined;

  before(async () => {
    database = await createTestDatabase();
    nats = await startNatsCluster(database.credentials.nats);
    const natsUrl = nats.urls.join(',');
    const places = { natsUrl, postgresPort: database.port, database: database.name };
    const env = programEnv(database.credentials, places);
    await provision({ ...env.provision, STREAM_REPLICAS: '3' });
    persister = await startProgram('persister', env.persister);
  });
  after(async () => {
    await persister?.stop();
    await nats?.stop();
    await database?.drop();
  });

  /** Until it is stored: a new leader may have to be elected first. */
  const say = async (text: string) => {
    const { subject, payload } = post(text);
    await eventually(
      async () => {
        const nc = await nats.connect('gateway');
        await nc
          .jetstream()
          .publish(subject, payload, { msgID: text, timeout: 1_000 })
          .finally(() => nc.close());
      },
      { deadlineMs: 30_000 },
    );
  };
  const hasRow = (text: string) =>
    eventually(
      async () => {
        const rows = await database.sql('select 1 from message where text = ?', [text]);
        assert.equal(rows.length, 1, text);
      },
      { deadlineMs: 40_000 },
    );

  it('says that no leader answers, goes to another server and writes rows there', async () => {
    await say('before');
    await hasRow('before');
    const { opsPort } = persister as TestProgram;
    const left = (await nats.serverOf('persister')) ?? assert.fail('it is connected');
    nats.isolate(left);
    await becomes(opsPort, 503, { log: /./ });
    await say('while it is cut off');
    await hasRow('while it is cut off');
    assert.notEqual(await nats.serverOf('persister'), left);
    await becomes(opsPort, 200, { nats: true });
  });
});
