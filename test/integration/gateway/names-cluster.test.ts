// Of many who claim one name at once, three NATS servers take one, as one server does: they answer a claim that comes while
// another one is being stored otherwise than one that comes after it.
import assert from 'node:assert/strict';
import { newCredentials } from '../../../src/local/credentials.ts';
import { programEnv } from '../../../src/local/programs.ts';
import { provisionStreams } from '../../../src/persister/provision/streams.ts';
import { eventually } from '../../support/eventually.ts';
import {
  NATS_SERVERS,
  startNatsCluster,
  type TestNatsCluster,
} from '../../support/nats-cluster.ts';
import { startProgram, type TestProgram } from '../../support/program.ts';

describe('names on three NATS servers', () => {
  let nats: TestNatsCluster;
  let gateways: TestProgram[] = [];

  before(async function () {
    this.timeout(120_000);
    const credentials = newCredentials();
    nats = await startNatsCluster(credentials.nats);
    const jsm = await (await nats.connect('provision')).jetstreamManager({ checkAPI: false });
    await eventually(
      () => provisionStreams(jsm, { maxBytes: 2 ** 28, marksMaxBytes: 2 ** 26, replicas: 3 }),
      {
        deadlineMs: 40_000,
      },
    );
    gateways = await Promise.all(
      NATS_SERVERS.map((name, i) => {
        const { gateway } = programEnv(credentials, {
          natsUrl: String(nats.urls[i]),
          postgresPort: 0,
        });
        return startProgram('gateway', { ...gateway, DRAIN_MS: '100' }, name);
      }),
    );
  });
  after(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await nats?.stop();
  });

  it('are each of one of 20 who claim it at once on three gateways', async () => {
    for (const name of ['Ada', 'Grace', 'Hedy', 'Zoe', 'Yoko']) {
      const statuses = await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const { port } = gateways[i % gateways.length] ?? assert.fail();
          const response = await fetch(`http://127.0.0.1:${port}/api/session`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ name }),
          });
          await response.arrayBuffer();
          return response.status;
        }),
      );
      assert.deepEqual(statuses.sort(), [200, ...Array.from({ length: 19 }, () => 409)], name);
    }
  });
});
