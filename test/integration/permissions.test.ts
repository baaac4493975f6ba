// Each program's NATS user can do its own job and nothing else (promise P9). The server is the real one, with the
// configuration text that the runner and a cluster use.
import assert from 'node:assert/strict';
import { AckPolicy, connect, Empty, Events, type NatsConnection, RequestStrategy } from 'nats';
import { eventually } from '../support/eventually.ts';
import { type NatsUser, startNats, type TestNats } from '../support/nats.ts';

/** A room's event, as far as these tests need one. */
const EVENT = JSON.stringify({ v: 1 });

describe('NATS permissions', () => {
  let nats: TestNats;
  const users = {} as Record<NatsUser, NatsConnection>;
  const refused: Record<NatsUser, string[]> = {
    gateway: [],
    persister: [],
    eraser: [],
    webhooks: [],
    provision: [],
    operator: [],
    backup: [],
    admin: [],
  };

  before(async () => {
    nats = await startNats();
    for (const user of Object.keys(refused) as NatsUser[]) {
      const nc = await nats.connect(user);
      users[user] = nc;
      void collectRefusals(nc, refused[user]);
    }
    const streams = (await users.provision.jetstreamManager()).streams;
    await streams.add({ name: 'CHAT', subjects: ['chat.>'], allow_direct: true });
    await streams.add({ name: 'CHAT_RECENT', mirror: { name: 'CHAT' }, allow_direct: true });
    await streams.add({
      name: 'KV_READ_MARKS',
      subjects: ['$KV.READ_MARKS.>'],
      max_msgs_per_subject: 1,
      allow_direct: true,
    });
    await request('provision', '$JS.API.CONSUMER.CREATE.CHAT.persister.chat.>', {
      stream_name: 'CHAT',
      config: {
        name: 'persister',
        durable_name: 'persister',
        ack_policy: 'explicit',
        filter_subject: 'chat.>',
      },
      action: 'create',
    });
    await users.gateway.jetstream().publish('chat.room.lobby.message', EVENT);
  });
  after(async () => {
    for (const nc of Object.values(users)) await nc.close();
    await nats.stop();
  });

  async function collectRefusals(nc: NatsConnection, into: string[]) {
    for await (const status of nc.status()) {
      if (status.type !== Events.Error || status.permissionContext === undefined) continue;
      into.push(`${status.permissionContext.operation} ${status.permissionContext.subject}`);
    }
  }

  /** A request as the user, with its answer parsed; JetStream's errors throw. */
  async function request(user: NatsUser, subject: string, body: object = {}) {
    const answer = await users[user].request(subject, JSON.stringify(body), { timeout: 5_000 });
    const parsed = answer.json<{ error?: { description: string } }>();
    if (parsed.error !== undefined) throw new Error(parsed.error.description);
    return parsed;
  }

  /** One message of a consumer. It comes under its own subject, so the shared reply inbox cannot be used. */
  const pull = (user: NatsUser, consumer: string) =>
    users[user].request(`$JS.API.CONSUMER.MSG.NEXT.CHAT.${consumer}`, '1', {
      timeout: 5_000,
      noMux: true,
    });

  async function mayNotPublish(user: NatsUser, subject: string) {
    users[user].publish(subject, Empty);
    await users[user].flush();
    await eventually(() =>
      assert.ok(refused[user].includes(`publish ${subject}`), `${user} may publish ${subject}`),
    );
  }

  async function mayNotSubscribe(user: NatsUser, subject: string) {
    const subscription = users[user].subscribe(subject, { callback: () => undefined });
    await users[user].flush();
    await eventually(() =>
      assert.ok(
        refused[user].includes(`subscription ${subject}`),
        `${user} may subscribe ${subject}`,
      ),
    );
    subscription.unsubscribe();
  }

  const forbidden: Record<NatsUser, { publish: string[]; subscribe: string[] }> = {
    gateway: {
      publish: [
        '$JS.API.STREAM.CREATE.CHAT',
        '$JS.API.STREAM.CREATE.OTHER',
        '$JS.API.STREAM.UPDATE.CHAT',
        '$JS.API.STREAM.DELETE.CHAT',
        '$JS.API.STREAM.PURGE.CHAT',
        '$JS.API.STREAM.MSG.DELETE.CHAT',
        '$JS.API.STREAM.MSG.DELETE.CHAT_RECENT',
        '$JS.API.STREAM.SNAPSHOT.CHAT',
        '$JS.API.CONSUMER.CREATE.CHAT',
        '$JS.API.CONSUMER.CREATE.CHAT.persister',
        '$JS.API.CONSUMER.CREATE.CHAT.persister.chat.>',
        '$JS.API.CONSUMER.DURABLE.CREATE.CHAT.persister',
        '$JS.API.CONSUMER.DELETE.CHAT.persister',
        '$JS.API.CONSUMER.RESET.CHAT.persister',
        '$JS.API.CONSUMER.MSG.NEXT.CHAT.persister',
        '$JS.API.CONSUMER.PAUSE.CHAT.persister',
        '$JS.ACK.CHAT.persister.1.1.1.1.0',
        'projection.watermark',
        '_INBOX_persister.x',
        '_INBOX_operator.x',
        '$KV.READ_MARKS.ada',
        '$KV.READ_MARKS.ada.lobby.x',
        '$KV.OTHER.ada.lobby',
        '$JS.API.STREAM.DELETE.KV_READ_MARKS',
        '$JS.API.STREAM.PURGE.KV_READ_MARKS',
        '$JS.API.CONSUMER.CREATE.KV_READ_MARKS.x.>',
        'signal.room.lobby',
        'signal.room.lobby.other',
        'signal.other',
        'chat.room',
        'chat.room.a',
        'chat.room.a.b',
        'chat.room.a.message.b',
        'chat.room.a.member',
        'chat.name',
        'chat.operator.ada',
        'chat.operator',
        'chat.bot',
        'chat.bot.a.b',
        'chat.webhook.a',
        'chat.webhook.a.1.b',
        'chat.holding',
        'chat.holding.a.b',
      ],
      subscribe: [
        '>',
        'chat.>',
        'projection.history',
        'projection.lookup',
        'projection.search',
        'projection.messages',
        'projection.people',
        'projection.rooms',
        '_INBOX.>',
        '_INBOX_persister.>',
        '_INBOX_provision.>',
        '_INBOX_operator.>',
        '$JS.EVENT.ADVISORY.>',
      ],
    },
    persister: {
      publish: [
        'chat.room.lobby.message',
        'signal.room.lobby.typing',
        'signal.presence',
        'signal.read',
        '$KV.READ_MARKS.ada.lobby',
        '$JS.API.STREAM.MSG.GET.KV_READ_MARKS',
        '$JS.API.DIRECT.GET.KV_READ_MARKS',
        'projection.history',
        '$JS.API.STREAM.CREATE.CHAT',
        '$JS.API.STREAM.UPDATE.CHAT',
        '$JS.API.STREAM.PURGE.CHAT',
        '$JS.API.STREAM.MSG.DELETE.CHAT',
        '$JS.API.STREAM.MSG.DELETE.CHAT_RECENT',
        '$JS.API.CONSUMER.CREATE.CHAT.other.chat.>',
        '$JS.API.CONSUMER.CREATE.CHAT.persister',
        '$JS.API.CONSUMER.DELETE.CHAT.persister',
        '$JS.API.CONSUMER.RESET.CHAT.other',
        '_INBOX_gateway.x',
      ],
      subscribe: [
        ...['>', 'chat.>', '_INBOX.>', '_INBOX_gateway.>', '_INBOX_operator.>'],
        ...['signal.>', 'signal.presence', '$KV.READ_MARKS.>'],
      ],
    },
    eraser: {
      publish: [
        'chat.room.lobby.message',
        'projection.watermark',
        'projection.history',
        '$JS.API.INFO',
        '$JS.API.STREAM.CREATE.CHAT',
        '$JS.API.STREAM.UPDATE.CHAT',
        '$JS.API.STREAM.PURGE.CHAT',
        '$JS.API.STREAM.PURGE.CHAT_RECENT',
        '$JS.API.STREAM.DELETE.CHAT',
        '$JS.API.STREAM.SNAPSHOT.CHAT',
        '$JS.API.STREAM.MSG.GET.CHAT',
        '$JS.API.STREAM.MSG.DELETE.OTHER',
        '$JS.API.DIRECT.GET.CHAT',
        '$JS.API.CONSUMER.CREATE.CHAT.other.chat.>',
        '$JS.API.CONSUMER.MSG.NEXT.CHAT.persister',
        '$JS.ACK.CHAT.persister.1.1.1.1.0',
      ],
      subscribe: ['>', 'chat.>', '_INBOX.>', '_INBOX_persister.>', 'projection.watermark'],
    },
    webhooks: {
      publish: [
        'chat.room.lobby.message',
        'chat.name.ada',
        'chat.operator.ada',
        'chat.webhook.lobby',
        'chat.webhook.lobby.1.x',
        'projection.watermark',
        'projection.people',
        'signal.presence',
        '$KV.READ_MARKS.ada.lobby',
        '$JS.API.STREAM.INFO.CHAT',
        '$JS.API.STREAM.UPDATE.CHAT',
        '$JS.API.STREAM.PURGE.CHAT',
        '$JS.API.STREAM.MSG.DELETE.CHAT',
        '$JS.API.STREAM.MSG.GET.KV_READ_MARKS',
        '$JS.API.STREAM.SNAPSHOT.CHAT',
        '$JS.API.DIRECT.GET.CHAT',
        '$JS.API.CONSUMER.CREATE.CHAT.persister.chat.>',
        '$JS.API.CONSUMER.CREATE.KV_READ_MARKS.x.>',
        '$JS.API.CONSUMER.DELETE.CHAT.persister',
        '$JS.API.CONSUMER.RESET.CHAT.persister',
        '$JS.API.CONSUMER.MSG.NEXT.CHAT.persister',
        '$JS.ACK.CHAT.persister.1.1.1.1.0',
        '_INBOX_gateway.x',
      ],
      subscribe: [
        '>',
        'chat.>',
        '_INBOX.>',
        '_INBOX_gateway.>',
        'signal.>',
        'projection.watermark',
      ],
    },
    provision: {
      publish: [
        'chat.room.lobby.message',
        'projection.watermark',
        '$KV.READ_MARKS.ada.lobby',
        '$JS.API.STREAM.MSG.GET.KV_READ_MARKS',
        '$JS.API.STREAM.DELETE.KV_READ_MARKS',
        '$JS.API.STREAM.CREATE.OTHER',
        '$JS.API.STREAM.PURGE.CHAT',
        '$JS.API.STREAM.MSG.GET.CHAT',
        '$JS.API.STREAM.MSG.DELETE.CHAT',
        '$JS.API.DIRECT.GET.CHAT_RECENT',
        '$JS.API.CONSUMER.CREATE.CHAT.other.chat.>',
        '$JS.API.CONSUMER.MSG.NEXT.CHAT.persister',
        '$JS.API.CONSUMER.DELETE.CHAT.other',
        '$JS.API.CONSUMER.RESET.CHAT.other',
      ],
      subscribe: ['>', 'chat.>', '_INBOX.>', '_INBOX_gateway.>'],
    },
    operator: {
      publish: [
        'chat.room.lobby.message',
        'signal.room.lobby.typing',
        'signal.presence',
        'signal.read',
        '$KV.READ_MARKS.ada.lobby',
        '$JS.API.STREAM.MSG.GET.KV_READ_MARKS',
        '$JS.API.DIRECT.GET.KV_READ_MARKS',
        'projection.watermark',
        '$JS.API.STREAM.CREATE.CHAT',
        '$JS.API.STREAM.UPDATE.CHAT',
        '$JS.API.STREAM.DELETE.CHAT',
        '$JS.API.STREAM.PURGE.CHAT',
        '$JS.API.STREAM.MSG.DELETE.CHAT',
        '$JS.API.STREAM.MSG.DELETE.CHAT_RECENT',
        '$JS.API.STREAM.RESTORE.CHAT',
        '$JS.API.STREAM.SNAPSHOT.CHAT',
        '$JS.SNAPSHOT.ACK.CHAT.1.1',
        '$JS.API.CONSUMER.CREATE.CHAT',
        '$JS.API.CONSUMER.CREATE.CHAT.persister',
        '$JS.API.CONSUMER.CREATE.CHAT.persister.chat.>',
        '$JS.API.CONSUMER.DURABLE.CREATE.CHAT.persister',
        '$JS.API.CONSUMER.DELETE.CHAT.persister',
        '$JS.API.CONSUMER.RESET.CHAT.persister',
        '$JS.API.CONSUMER.MSG.NEXT.CHAT.persister',
        '$JS.API.CONSUMER.PAUSE.CHAT.persister',
        '$JS.ACK.CHAT.persister.1.1.1.1.0',
        '_INBOX_gateway.x',
      ],
      subscribe: [
        ...['>', '_INBOX_gateway.>', '_INBOX_persister.>', 'projection.history'],
        ...['signal.>', 'signal.presence', 'signal.read', '$KV.READ_MARKS.>'],
      ],
    },
    backup: {
      publish: [
        'chat.room.lobby.message',
        '$JS.API.STREAM.PURGE.CHAT',
        '$JS.API.STREAM.DELETE.CHAT',
        '$JS.API.STREAM.MSG.DELETE.CHAT',
        '$JS.API.STREAM.RESTORE.CHAT',
        '$JS.API.CONSUMER.CREATE.CHAT.other.chat.>',
        '$JS.API.DIRECT.GET.CHAT',
      ],
      subscribe: ['>', 'chat.>', '_INBOX.>', '_INBOX_operator.>'],
    },
    admin: {
      publish: [
        'chat.room.lobby.message',
        'chat.room.lobby.state',
        'chat.room.lobby.change',
        'chat.room.lobby.guard',
        'chat.name',
        'chat.bot',
        'chat.operator',
        'chat.operator.ada.x',
        'projection.people',
        '$KV.READ_MARKS.ada.lobby',
        '$JS.API.STREAM.INFO.CHAT',
        '$JS.API.STREAM.UPDATE.CHAT',
        '$JS.API.STREAM.PURGE.CHAT',
        '$JS.API.STREAM.MSG.DELETE.CHAT',
        '$JS.API.STREAM.MSG.GET.KV_READ_MARKS',
        '$JS.API.STREAM.SNAPSHOT.CHAT',
        '$JS.API.DIRECT.GET.CHAT',
        '$JS.API.CONSUMER.CREATE.CHAT.other.chat.>',
      ],
      subscribe: ['>', 'chat.>', '_INBOX.>', '_INBOX_gateway.>', 'signal.>'],
    },
  };

  for (const [user, { publish, subscribe }] of Object.entries(forbidden)) {
    it(`the ${user} may publish nowhere else`, async () => {
      for (const subject of publish) await mayNotPublish(user as NatsUser, subject);
    });
    it(`the ${user} may read nowhere else`, async () => {
      for (const subject of subscribe) await mayNotSubscribe(user as NatsUser, subject);
    });
  }

  it('nobody comes in without a password', async () => {
    await assert.rejects(connect({ servers: nats.url, maxReconnectAttempts: 0 }), /Authorization/i);
    const wrong = { servers: nats.url, user: 'gateway', pass: 'wrong', maxReconnectAttempts: 0 };
    await assert.rejects(connect(wrong), /Authorization/i);
  });

  it('the gateway can append, read a page of a room and follow the log', async () => {
    const ack = await users.gateway.jetstream().publish('chat.room.lobby.message', EVENT);
    // The mirror is behind the log by a moment.
    await eventually(async () => {
      const page = await users.gateway.requestMany(
        '$JS.API.DIRECT.GET.CHAT_RECENT',
        JSON.stringify({ seq: 1, next_by_subj: 'chat.room.lobby.message', batch: 10 }),
        { strategy: RequestStrategy.SentinelMsg, maxWait: 5_000 },
      );
      const seqs: string[] = [];
      for await (const message of page) {
        const seq = message.headers?.get('Nats-Sequence') ?? '';
        if (seq !== '') seqs.push(seq);
      }
      assert.ok(seqs.includes(String(ack.seq)), `${ack.seq} is not among ${seqs}`);
    });
    const consumer = 'gateway_test';
    await request('gateway', `$JS.API.CONSUMER.CREATE.CHAT.${consumer}.chat.>`, {
      stream_name: 'CHAT',
      config: {
        name: consumer,
        ack_policy: 'none',
        filter_subject: 'chat.>',
        inactive_threshold: 60e9,
        mem_storage: true,
      },
      action: 'create',
    });
    assert.equal((await pull('gateway', consumer)).subject, 'chat.room.lobby.message');
    await request('gateway', `$JS.API.CONSUMER.DELETE.CHAT.${consumer}`);
  });

  it('the gateway can move a read mark from where it knows it, read it, and no further', async () => {
    const js = users.gateway.jetstream();
    const put = (seq: number, lastSubjectSequence: number) =>
      js.publish('$KV.READ_MARKS.ada.lobby', String(seq), { expect: { lastSubjectSequence } });
    const { seq } = await put(5, 0);
    await assert.rejects(put(6, 0), /wrong last sequence/);
    await put(7, seq);
    const jsm = await users.gateway.jetstreamManager({ checkAPI: false });
    const query = { last_by_subj: '$KV.READ_MARKS.ada.lobby' };
    assert.equal((await jsm.streams.getMessage('KV_READ_MARKS', query)).string(), '7');
  });

  it('the persister can read through its consumer, acknowledge, and answer the gateway', async () => {
    const message = await pull('persister', 'persister');
    await users.persister.request(message.reply ?? '', '+ACK');
    const answering = users.persister.subscribe('projection.history', {
      queue: 'projection',
      callback: (_, question) => question.respond('{"events":[]}'),
    });
    await users.persister.flush();
    const answer = await users.gateway.request('projection.history', '{}');
    assert.equal(answer.string(), '{"events":[]}');
    answering.unsubscribe();
  });

  it('the persister and provisioning can have the log delivered again, and nobody else', async () => {
    for (const user of ['persister', 'provision'] as const) {
      const answer = await request(user, '$JS.API.CONSUMER.RESET.CHAT.persister', { seq: 1 });
      assert.equal((answer as { reset_seq?: number }).reset_seq, 1);
    }
  });

  it('the eraser can take an entry out of the log and its mirror, and see how far both are', async () => {
    const { seq } = await users.gateway.jetstream().publish('chat.room.other.message', EVENT);
    const last = async (stream: string) => {
      const info = await request('eraser', `$JS.API.STREAM.INFO.${stream}`);
      return (info as { state?: { last_seq: number } }).state?.last_seq;
    };
    assert.equal(await last('CHAT'), seq);
    await eventually(async () => assert.equal(await last('CHAT_RECENT'), seq));
    for (const stream of ['CHAT', 'CHAT_RECENT']) {
      const question = { seq, no_erase: false };
      const answer = await request('eraser', `$JS.API.STREAM.MSG.DELETE.${stream}`, question);
      assert.equal((answer as { success?: boolean }).success, true);
      await assert.rejects(
        request('operator', `$JS.API.STREAM.MSG.GET.${stream}`, { seq }),
        /no message found/,
      );
    }
  });

  it('the admin can say who is an operator and read the log, and nobody else can say it', async () => {
    const ack = await users.admin.jetstream().publish('chat.operator.ada', EVENT);
    const question = { next_by_subj: 'chat.operator.*', seq: 1 };
    const answer = await request('admin', '$JS.API.STREAM.MSG.GET.CHAT', question);
    assert.equal((answer as { message?: { seq: number } }).message?.seq, ack.seq);
    const others = Object.keys(refused).filter((user) => user !== 'admin') as NatsUser[];
    for (const user of others.filter((one) => one !== 'provision')) {
      await mayNotPublish(user, 'chat.operator.ada');
    }
  });

  it('gateways and the admin can make a bot, and nobody else can', async () => {
    const places = ['chat.bot.x', 'chat.name.x', 'chat.room.lobby.member.x'];
    for (const user of ['gateway', 'admin'] as const) {
      for (const place of places) await users[user].jetstream().publish(place, EVENT);
    }
    const others = Object.keys(refused) as NatsUser[];
    for (const user of others.filter((one) => !['gateway', 'admin', 'provision'].includes(one))) {
      for (const place of places) await mayNotPublish(user, place);
    }
  });

  it('the program of webhooks can say what becomes of one, read a room through a consumer of its own, and acknowledge', async () => {
    const ack = await users.webhooks.jetstream().publish('chat.webhook.lobby.1', EVENT);
    const jsm = await users.webhooks.jetstreamManager({ checkAPI: false });
    assert.equal((await jsm.streams.getMessage('CHAT', { seq: ack.seq })).string(), EVENT);
    const durable = { durable_name: 'webhook-1', ack_policy: AckPolicy.Explicit };
    await jsm.consumers.add('CHAT', { ...durable, filter_subject: 'chat.room.lobby.message' });
    const message = await pull('webhooks', 'webhook-1');
    await users.webhooks.request(message.reply ?? '', '+ACK');
    assert.equal((await jsm.consumers.info('CHAT', 'webhook-1')).ack_floor.consumer_seq, 1);
    await jsm.consumers.delete('CHAT', 'webhook-1');
    const others = Object.keys(refused) as NatsUser[];
    const allowed: readonly NatsUser[] = ['webhooks', 'gateway', 'provision'];
    for (const user of others.filter((one) => !allowed.includes(one))) {
      await mayNotPublish(user, 'chat.webhook.lobby.1');
    }
  });

  it('the operator can read everything and leave nothing changed', async () => {
    const before = await request('operator', '$JS.API.STREAM.INFO.CHAT');
    const consumer = 'replay_test';
    await request('operator', `$JS.API.CONSUMER.CREATE.CHAT.${consumer}.chat.room.lobby.message`, {
      stream_name: 'CHAT',
      config: { name: consumer, ack_policy: 'none', filter_subject: 'chat.room.lobby.message' },
      action: 'create',
    });
    assert.equal((await pull('operator', consumer)).string(), EVENT);
    await request('operator', `$JS.API.CONSUMER.DELETE.CHAT.${consumer}`);
    const { state } = (await request('operator', '$JS.API.STREAM.INFO.CHAT')) as { state?: object };
    assert.deepEqual(state, (before as { state?: object }).state);
  });
});
