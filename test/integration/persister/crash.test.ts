// A persister that is killed, paused or doubled: every event is a row, once (P5).
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsumerInfo, nanos } from 'nats';
import { PERSISTER_CONSUMER, STREAM } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { publishRaw, rowSequences } from '../../support/log.ts';
import { metric, post, posts } from '../../support/persister.ts';

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

/** Resolves when all of them are stored. */
async function publish(chat: TestChat, count: number): Promise<void> {
  const nc = await chat.nats.connect('gateway');
  try {
    const js = nc.jetstream();
    const stored = posts(count).map(({ subject, payload }) => js.publish(subject, payload));
    await Promise.all(stored);
  } finally {
    await nc.close();
  }
}

/** From now on nothing that was delivered comes again by itself while a test lasts. */
async function neverRedeliver(chat: TestChat): Promise<void> {
  const nc = await chat.nats.connect('provision');
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    await jsm.consumers.update(STREAM, PERSISTER_CONSUMER, { ack_wait: nanos(600_000) });
  } finally {
    await nc.close();
  }
}

async function consumerInfo(chat: TestChat): Promise<ConsumerInfo> {
  const nc = await chat.nats.connect('operator');
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    return await jsm.consumers.info(STREAM, PERSISTER_CONSUMER);
  } finally {
    await nc.close();
  }
}

/** Delivered and not acknowledged. */
const handedOut = async (chat: TestChat) => (await consumerInfo(chat)).num_ack_pending;

/** What the log has not been told is done: not delivered yet, or delivered and not acknowledged. */
async function unacknowledged(chat: TestChat): Promise<number> {
  const { num_pending, num_ack_pending } = await consumerInfo(chat);
  return num_pending + num_ack_pending;
}

