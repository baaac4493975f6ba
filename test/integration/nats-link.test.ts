// What a program has of its connection to NATS: what it published last arrives, and a reader whose server went silent opens
// again long before anybody takes the connection for dead (P7).
import assert from 'node:assert/strict';
import { pino } from 'pino';
import { provisionStreams } from '../../src/persister/provision/streams.ts';
import { connectNats } from '../../src/shared/nats.ts';
import { openPull } from '../../src/shared/pull.ts';
import { PERSISTER_CONSUMER, STREAM } from '../../src/shared/subjects.ts';
import { eventually } from '../support/eventually.ts';
import { startNats, type TestNats } from '../support/nats.ts';
import { startWire, type Wire } from '../support/persister.ts';

const COUNT = 400;

describe('a program’s connection to NATS', () => {
  let nats: TestNats;
  let wire: Wire;
  const logger = pino({ level: 'silent' });
  before(async () => {
    nats = await startNats();
    wire = await startWire(nats.port);
    const nc = await nats.connect('provision');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    await provisionStreams(jsm, { maxBytes: 10_000_000, marksMaxBytes: 2 ** 20, replicas: 1 });
  });
  after(async () => {
    await wire?.stop();
    await nats?.stop();
  });
  const connect = (program: 'gateway' | 'persister', port: number) =>
    connectNats(
      program,
      {
        NATS_URL: [`nats://127.0.0.1:${port}`],
        NATS_USER: program,
        NATS_PASSWORD: nats.passwords[program],
      },
      logger,
    );

  it('closes after everything that was published has left', async () => {
    const listener = await nats.connect('gateway');
    let arrived = 0;
    listener.subscribe('signal.room.*.typing', { callback: () => void arrived++ });
    await listener.flush();
    const link = await connect('gateway', nats.port);
    // More than any buffer of the kernel's takes at once.
    const body = new Uint8Array(100_000);
    for (let i = 0; i < COUNT; i++) link.nc.publish('signal.room.lobby.typing', body);
    await link.close();
    await eventually(() => assert.equal(arrived, COUNT));
  });

  it('closes also where the server says nothing more, and where it goes meanwhile', async () => {
    for (const away of ['cut', 'stop'] as const) {
      const own = await startWire(nats.port);
      const link = await connect('gateway', own.port);
      // More than leaves by itself.
      const body = new Uint8Array(100_000);
      own.cut();
      for (let i = 0; i < COUNT; i++) link.nc.publish('signal.room.lobby.typing', body);
      const closed = link.close();
      if (away === 'stop') await own.stop();
      await closed;
      assert.ok(link.nc.isClosed(), away);
      await own.stop();
    }
  });

  it('has a reader opened again when heartbeats stay away, while the connection is still taken for whole', async () => {
    const link = await connect('persister', wire.port);
    const reasons: string[] = [];
    const pull = openPull({
      logger,
      open: () => link.nc.jetstream().consumers.get(STREAM, PERSISTER_CONSUMER),
      onMessage: () => undefined,
      onRestart: (reason) => void reasons.push(reason),
      maxMessages: 10,
      expiresMs: 5_000,
    });
    try {
      await eventually(() => assert.equal(pull.reading, true));
      wire.cut();
      await eventually(() => assert.deepEqual(reasons, ['heartbeats_missed']));
      assert.equal(link.connected(), true);
    } finally {
      wire.mend();
      pull.stop();
      await link.close();
    }
  });
});
