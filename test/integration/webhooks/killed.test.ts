// Programs that deliver webhooks are killed, stopped and doubled: what was in hand is delivered again under the same id, what was
// delivered is not; several share the work; of three servers one may go.
import assert from 'node:assert/strict';
import { programEnv } from '../../../src/local/programs.ts';
import { openSession } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { startNatsCluster, type TestNatsCluster } from '../../support/nats-cluster.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { provision, startProgram, type TestProgram } from '../../support/program.ts';
import {
  type Deliverer,
  makeWebhook,
  ownRoom,
  QUICK,
  type Receiver,
  startDelivering,
  startReceiver,
  webhooksOf,
} from '../../support/webhooks.ts';
import { connectWire, type WireClient } from '../../support/wire.ts';

const PATIENT = { deadlineMs: 40_000 };

describe('programs that deliver webhooks', function () {
  this.timeout(120_000);
  let deliverer: Deliverer;
  let ada: WireClient;
  let receiver: Receiver;

  beforeEach(async () => {
    deliverer = await startDelivering();
    ada = await deliverer.chat.join('Ada');
    receiver = await startReceiver();
    await ownRoom(ada, 'plans');
    await makeWebhook(ada, 'plans', { url: receiver.url });
  });
  afterEach(async () => {
    await receiver?.stop();
    await ada?.close();
    await deliverer?.stop();
  });

  it('that is killed in the middle of a delivery leaves it to the next one, under the same id', async () => {
    receiver.answer(() => undefined);
    await ada.post('plans', 'one');
    await eventually(() => assert.deepEqual(receiver.texts(), ['one']), PATIENT);
    await deliverer.programs[0]?.kill9();
    receiver.answer((_, response) => void response.writeHead(204).end());
    await ada.post('plans', 'two');
    await deliverer.start();
    await eventually(() => assert.deepEqual(receiver.texts(), ['one', 'one', 'two']), PATIENT);
    assert.equal(receiver.got[1]?.id, receiver.got[0]?.id);
  });

  it('that is stopped finishes what it has in hand; the next one goes on where it was', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    receiver.answer((_, response) => {
      resolve();
      setTimeout(() => response.writeHead(204).end(), 300);
    });
    await ada.post('plans', 'one');
    await asked;
    assert.equal(await deliverer.programs[0]?.stop(), 0);
    await ada.post('plans', 'two');
    await deliverer.start();
    await eventually(() => assert.deepEqual(receiver.texts(), ['one', 'two']), PATIENT);
  });

  it('that are two send everything once, in order, and one of them goes on alone', async () => {
    await deliverer.start();
    const texts = Array.from({ length: 40 }, (_, index) => `number ${index}`);
    for (const text of texts) await ada.post('plans', text);
    await eventually(() => assert.deepEqual(receiver.texts(), texts), PATIENT);
    await deliverer.programs[0]?.stop();
    await ada.post('plans', 'after');
    await eventually(() => assert.deepEqual(receiver.texts(), [...texts, 'after']), PATIENT);
  });

  it('keep to the time of the next try, also one that has just started', async () => {
    await deliverer.programs[0]?.stop();
    const slow = { WEBHOOK_RETRY_SECONDS: '0.1,600,600' };
    await deliverer.start(slow);
    receiver.answer((_, response) => void response.writeHead(503).end());
    await ada.post('plans', 'one');
    const failing = await eventually(async () => {
      const [webhook] = await webhooksOf(ada, 'plans');
      assert.ok(webhook?.failing);
      return webhook.failing;
    }, PATIENT);
    assert.equal(failing.attempts, 2);
    assert.ok(failing.next - Date.now() > 400_000);
    await deliverer.programs[1]?.stop();
    await deliverer.start(slow);
    const other = await startReceiver();
    await makeWebhook(ada, 'plans', { url: other.url });
    await ada.post('plans', 'two');
    await eventually(() => assert.deepEqual(other.texts(), ['two']), PATIENT);
    await other.stop();
    assert.deepEqual(receiver.texts(), ['one', 'one']);
  });
});

describe('webhooks over three servers', function () {
  this.timeout(180_000);
  let nats: TestNatsCluster;
  let database: TestDatabase;
  let receiver: Receiver;
  const programs: TestProgram[] = [];

  before(async () => {
    database = await createTestDatabase();
    nats = await startNatsCluster(database.credentials.nats);
    receiver = await startReceiver();
  });
  after(async () => {
    await Promise.all(programs.map((program) => program.stop()));
    await nats?.stop();
    await receiver?.stop();
    await database?.drop();
  });

  it('go on in order when one of them is killed', async () => {
    const places = {
      natsUrl: nats.urls.join(','),
      postgresPort: database.port,
      database: database.name,
    };
    const env = programEnv(database.credentials, places);
    await provision({ ...env.provision, STREAM_REPLICAS: '3' });
    const gateway = await startProgram('gateway', { ...env.gateway, DRAIN_MS: '200' });
    programs.push(gateway);
    programs.push(await startProgram('persister', env.persister));
    const own = { ...env.webhooks, ...QUICK, WEBHOOK_ALLOW: '127.0.0.1' };
    for (const name of ['webhooks-1', 'webhooks-2'])
      programs.push(await startProgram('webhooks', own, name));
    const { token } = await openSession(`http://127.0.0.1:${gateway.port}`, 'Ada');
    const ada = await connectWire(`ws://127.0.0.1:${gateway.port}/ws`, { token });
    await ownRoom(ada, 'plans');
    await makeWebhook(ada, 'plans', { url: receiver.url });
    await ada.post('plans', 'before');
    await eventually(() => assert.deepEqual(receiver.texts(), ['before']), PATIENT);
    await nats.kill9('nats-1');
    const says = async (text: string) =>
      await eventually(
        async () => assert.equal((await ada.post('plans', text)).type, 'ack'),
        PATIENT,
      );
    const texts = ['one', 'two', 'three'];
    for (const text of texts) await says(text);
    await eventually(
      () => {
        // At least once: what was in hand as the server went may have come again, behind nothing that is newer.
        const unique = receiver.texts().filter((text, index, all) => all[index - 1] !== text);
        assert.deepEqual(unique, ['before', ...texts]);
      },
      { deadlineMs: 90_000 },
    );
    await ada.close();
  });
});
