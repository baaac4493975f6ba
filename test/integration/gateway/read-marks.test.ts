// The bucket of read marks, on one server and on three: moved by several gateways at once, read whole, full.
import assert from 'node:assert/strict';
import type { NatsConnection } from 'nats';
import { createDirectGet } from '../../../src/gateway/log/direct-get.ts';
import {
  createMarkStore,
  type MarkStore,
  putInto,
} from '../../../src/gateway/signal/mark-store.ts';
import { provisionStreams } from '../../../src/persister/provision/streams.ts';
import { eventually } from '../../support/eventually.ts';
import { type NatsUser, startNats } from '../../support/nats.ts';
import { startNatsCluster } from '../../support/nats-cluster.ts';

const SLOW = { deadlineMs: 40_000 };

for (const size of [1, 3] as const) {
  describe(`read marks kept by ${size === 1 ? 'one server' : 'three servers'}`, () => {
    let connect: (user: NatsUser) => Promise<NatsConnection>;
    let stop: () => Promise<void>;
    before(async function () {
      this.timeout(120_000);
      ({ connect, stop } = size === 1 ? await startNats() : await startNatsCluster());
      const nc = await connect('provision');
      const jsm = await nc.jetstreamManager({ checkAPI: false });
      await eventually(
        () => provisionStreams(jsm, { maxBytes: 2 ** 24, marksMaxBytes: 2 ** 17, replicas: size }),
        SLOW,
      );
      await nc.close();
      // Of three servers the leader may be another one just after all is made; then none takes a mark for a moment.
      const store = await gateway();
      const first = { userId: 'first', room: 'first', seq: 1, revision: undefined };
      await eventually(() => store.advance(first), SLOW);
    });
    after(() => stop?.());

    const gateway = async (): Promise<MarkStore> => {
      const nc = await connect('gateway');
      const jsm = await nc.jetstreamManager({ checkAPI: false });
      return createMarkStore({
        ...{ jsm, directGet: createDirectGet(nc), epoch: () => 'e' },
        put: putInto(nc.jetstream()),
      });
    };

    it('end at the highest, whoever moves them at the same time', async () => {
      const stores = await Promise.all([gateway(), gateway(), gateway()]);
      const rooms = Array.from({ length: 20 }, (_, i) => `r${i}`);
      await Promise.all(
        stores.flatMap((store, at) =>
          rooms.map((room, i) => {
            const seq = 1 + ((at + i) % 3);
            return store.advance({ userId: 'ada', room, seq, revision: at === 0 ? 0 : undefined });
          }),
        ),
      );
      const [store] = stores;
      // Any server answers, also one that is behind by a moment.
      await eventually(async () => {
        const marks = await store?.all('ada');
        assert.deepEqual(
          new Map([...(marks ?? [])].map(([room, { seq }]) => [room, seq])),
          new Map(rooms.map((room) => [room, 3])),
        );
      });
      assert.equal((await store?.all('bob'))?.size, 0);
    });

    it('make room for new ones where the bucket is full; who has very many is asked room by room', async () => {
      const store = await gateway();
      for (let i = 0; i < 2_000; i += 50) {
        const some = Array.from({ length: 50 }, (_, k) =>
          store.advance({ userId: 'eve', room: `room-${i + k}`, seq: 1, revision: 0 }),
        );
        await Promise.all(some);
      }
      assert.deepEqual((await store.one('eve', 'room-0')).seq, 0);
      assert.equal((await store.one('eve', 'room-1999')).seq, 1);
      const all = await store.all('eve');
      assert.ok(all === undefined || all.size < 2_000);
    });
  });
}