describe('persister: killed, paused, doubled (P5)', function () {
  this.timeout(90_000);
  let chat: TestChat;
  beforeEach(async () => {
    chat = await startChat({ gateways: 0, persisters: 0 });
  });
  afterEach(() => chat?.stop());

  it('killed between commit and acknowledgement: the batch comes again and changes nothing', async () => {
    // All of them in one batch, however slowly they come.
    const first = await chat.startPersister({ BATCH_MAX: '400', BATCH_WAIT_MS: '9000' });
    await chat.database.sql(`
      create function dawdle() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock(7); perform pg_sleep(1); return null; end $$`);
    await chat.database.sql(`
      create constraint trigger dawdle after insert on room
      deferrable initially deferred for each row execute function dawdle()`);
    await publish(chat, 400);
    // The commit has begun: its deferred trigger holds the lock. The acknowledgement has not.
    await eventually(async () => {
      const [row] = await chat.database.sql<{ n: string }>(
        "select count(*) as n from pg_locks where locktype = 'advisory' and objid = 7",
      );
      assert.equal(row?.n, '1');
    });
    await first.kill9();
    // Postgres finishes the transaction whose client is gone.
    await eventually(async () => assert.deepEqual(await rowSequences(chat), upTo(400)));

    const second = await chat.startPersister();
    await eventually(
      async () => assert.equal(await metric(second.opsPort, 'chat_redelivered_total'), 400),
      { deadlineMs: 30_000 },
    );
    await eventually(async () =>
      assert.equal(await metric(second.opsPort, 'chat_projection_lag'), 0),
    );
    assert.deepEqual(await rowSequences(chat), upTo(400));
  });

  it('killed with events in hand: another one has them before a wait of ten seconds is over', async () => {
    const first = await chat.startPersister({ BATCH_WAIT_MS: '10000' });
    await publish(chat, 50);
    await eventually(async () => assert.equal(await handedOut(chat), 50));
    await chat.startPersister();
    await first.kill9();
    await eventually(async () => assert.deepEqual(await rowSequences(chat), upTo(50)), {
      deadlineMs: 7_000,
    });
  });

  it('a backlog of the longest messages there are fits into its memory', async () => {
    // What costs most to be written as a parameter, and what costs most to be held.
    const longest = ['"\\'.repeat(2_048), '\u0001'.repeat(4_096)];
    for (const text of longest) {
      await publishRaw(
        chat,
        Array.from({ length: 3_000 }, () => post(text)),
      );
    }
    const count = longest.length * 3_000;
    // As the Deployment has it.
    const persister = await chat.startPersister({ NODE_OPTIONS: '--max-old-space-size=128' });
    const ended = persister.exited.then((code) => assert.fail(`it ended with ${code}`));
    const written = eventually(
      async () => {
        assert.equal((await rowSequences(chat)).length, count);
      },
      { deadlineMs: 40_000 },
    );
    await Promise.race([ended, written]);
    ended.catch(() => undefined);
  });

  it('a database that is slow is no reason to deliver anything twice', async () => {
    await chat.database.sql(`
      create function dawdle() returns trigger language plpgsql as
      $$ begin perform pg_sleep(5); return null; end $$`);
    await chat.database.sql(`
      create trigger dawdle after insert on event for each statement execute function dawdle()`);
    // Two batches are being written, the others wait.
    const { opsPort } = await chat.startPersister({ BATCH_MAX: '40' });
    await publish(chat, 100);
    await eventually(async () => assert.deepEqual(await rowSequences(chat), upTo(100)), {
      deadlineMs: 20_000,
    });
    assert.equal(await metric(opsPort, 'chat_redelivered_total'), 0);
  });

  it('two at once share the work and write every row once', async () => {
    const [one, two] = [await chat.startPersister(), await chat.startPersister()];
    for (let i = 0; i < 10; i++) {
      await publish(chat, 300);
      await sleep(50);
    }
    await eventually(async () => assert.deepEqual(await rowSequences(chat), upTo(3_000)), {
      deadlineMs: 30_000,
    });
    // Counted once acknowledged, a moment after the rows are there.
    await eventually(async () => {
      const shares = await Promise.all(
        [one, two].map(({ opsPort }) => metric(opsPort, 'chat_persisted_total')),
      );
      assert.ok(Math.min(...shares) > 0, `shares ${shares}`);
      assert.equal(Math.max(...shares) + Math.min(...shares), 3_000, 'nobody wrote it twice');
    });
  });

  it('killed again and again under load: every event is a row', async () => {
    for (let i = 0; i < 4; i++) {
      const persister = await chat.startPersister({ BATCH_MAX: '50' });
      await publish(chat, 500);
      await sleep(100 * i);
      await persister.kill9();
    }
    await chat.startPersister();
    await eventually(async () => assert.deepEqual(await rowSequences(chat), upTo(2_000)), {
      deadlineMs: 60_000,
    });
  });

  it('goes on by itself when NATS is killed while it reads, and comes back', async () => {
    await publish(chat, 3_000);
    await chat.startPersister({ BATCH_MAX: '20' });
    const written = await eventually(async () => {
      const { length } = await rowSequences(chat);
      assert.ok(length > 0);
      return length;
    });
    await chat.nats.kill9();
    assert.ok(written < 3_000, 'in the middle of it');
    await chat.nats.restart();
    await publish(chat, 300);
    await eventually(async () => assert.deepEqual(await rowSequences(chat), upTo(3_300)), {
      deadlineMs: 60_000,
    });
    // What it could not acknowledge comes once more, and changes nothing.
    await eventually(async () => assert.equal(await unacknowledged(chat), 0), {
      deadlineMs: 30_000,
    });
    assert.deepEqual(await rowSequences(chat), upTo(3_300));
  });

  it('SIGTERM: commits and acknowledges what it has in hand, and exits 0', async () => {
    await publish(chat, 5_000);
    const persister = await chat.startPersister({ BATCH_MAX: '20' });
    await eventually(async () => assert.ok((await rowSequences(chat)).length > 0));
    assert.equal(await persister.stop(), 0);
    const { length } = await rowSequences(chat);
    assert.ok(length < 5_000, 'in the middle of it');
    assert.equal(await unacknowledged(chat), 5_000 - length, 'a row is an acknowledged event');
    await chat.startPersister();
    await eventually(async () => assert.deepEqual(await rowSequences(chat), upTo(5_000)), {
      deadlineMs: 30_000,
    });
  });

  it('SIGTERM: gives back what it has not begun to write, and what Postgres does not take', async () => {
    await neverRedeliver(chat);
    const first = await chat.startPersister({ BATCH_WAIT_MS: '10000' });
    await publish(chat, 50);
    await eventually(async () => assert.equal(await handedOut(chat), 50));
    assert.equal(await first.stop(), 0);
    assert.deepEqual(await rowSequences(chat), []);

    await chat.database.sql(`
      create function full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'no space left on device' using errcode = 'disk_full'; end $$`);
    await chat.database.sql(`
      create trigger full_disk before insert on event for each statement execute function full_disk()`);
    const second = await chat.startPersister();
    await eventually(async () =>
      assert.equal(await metric(second.opsPort, 'chat_redelivered_total'), 50),
    );
    assert.equal(await second.stop(), 0);
    assert.deepEqual(await rowSequences(chat), []);

    await chat.database.sql('drop trigger full_disk on event');
    await chat.startPersister();
    await eventually(async () => assert.deepEqual(await rowSequences(chat), upTo(50)));
  });

  it('exits 1 at once on a second SIGTERM, and loses nothing', async () => {
    const persister = await chat.startPersister();
    await chat.database.sql(`
      create function dawdle() returns trigger language plpgsql as
      $$ begin perform pg_sleep(5); return null; end $$`);
    await chat.database.sql(`
      create trigger dawdle after insert on event for each statement execute function dawdle()`);
    await publish(chat, 100);
    await sleep(500);
    persister.signal('SIGTERM');
    await sleep(200);
    persister.signal('SIGTERM');
    assert.equal(await persister.exited, 1);
    await chat.database.sql('drop trigger dawdle on event');
    await chat.startPersister();
    await eventually(async () => assert.deepEqual(await rowSequences(chat), upTo(100)), {
      deadlineMs: 30_000,
    });
  });
});
