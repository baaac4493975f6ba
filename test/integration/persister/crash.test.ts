// A persister that is killed, paused or doubled: every event is a row, once (P5).
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeEvent, messagePostedEvent } from '../../../src/shared/events.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { rowSequences } from '../../support/log.ts';
import { uuid7 } from '../../support/wire.ts';

const user = { id: 'ada', name: 'Ada' };
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

/** Resolves when all of them are stored. */
async function publish(chat: TestChat, count: number): Promise<void> {
  const nc = await chat.nats.connect('gateway');
  try {
    const js = nc.jetstream();
    const stored = Array.from({ length: count }, (_, i) => {
      const event = messagePostedEvent({ id: uuid7(), room: 'lobby', user, text: `number ${i}` });
      return js.publish('chat.room.lobby', encodeEvent(event));
    });
    await Promise.all(stored);
  } finally {
    await nc.close();
  }
}

const metric = async (opsPort: number, name: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
};

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

  it('two at once share the work and write every row once', async () => {
    const [one, two] = [await chat.startPersister(), await chat.startPersister()];
    for (let i = 0; i < 10; i++) {
      await publish(chat, 300);
      await sleep(50);
    }
    await eventually(async () => assert.deepEqual(await rowSequences(chat), upTo(3_000)), {
      deadlineMs: 30_000,
    });
    const shares = await Promise.all(
      [one, two].map(({ opsPort }) => metric(opsPort, 'chat_persisted_total')),
    );
    await eventually(() =>
      assert.ok(
        shares.every((share) => share > 0),
        `shares ${shares}`,
      ),
    );
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

  it('goes on by itself when NATS is killed and comes back', async () => {
    await chat.startPersister();
    await publish(chat, 300);
    await chat.nats.kill9();
    await chat.nats.restart();
    await publish(chat, 300);
    await eventually(async () => assert.deepEqual(await rowSequences(chat), upTo(600)), {
      deadlineMs: 60_000,
    });
  });

  it('commits what it has in hand on SIGTERM and exits 0', async () => {
    const persister = await chat.startPersister();
    await publish(chat, 2_000);
    assert.equal(await persister.stop(), 0);
    const written = await rowSequences(chat);
    assert.deepEqual(written, upTo(written.length));
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
