// One entry, asked of the log's leader as a gateway is allowed to: what is not there is told apart from what nobody can say.
import assert from 'node:assert/strict';
import type { JetStreamManager, NatsConnection } from 'nats';
import { LogUnreadable } from '../../../src/gateway/log/direct-get.ts';
import { entryReader, type ReadEntry } from '../../../src/gateway/log/read-entry.ts';
import { provisionStreams } from '../../../src/persister/provision/streams.ts';
import { startNats, type TestNats } from '../../support/nats.ts';

describe('an entry of the log', () => {
  let nats: TestNats;
  let gateway: NatsConnection;
  let jsm: JetStreamManager;
  let readEntry: ReadEntry;

  before(async () => {
    nats = await startNats();
    gateway = await nats.connect('gateway');
    jsm = await gateway.jetstreamManager({ checkAPI: false, timeout: 500 });
    readEntry = entryReader(jsm);
  });
  after(() => nats?.stop());

  it('cannot be read where there is no log', async () => {
    await assert.rejects(readEntry(1), LogUnreadable);
  });

  it('is read as it was stored, with headers or without, with a body or without', async () => {
    const provision = await nats.connect('provision');
    const provisioning = await provision.jetstreamManager({ checkAPI: false });
    await provisionStreams(provisioning, {
      maxBytes: 2 ** 28,
      marksMaxBytes: 2 ** 20,
      replicas: 1,
    });
    const js = gateway.jetstream();
    await js.publish('chat.room.lobby.message', 'hi', { msgID: 'a' });
    await js.publish('chat.room.attic.message');
    const [first, second] = [await readEntry(1), await readEntry(2)];
    assert.equal(first?.subject, 'chat.room.lobby.message');
    assert.equal(Buffer.from(first?.data ?? []).toString(), 'hi');
    assert.equal(second?.subject, 'chat.room.attic.message');
    assert.equal(second?.data.length, 0);
    assert.match(second?.at ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('is not there beyond the log’s end, before its beginning, or at what is no sequence', async () => {
    for (const seq of [3, 2 ** 40, Number.MAX_SAFE_INTEGER, 0, -1, 1.5]) {
      assert.equal(await readEntry(seq), undefined, String(seq));
    }
  });

  it('cannot be read while nobody answers', async () => {
    await nats.kill9();
    await assert.rejects(readEntry(1), LogUnreadable);
    await nats.restart();
  });
});
