// What the log's durable reader has in hand, and what it says of it to the log: over a real NATS, with rows that are
// written when the test says so (P5).
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { DEAD_LETTER, EVENT } from '../../../src/chat/kernel/log-tables.ts';
import { type ConsumerOptions, openConsumer } from '../../../src/persister/log/consumer.ts';
import { REDELIVERY_MS } from '../../../src/persister/log/durable.ts';
import { persisterMetrics } from '../../../src/persister/metrics.ts';
import type { Rows } from '../../../src/persister/rows/fold.ts';
import { PERSISTER_CONSUMER, STREAM } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { logCount, publishRaw } from '../../support/log.ts';
import { append, post, posts } from '../../support/persister.ts';

describe('persister: what the reader of the log has in hand', () => {
  let chat: TestChat;
  const ends: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    chat = await startChat({ gateways: 0, persisters: 0 });
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    await chat?.stop();
  });

  const open = async (options: Pick<ConsumerOptions, 'writeOf'> & Partial<ConsumerOptions>) => {
    const nc = await chat.nats.connect('persister');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const metrics = persisterMetrics(new Registry());
    const said: string[] = [];
    const logger = pino(
      { level: 'warn' },
      { write: (line) => void said.push(JSON.parse(line).msg) },
    );
    const consumer = openConsumer({
      nc,
      jsm,
      logger,
      whole: async () => 0,
      metrics,
      batchMax: 100,
      batchWaitMs: 5,
      onCommit: () => undefined,
      ...options,
    });
    ends.push(consumer.stop);
    const info = () => jsm.consumers.info(STREAM, PERSISTER_CONSUMER);
    return { consumer, metrics, said, info };
  };
  type Opened = Awaited<ReturnType<typeof open>>;
  const becomes = ({ info }: Opened, pending: number, floor: number, patience = {}) =>
    eventually(async () => {
      const { num_ack_pending, ack_floor } = await info();
      assert.deepEqual([num_ack_pending, ack_floor.stream_seq], [pending, floor]);
    }, patience);
  const countOf = async ({ metrics }: Opened, name: 'deadLettersRefused' | 'persisted') =>
    (await metrics[name].get()).values[0]?.value;

  /** A store whose every write waits until it is opened. */
  const gate = () => {
    const opened = Promise.withResolvers<void>();
    const counted = { underWay: 0, most: 0 };
    const write = async () => {
      counted.underWay += 1;
      counted.most = Math.max(counted.most, counted.underWay);
      await opened.promise;
      counted.underWay -= 1;
    };
    // Before the consumer is stopped, which waits for what is being written.
    ends.push(async () => opened.resolve());
    return { counted, open: opened.resolve, writeOf: () => write };
  };

  it('is two batches, whatever else was delivered; none of it is acknowledged before it is written', async () => {
    await append(chat, posts(20));
    const store = gate();
    const opened = await open({ writeOf: store.writeOf, batchMax: 2 });
    await becomes(opened, 20, 0);
    assert.deepEqual(store.counted, { underWay: 2, most: 2 });
    store.open();
    await becomes(opened, 0, 20);
    assert.equal(store.counted.most, 2);
  });

  it('is no more than memory is made for: nothing is asked for while very much waits', async () => {
    const long = Array.from({ length: 1_000 }, () => post('\u0001'.repeat(4_096)));
    await publishRaw(chat, long);
    await eventually(async () => assert.equal(await logCount(chat), long.length));
    const store = gate();
    const opened = await open({ writeOf: store.writeOf, batchMax: 1_000 });
    await eventually(async () => {
      const { num_ack_pending, num_waiting } = await opened.info();
      assert.ok(num_ack_pending > 500, 'it was read');
      assert.equal(num_waiting, 0);
      assert.equal(opened.consumer.reading, true);
    });
    store.open();
    await becomes(opened, 0, long.length, { deadlineMs: 30_000 });
    await eventually(async () => assert.equal((await opened.info()).num_waiting, 1));
  });

  it('is spoken for while the database is slow, so that nobody else gets it, too', async () => {
    await append(chat, posts(3));
    const store = gate();
    // Two are being written, one waits.
    const opened = await open({ writeOf: store.writeOf, batchMax: 1 });
    await becomes(opened, 3, 0);
    const watchedUntil = performance.now() + 2 * REDELIVERY_MS[0];
    while (performance.now() < watchedUntil) {
      assert.equal((await opened.info()).num_redelivered, 0);
      await sleep(100);
    }
    store.open();
    await becomes(opened, 0, 3);
  });

  it('calls for a restart when it is not written for a minute, though the database answers others', async () => {
    await append(chat, posts(1));
    const store = gate();
    let now = 1_000_000;
    const { consumer } = await open({ writeOf: store.writeOf, now: () => now });
    await eventually(() => assert.equal(store.counted.underWay, 1));
    now += 59_000;
    assert.equal(consumer.alive(0), true);
    now += 1_000;
    assert.equal(consumer.alive(0), false);
    assert.equal(consumer.alive(undefined), true, 'the database is away');
    store.open();
    await eventually(() => assert.equal(consumer.alive(0), true));
  });

  it('comes again where it can be no dead letter either; what is behind it is written, and somebody is told', async () => {
    await append(chat, posts(5));
    const written: number[] = [];
    let refusing = true;
    const write = async (rows: Rows) => {
      const all = [EVENT, DEAD_LETTER]
        .flatMap((table) => rows.get(table) ?? [])
        .map(({ seq }) => Number(seq));
      if (refusing && all.includes(3)) {
        throw Object.assign(new Error('refused'), { code: '23514' });
      }
      written.push(...all);
    };
    const opened = await open({ writeOf: () => write });
    await becomes(opened, 1, 2);
    assert.deepEqual(written.toSorted(), [1, 2, 4, 5]);
    assert.equal(await countOf(opened, 'persisted'), 4);
    assert.ok(((await countOf(opened, 'deadLettersRefused')) ?? 0) >= 1);
    assert.ok(opened.said.some((line) => line.includes('refuses the dead letter')));
    await append(chat, posts(1));
    await eventually(() => assert.ok(written.includes(6)));
    refusing = false;
    await becomes(opened, 0, 6);
    assert.deepEqual(written.toSorted(), [1, 2, 3, 4, 5, 6]);
  });
});
