// How far the rows have come, as gateways are told: never past a row that is not there, and always to the end of
// the logger, also where its tail was erased (P5: the second tick of a message).
import assert from 'node:assert/strict';
import { headers, type NatsConnection } from 'nats';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { watermark as watermarkSchema } from '../../../src/chat/kernel/questions.ts';
import { openDatabase, WATCHING } from '../../../src/persister/database/database.ts';
import { persisterMetrics } from '../../../src/persister/metrics.ts';
import { openWatermark } from '../../../src/persister/rows/watermark.ts';
import { PERSISTER_CONSUMER, STREAM, WATERMARK } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { changeLog } from '../../support/log.ts';
import { append, logInfo, metric, post, posts } from '../../support/persister.ts';

describe('persister: the watermark', () => {
  let chat: TestChat;
  let listener: NatsConnection;
  const told: number[] = [];
  const ends: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    chat = await startChat({ gateways: 0, persisters: 0 });
    listener = await chat.nats.connect('gateway');
    told.length = 0;
    listener.subscribe(WATERMARK, {
      callback: (_, message) => void told.push(watermarkSchema.parse(message.json()).seq),
    });
    await listener.flush();
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    await listener?.close();
    await chat?.stop();
  });

  /** One in this process, that nobody but the test writes rows for. */
  const open = async (given?: NatsConnection) => {
    const nc = given ?? (await chat.nats.connect('persister'));
    const registry = new Registry();
    const metrics = persisterMetrics(registry);
    const place = { url: chat.database.persisterUrl };
    const orm = await openDatabase(place, { name: 'test', ...WATCHING });
    // A pool that is closed while it opens its first connection never ends.
    await orm.em.fork().execute('select 1');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const logger = pino({ enabled: false });
    const opened = openWatermark({ nc, jsm, orm, logger, metrics });
    ends.push(async () => {
      opened.stop();
      await orm.close(true);
    });
    return { watermark: opened, registry, metrics };
  };

  const reaches = (seq: number) =>
    eventually(() => assert.equal(told.at(-1), seq), { deadlineMs: 15_000 });

  it('never passes a row that is not there, and comes to the end of the log', async () => {
    await append(chat, posts(300));
    await Promise.all([
      chat.startPersister({ BATCH_MAX: '7' }),
      chat.startPersister({ BATCH_MAX: '5' }),
    ]);
    let looks = 0;
    while (told.at(-1) !== 300) {
      // What was told before the rows are counted: they can only be more.
      const seq = told.at(-1) ?? 0;
      const [row] = await chat.database.sql('select count(*) as n from event where seq <= ?', [
        seq,
      ]);
      assert.equal(Number(row?.['n']), seq);
      looks += 1;
      assert.ok(looks < 1_000, 'the watermark comes to the end');
    }
  });

  it('is told again every second, for gateways that have just started', async () => {
    await chat.startPersister();
    await append(chat, [post('one')]);
    await reaches(1);
    const heard = told.length;
    await eventually(() => assert.ok(told.length >= heard + 2));
    assert.equal(told.at(-1), 1);
  });

  it('is unknown, and so is the lag, until the log was looked at', async () => {
    await append(chat, [post('waits for a persister')]);
    const { watermark, registry } = await open();
    assert.equal(watermark.lag, undefined);
    assert.doesNotMatch(await registry.metrics(), /^chat_projection_(lag|watermark) /m);
    await eventually(() => assert.equal(watermark.lag, 1));
    assert.match(await registry.metrics(), /^chat_projection_lag 1$/m);
  });

  const isRow = (seq: number) =>
    chat.database.sql(
      `insert into event (seq, room, type, user_id, user_name, client_id, at, data)
       values (?, 'lobby', 'MessagePosted', 'ada', 'Ada', gen_random_uuid(), now(), '{}')`,
      [seq],
    );

  it('is waited for until the very row is there, and not for ever', async () => {
    await append(chat, posts(2));
    await isRow(1);
    const { watermark } = await open();
    assert.equal(await watermark.reach(1, 10_000), true);
    assert.equal(await watermark.reach(2, 500), false);
    const reached = watermark.reach(2, 10_000);
    await isRow(2);
    assert.equal(await reached, true);
  });

  it('takes nothing for missing that became a row while it looked', async () => {
    await append(chat, posts(1));
    const real = await chat.nats.connect('persister');
    const consumer = await real.jetstream().consumers.get(STREAM, PERSISTER_CONSUMER);
    const between = async () => {
      // It has asked the rows, and asks the log about the first that lacks.
      await isRow(1);
      await (await consumer.next())?.ackAck();
    };
    let done: Promise<void> | undefined;
    const request: NatsConnection['request'] = async (subject, ...rest) => {
      if (subject.startsWith('$JS.API.DIRECT.GET') && done === undefined) {
        done = between();
        await done;
      }
      return await real.request(subject, ...rest);
    };
    const { watermark, metrics } = await open(Object.create(real, { request: { value: request } }));
    assert.equal(await watermark.reach(1, 10_000), true);
    assert.ok(done, 'it looked before');
    assert.deepEqual((await metrics.rowsMissing.get()).values[0]?.value, 0);
  });

  it('does not pass what Postgres has not taken', async () => {
    await chat.startPersister();
    await append(chat, [post('taken')]);
    await reaches(1);
    await chat.database.sql(`
      create function full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'no space left on device' using errcode = 'disk_full'; end $$`);
    await chat.database.sql(`
      create trigger full_disk before insert on event for each statement execute function full_disk()`);
    const [seq = 0] = await append(chat, [post('not taken')]);
    const heard = told.length;
    await eventually(() => assert.ok(told.length >= heard + 2));
    assert.deepEqual(
      [...new Set(told)].filter((n) => n >= seq),
      [],
    );
    await chat.database.sql('drop trigger full_disk on event');
    await reaches(seq);
  });

  /** Appends posts that the log forgets after a second, as an erasure of its tail would. */
  const appendForgotten = async (count: number) => {
    await changeLog(chat, { allow_msg_ttl: true });
    const nc = await chat.nats.connect('gateway');
    const ttl = headers();
    ttl.set('Nats-TTL', '1s');
    for (const { subject, payload } of posts(count)) {
      await nc.jetstream().publish(subject, payload, { headers: ttl });
    }
    await nc.close();
  };
  const forgotten = (kept: number) =>
    eventually(async () => assert.equal((await logInfo(chat)).state.messages, kept));

  it('reaches the end of a log whose tail was erased before it was read', async () => {
    await append(chat, [post('stays')]);
    await appendForgotten(2);
    await forgotten(1);
    const persister = await chat.startPersister();
    await reaches(3);
    assert.equal(await metric(persister.opsPort, 'chat_projection_lag'), 0);
    assert.equal((await chat.database.sql('select seq from event')).length, 1);
  });

  it('reaches it as well when the tail was erased while a persister that died had it in hand', async () => {
    await append(chat, [post('stays')]);
    const first = await chat.startPersister();
    await reaches(1);
    await chat.database.sql('alter table event rename to event_away');
    await appendForgotten(3);
    await eventually(async () =>
      assert.equal(await metric(first.opsPort, 'chat_projection_lag'), 3),
    );
    await first.kill9();
    await forgotten(1);
    await chat.database.sql('alter table event_away rename to event');
    const second = await chat.startPersister();
    // Once the wait for the dead one's acknowledgements is over, at the latest.
    await eventually(() => assert.equal(told.at(-1), 4), { deadlineMs: 30_000 });
    assert.equal(await metric(second.opsPort, 'chat_projection_lag'), 0);
  });

  it('goes on behind an erased tail', async () => {
    await chat.startPersister();
    await appendForgotten(2);
    await forgotten(0);
    assert.deepEqual(await append(chat, [post('behind it')]), [3]);
    await reaches(3);
  });
});
