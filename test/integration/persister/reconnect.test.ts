// A persister that lost its connections in the middle of its transactions, again and again (P5).
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { rowSequences } from '../../support/log.ts';
import { append, posts } from '../../support/persister.ts';

/** More than the pool has connections for: none may be lost with its transaction. */
const TIMES = 6;
const EACH = 40;

describe('persister: Postgres restarts in the middle of transactions (P5)', function () {
  this.timeout(120_000);
  let chat: TestChat;
  before(async () => {
    chat = await startChat({ gateways: 0, persisters: 0, ownPostgres: true });
    await chat.startPersister({ BATCH_MAX: String(EACH / 2) });
  });
  after(() => chat?.stop());

  const transactions = async () => {
    const [row] = await chat.database.sql<{ n: string }>(
      "select count(*) as n from pg_locks where locktype = 'advisory' and objid = 7",
    );
    return Number(row?.n);
  };

  it('writes rows again however often', async () => {
    await chat.database.sql(`
      create function dawdle() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock_shared(7); perform pg_sleep(2); return null; end $$`);
    await chat.database.sql(
      'create trigger dawdle after insert on event for each statement execute function dawdle()',
    );
    for (let time = 0; time < TIMES; time++) {
      await append(chat, posts(EACH));
      await eventually(async () => assert.equal(await transactions(), 2), { deadlineMs: 20_000 });
      await chat.postgres?.stop();
      await chat.postgres?.start();
    }
    await eventually(async () => assert.equal((await rowSequences(chat)).length, TIMES * EACH), {
      deadlineMs: 30_000,
    });
  });
});
