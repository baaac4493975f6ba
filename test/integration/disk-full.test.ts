// The disk under the log is full for a while (P2, P10): nothing is called stored that is not, readiness says so, and it all
// goes on by itself once there is room.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { natsReady, startSupervisedNats } from '../../src/local/nats.ts';
import { programEnv } from '../../src/local/programs.ts';
import { type Supervised, supervise } from '../../src/local/supervisor.ts';
import { openSession } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { natsBinary } from '../support/nats.ts';
import { health } from '../support/persister.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { provision, startProgram, type TestProgram } from '../support/program.ts';
import { openSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { connectWire, type Frame, type WireClient } from '../support/wire.ts';

const SLOW = { deadlineMs: 40_000 };

describe('a disk that is full for a while', () => {
  let disk: SmallDisk | undefined;
  let database: TestDatabase;
  let nats: Supervised | undefined;
  let gateway: TestProgram | undefined;
  let ada: WireClient | undefined;
  before(async function () {
    disk = await openSmallDisk();
    if (disk === undefined) return this.skip();
    database = await createTestDatabase();
    const spec = {
      binary: disk.inside(await natsBinary()),
      storeDir: join(disk.path, 'nats'),
      port: await freePort(),
      passwords: database.credentials.nats,
    };
    nats = supervise(() => startSupervisedNats(spec, () => undefined), { onExit: () => true });
    await natsReady(nats.current());
    const env = programEnv(database.credentials, {
      natsUrl: `nats://127.0.0.1:${spec.port}`,
      postgresPort: database.port,
      database: database.name,
    });
    await provision({ ...env.provision, STREAM_MAX_BYTES: '4194304' });
    gateway = await startProgram('gateway', { ...env.gateway, DRAIN_MS: '200' });
    const { token } = await openSession(`http://127.0.0.1:${gateway.port}`, 'Ada');
    ada = await connectWire(`ws://127.0.0.1:${gateway.port}/ws`, { token });
    await ada.join('lobby', { last: 0 });
  });
  after(async () => {
    await ada?.close();
    await gateway?.stop();
    await nats?.stop();
    await disk?.dispose();
    await database?.drop();
  });

  it('nothing is called stored, the gateway says so, and goes on when there is room', async () => {
    assert.ok(disk !== undefined && ada !== undefined && gateway !== undefined);
    const post = (text: string): Promise<Frame> => (ada as WireClient).post('lobby', text);
    const first = await post('there is room');
    assert.equal(first.type, 'ack');
    disk.fill();
    const refused: unknown[] = [];
    const ops = gateway.opsPort;
    await eventually(async () => {
      const answer = await post('x'.repeat(4_000));
      if (answer.type === 'error') refused.push(answer['code']);
      const { status, body } = await health(ops, '/readyz');
      assert.equal(status, 503, JSON.stringify(body));
    }, SLOW);
    assert.ok(refused.length > 0);
    disk.free();
    await eventually(async () => assert.equal((await post('room again')).type, 'ack'), SLOW);
    await eventually(async () => assert.equal((await health(ops, '/readyz')).status, 200), SLOW);
  });
});
