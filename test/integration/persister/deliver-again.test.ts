// The log delivered again from where rows lack, by one server and by three: the consumer stays the one that all read, and
// several who see the same gap move it once (P5).
import assert from 'node:assert/strict';
import type { JetStreamManager, NatsConnection } from 'nats';
import { deliverAgain } from '../../../src/persister/log/durable.ts';
import { provisionStreams } from '../../../src/persister/provision/streams.ts';
import { PERSISTER_CONSUMER, STREAM } from '../../../src/shared/subjects.ts';
import { eventually } from '../../support/eventually.ts';
import { startNats } from '../../support/nats.ts';
import { startNatsCluster } from '../../support/nats-cluster.ts';

const SLOW = { deadlineMs: 40_000 };

for (const size of [1, 3] as const) {
  describe(`persister: the log delivered again by ${size === 1 ? 'one server' : 'three servers'}`, () => {
    let nats: { connect: (user: 'provision' | 'persister' | 'gateway') => Promise<NatsConnection> };
    let stop: () => Promise<void>;
    let nc: NatsConnection;
    let jsm: JetStreamManager;
    before(async function () {
      this.timeout(120_000);
      const started = size === 1 ? await startNats() : await startNatsCluster();
      nats = started;
      stop = started.stop;
      const provision = await nats.connect('provision');
      await eventually(async () => {
        const api = await provision.jetstreamManager({ checkAPI: false });
        await provisionStreams(api, { maxBytes: 2 ** 28, marksMaxBytes: 2 ** 20, replicas: size });
      }, SLOW);
      await provision.close();
      const gateway = await nats.connect('gateway');
      for (let i = 0; i < 10; i++)
        await gateway.jetstream().publish('chat.room.lobby.message', 'one');
      await gateway.close();
      nc = await nats.connect('persister');
      jsm = await nc.jetstreamManager({ checkAPI: false });
    });
    after(async () => {
      await nc?.close();
      await stop?.();
    });

    const info = () => jsm.consumers.info(STREAM, PERSISTER_CONSUMER);
    const take = async (count: number) => {
      const consumer = await nc.jetstream().consumers.get(STREAM, PERSISTER_CONSUMER);
      const taken: number[] = [];
      for await (const message of await consumer.fetch({ max_messages: count, expires: 5_000 })) {
        taken.push(message.seq);
        message.ack();
      }
      return taken;
    };

    it('from the first that lacks, once', async () => {
      assert.equal((await take(10)).length, 10);
      await eventually(async () => assert.equal((await info()).ack_floor.stream_seq, 10), SLOW);
      const { created } = await info();
      assert.equal(await deliverAgain(nc, jsm, 4), true);
      assert.equal(await deliverAgain(nc, jsm, 4), false, 'the second finds it done');
      assert.equal((await info()).created, created);
      assert.deepEqual(await take(7), [4, 5, 6, 7, 8, 9, 10]);
      await eventually(async () => assert.equal((await info()).ack_floor.stream_seq, 10), SLOW);
    });
  });
}
