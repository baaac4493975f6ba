// A Postgres that is there and says nothing: a network that swallows packets, a frozen machine. No connection
// breaks, so only our own deadlines notice (P5, P8, P10).
import assert from 'node:assert/strict';
import { historyReply } from '../../../src/chat/kernel/questions.ts';
import { HISTORY_REQUEST } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { rowSequences } from '../../support/log.ts';
import { append, ask, health, posts, startWire, type Wire } from '../../support/persister.ts';
import type { TestProgram } from '../../support/program.ts';

describe('persister: a silent Postgres', function () {
  this.timeout(120_000);
  let chat: TestChat;
  let wire: Wire;
  let persister: TestProgram;
  before(async () => {
    chat = await startChat({ gateways: 0, persisters: 0 });
    wire = await startWire(chat.database.port);
    const { persisterUrl, port } = chat.database;
    persister = await chat.startPersister({
      DATABASE_URL: persisterUrl.replace(`:${port}/`, `:${wire.port}/`),
    });
    await append(chat, posts(10));
    await eventually(async () => assert.equal((await rowSequences(chat)).length, 10));
  });
  after(async () => {
    await chat?.stop();
    await wire?.stop();
  });

  const becomesComplete = async (count: number) => {
    const alive = new Set<number>();
    await eventually(
      async () => {
        alive.add((await health(persister.opsPort, '/livez')).status);
        const all = Array.from({ length: count }, (_, i) => i + 1);
        assert.deepEqual(await rowSequences(chat), all);
        assert.equal((await health(persister.opsPort, '/readyz')).status, 200);
      },
      { deadlineMs: 60_000 },
    );
    assert.deepEqual([...alive], [200]);
  };

  /** Questions asked at once open a connection each; afterwards these wait in the pool. */
  const fillPool = () =>
    eventually(async () => {
      const question = { room: 'lobby', after: 0, limit: 1 };
      const one = () => ask(chat, { subject: HISTORY_REQUEST, reply: historyReply, question });
      await Promise.all(Array.from({ length: 12 }, one));
      const [row] = await chat.database.sql(`
        select count(*)::int as n from pg_stat_activity
        where datname = current_database() and usename = 'persister'`);
      assert.ok(Number(row?.['n']) >= 4, `${row?.['n']} connections`);
    });

  it('is noticed: not ready within seconds, and alive', async () => {
    wire.cut();
    await append(chat, posts(10));
    await eventually(
      async () => {
        const { status, body } = await health(persister.opsPort, '/readyz');
        assert.equal(status, 503);
        assert.equal(body['postgres'], false);
      },
      { deadlineMs: 15_000 },
    );
    assert.equal((await health(persister.opsPort, '/livez')).status, 200);
  });

  it('catches up when it speaks again: every event a row, once', async () => {
    wire.mend();
    await append(chat, posts(10));
    await becomesComplete(30);
  });

  it('on connections of before a failover: what they had in hand comes again on others', async () => {
    await chat.database.sql(`
      create function dawdle() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock(7); perform pg_sleep(1); return null; end $$`);
    await chat.database.sql(
      'create trigger dawdle after insert on event for each statement execute function dawdle()',
    );
    await append(chat, posts(10));
    await eventually(async () => {
      const locks = `select 1 from pg_locks where locktype = 'advisory' and objid = 7`;
      assert.equal((await chat.database.sql(locks)).length, 1);
    });
    await fillPool();
    wire.cutOpen();
    // Neither the batch nor those in the pool ever hear a word again; the server ends the transaction after 20 s.
    await becomesComplete(40);
  });
});
