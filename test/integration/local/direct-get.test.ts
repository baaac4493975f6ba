// What nats-server does that a reader of the log must know: a mirror of a stream with direct gets answers the
// stream's own direct gets, too (`mirror_direct` follows the origin's `allow_direct`, whatever one asks for).
import assert from 'node:assert/strict';
import { type NatsConnection, RequestStrategy } from 'nats';
import { memberSubject } from '../../../src/chat/kernel/subjects.ts';
import { extentOf } from '../../../src/gateway/log/extent.ts';
import { nextReader } from '../../../src/gateway/log/read-entry.ts';
import { createRoomReads } from '../../../src/gateway/log/room-reads.ts';
import { eventually } from '../../support/eventually.ts';
import { startNats, type TestNats } from '../../support/nats.ts';

const EVENTS = 10;
/** Of another room. */
const LAST = EVENTS + 1;
const KEPT_BY_MIRROR = 3;
/** More than a server lists the last entries of. */
const CROWD = 1_100;

describe('direct gets of a stream that has a mirror', () => {
  let nats: TestNats;
  let gateway: NatsConnection;

  before(async () => {
    nats = await startNats();
    const provision = await nats.connect('provision');
    const { streams } = await provision.jetstreamManager();
    await streams.add({ name: 'CHAT', subjects: ['chat.>'], allow_direct: true });
    await streams.add({
      name: 'CHAT_RECENT',
      mirror: { name: 'CHAT' },
      max_msgs_per_subject: KEPT_BY_MIRROR,
      allow_direct: true,
      mirror_direct: false,
    });
    gateway = await nats.connect('gateway');
    const js = gateway.jetstream();
    for (let i = 0; i < EVENTS; i++) await js.publish('chat.room.lobby.message', `{"i":${i}}`);
    await js.publish('chat.room.other.message', '{}');
    await eventually(async () => {
      const { state } = await streams.info('CHAT_RECENT');
      assert.equal(state.last_seq, LAST);
    });
    await provision.close();
  });
  after(async () => {
    await gateway.close();
    await nats.stop();
  });

  /** Which stream answered, and with how many of the room's events. */
  async function read(stream: string): Promise<string> {
    const query = JSON.stringify({ seq: 1, next_by_subj: 'chat.room.lobby.message', batch: 100 });
    const answers = await gateway.requestMany(`$JS.API.DIRECT.GET.${stream}`, query, {
      strategy: RequestStrategy.SentinelMsg,
      maxWait: 5_000,
    });
    const streams: string[] = [];
    for await (const { headers } of answers) {
      const name = headers?.get('Nats-Stream') ?? '';
      if (name !== '') streams.push(name);
    }
    return `${streams[0]} ${streams.length}`;
  }

  it('may be answered by the mirror, which lacks what it let go: Nats-Stream tells', async () => {
    const seen = new Set<string>();
    await eventually(async () => {
      seen.add(await read('CHAT'));
      assert.equal(seen.size, 2);
    });
    assert.deepEqual([...seen].sort(), [`CHAT ${EVENTS}`, `CHAT_RECENT ${KEPT_BY_MIRROR}`]);
  });

  it('of the mirror are answered by the mirror only', async () => {
    for (let i = 0; i < 20; i++) {
      assert.equal(await read('CHAT_RECENT'), `CHAT_RECENT ${KEPT_BY_MIRROR}`);
    }
  });

  it('say whether something comes behind a page of a room, and how far who answers has come', async () => {
    const { readEnd } = createRoomReads(gateway, () => assert.fail('a replica answers'));
    const beside = 'chat.room.lobby.message';
    for (const stream of ['CHAT', 'CHAT_RECENT']) {
      for (const only of [{}, { only: 'messages' }] as const) {
        const of = { stream, ...only };
        const end = (room: string, after: number, near: string | undefined) =>
          readEnd({ ...of, room, after, beside: near });
        for (const after of [0, EVENTS - 2, EVENTS - 1])
          assert.equal(
            await end('lobby', after, beside),
            after,
            'something comes, who knows how much',
          );
        assert.equal(await end('lobby', EVENTS, undefined), LAST);
        assert.equal(await end('empty', 0, beside), LAST);
      }
    }
  });

  it('leave it to the log’s leader where there is nothing at all, or more subjects than a server lists', async () => {
    const jsm = await gateway.jetstreamManager({ checkAPI: false });
    const end = { refresh: async () => extentOf(await jsm.streams.info('CHAT')), proven: true };
    const { readEnd } = createRoomReads(gateway, nextReader(jsm, end));
    const of = { stream: 'CHAT', after: 0, beside: undefined };
    assert.equal(await readEnd({ ...of, room: 'empty' }), LAST);
    for (let i = 0; i < CROWD; i++) gateway.publish(memberSubject('crowd', `u${i}`), '{}');
    await eventually(async () => assert.equal((await end.refresh()).lastSeq, LAST + CROWD));
    assert.equal(await readEnd({ ...of, room: 'crowd' }), LAST);
    const after = LAST + CROWD;
    assert.equal(await readEnd({ ...of, room: 'crowd', after }), after);
  });

  it('are one question where many ask the same at once', async () => {
    const { readEnd, readPage } = createRoomReads(gateway, () => assert.fail());
    const asked = gateway.stats().outMsgs;
    const of = { stream: 'CHAT_RECENT', room: 'lobby' };
    await Promise.all(
      Array.from({ length: 20 }, () => [
        readEnd({ ...of, after: 0, beside: 'chat.room.other.message' }),
        readPage({ ...of, from: 1, max: 10 }),
      ]).flat(),
    );
    assert.equal(gateway.stats().outMsgs - asked, 2);
  });
});
