// What a network held back and delivers when its sender gave up long ago never becomes an event (P3): the server closes
// whoever does not answer its pings, and nobody else. With the product's own nats.conf.
import assert from 'node:assert/strict';
import { connect, Events, type NatsConnection } from 'nats';
import { inboxPrefix, STREAM } from '../../src/shared/subjects.ts';
import { eventually } from '../support/eventually.ts';
import { startNats, type TestNats } from '../support/nats.ts';
import { post, startWire, type Wire } from '../support/persister.ts';

describe('a publish that the network holds back (P3)', function () {
  this.timeout(90_000);
  let nats: TestNats;
  let wire: Wire;
  let held: NatsConnection | undefined;
  let talk: NodeJS.Timeout | undefined;
  before(async () => {
    nats = await startNats();
    wire = await startWire(nats.port);
    const provision = await nats.connect('provision');
    const jsm = await provision.jetstreamManager({ checkAPI: false });
    await jsm.streams.add({ name: STREAM, subjects: ['chat.>'] });
  });
  after(async () => {
    clearInterval(talk);
    await held?.close();
    await wire?.stop();
    await nats?.stop();
  });

  it('meets a closed connection; who answers pings keeps his, idle or busy', async () => {
    const idle = await nats.connect('operator');
    const busy = await nats.connect('gateway');
    const lost: string[] = [];
    for (const nc of [idle, busy]) {
      void (async () => {
        for await (const { type } of nc.status()) if (type === Events.Disconnect) lost.push(type);
      })();
    }
    talk = setInterval(() => busy.publish('signal.room.lobby.typing', '{}'), 100);
    held = await connect({
      servers: `nats://127.0.0.1:${wire.port}`,
      user: 'gateway',
      pass: nats.passwords.gateway,
      name: 'held back',
      inboxPrefix: inboxPrefix('gateway'),
    });
    await held.flush();
    wire.cutOpen();
    const { subject, payload } = post('held back');
    held.publish(subject, payload);

    await eventually(async () => assert.ok(!(await nats.connections()).includes('held back')), {
      deadlineMs: 45_000,
    });
    wire.mend();
    // What was held has arrived: the server answers it with the end of the connection, and the client makes a new one.
    await eventually(async () => assert.ok((await nats.connections()).includes('held back')));
    const jsm = await busy.jetstreamManager({ checkAPI: false });
    await busy.request('chat.room.lobby.message', post('comes through').payload);
    const { state } = await jsm.streams.info(STREAM);
    assert.equal(state.messages, 1, 'only what came in time is stored');
    assert.deepEqual(lost, []);
  });
});
