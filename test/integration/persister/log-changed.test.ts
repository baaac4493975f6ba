// What somebody does to the log's consumer and streams (P5, P10): the persister makes its consumer again or sets it right;
// what only provisioning may change, it names and is not ready.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DeliverPolicy, DiscardPolicy } from 'nats';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { rowSequences } from '../../support/log.ts';
import { append, becomes, metric, posts } from '../../support/persister.ts';
import { provision } from '../../support/program.ts';

const SLOW = { deadlineMs: 20_000 };

describe('persister: a log that was changed under it', () => {
  let chat: TestChat;
  before(async () => {
    chat = await startChat({ gateways: 0 });
    await append(chat, posts(10));
    await writes(10);
  });
  after(() => chat?.stop());
  const opsPort = () => chat.persisters[0]?.opsPort ?? 0;
  const writes = (count: number) =>
    eventually(async () => assert.equal((await rowSequences(chat)).length, count), SLOW);

  it('the durable consumer gone: made again, counted, and provisioning goes on after it', async () => {
    const nc = await chat.nats.connect('provision');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    await jsm.consumers.delete('CHAT', 'persister');
    // Not at once: the server still removes what belonged to the old one, and who deleted it may make it anew.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await assert.rejects(jsm.consumers.info('CHAT', 'persister'), /not found/);
    await append(chat, posts(5));
    await becomes(opsPort(), 200, { lag: 0, watermark: 15, reading: true });
    await writes(15);
    assert.equal(await metric(opsPort(), 'chat_consumer_mended_total'), 1);
    const written = await metric(opsPort(), 'chat_persisted_total');
    assert.equal(written, 15, 'what is a row does not come again');
    await nc.close();
    await provision(chat.env.provision);
  });

  it('a consumer that was changed: set right; one that cannot be: not ready, until somebody takes it away', async () => {
    const nc = await chat.nats.connect('provision');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const { config: ours } = await jsm.consumers.info('CHAT', 'persister');
    const replace = async (change: object) => {
      await jsm.consumers.delete('CHAT', 'persister');
      await jsm.consumers.add('CHAT', { ...ours, ...change });
    };
    for (const change of [
      { max_deliver: 30 },
      // Of an older version.
      { ack_wait: 10e9, backoff: undefined },
      { filter_subject: 'chat.room.lobby.message' },
    ]) {
      await replace(change);
      await eventually(async () => {
        const { config } = await jsm.consumers.info('CHAT', 'persister');
        assert.deepEqual(
          [config.max_deliver, config.backoff, config.filter_subject],
          [ours.max_deliver, ours.backoff, ours.filter_subject],
        );
      }, SLOW);
      await becomes(opsPort(), 200, { reading: true, lag: 0 });
    }
    await replace({ deliver_policy: DeliverPolicy.New });
    await becomes(opsPort(), 503, { reading: false });
    await jsm.consumers.delete('CHAT', 'persister');
    await becomes(opsPort(), 200, { reading: true, lag: 0 });
    await nc.close();
  });

  it('a stream that was changed or is gone: not ready, saying which, until provisioning set it right', async () => {
    const nc = await chat.nats.connect('provision');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const change = async () => {
      await jsm.streams.update('CHAT', { max_age: 3_600e9, discard: DiscardPolicy.Old });
    };
    // Nobody may, so the disk lost it.
    const remove = () =>
      chat.nats.restart(undefined, (storeDir) =>
        rmSync(join(storeDir, 'jetstream/CHAT/streams/CHAT_RECENT'), { recursive: true }),
      );
    for (const [harm, said, stream] of [
      [change, /CHAT has another (max_age, discard|discard, max_age)/, 'CHAT'],
      [remove, /CHAT_RECENT is gone/, 'CHAT_RECENT'],
    ] as const) {
      await harm();
      await becomes(opsPort(), 503, { streams: said });
      const wrong = `chat_stream_wrong\\{stream="${stream}"[^}]*\\}`;
      assert.equal(await metric(opsPort(), wrong), 1);
      await provision(chat.env.provision);
      await becomes(opsPort(), 200, { streams: undefined });
      assert.equal(await metric(opsPort(), wrong), 0);
    }
    await nc.close();
  });
});
