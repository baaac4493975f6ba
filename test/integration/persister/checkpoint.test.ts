// How far the rows are whole, as the database itself says it: over committed rows only, in whatever order they are
// committed and by however many at once (P5: the second tick of a message).
import assert from 'node:assert/strict';
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { advance, checkpointOf, type Db, skip } from '../../../src/persister/rows/checkpoint.ts';
import { eventually } from '../../support/eventually.ts';
import type { TestDatabase } from '../../support/postgres.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';

const EPOCH = '2026-01-01T00:00:00Z';

describe('checkpoint: how far the rows are whole', () => {
  let rows: RowsDatabase;
  let database: TestDatabase;
  let orm: MikroORM;
  before(async () => {
    rows = await openRowsDatabase(EPOCH);
    ({ database, orm } = rows);
    // As the role of the persister.
  });
  after(async () => {
    await rows?.close();
  });
  beforeEach(async () => {
    await database.sql('truncate event, dead_letter');
    await database.sql('update progress set seq = 0, log_epoch = ?', [EPOCH]);
  });

  const db = (): Db => orm.em.fork().getKysely();
  const event = (on: Db, from: number, to = from) =>
    sql`
      insert into event (seq, room, type, user_id, user_name, client_id, at, data)
      select n, 'lobby', 'MessagePosted', 'ada', 'Ada', gen_random_uuid(), now(), '{}'
      from generate_series(${from}::bigint, ${to}::bigint) as n`.execute(on);
  const deadLetter = (on: Db, seq: number) =>
    sql`
      insert into dead_letter (seq, subject, reason, detail, raw, at)
      values (${seq}, 'chat.room.lobby.message', 'not_json', '', '', now())`.execute(on);
  const reached = async () => (await advance(db())).seq;
  const somebodyWaits = () =>
    eventually(async () => {
      const locks = 'select 1 from pg_stat_activity where wait_event_type = ? and datname = ?';
      assert.equal((await database.sql(locks, ['Lock', database.name])).length, 1);
    });

  it('ends where the first row lacks, and counts dead letters as rows', async () => {
    assert.equal(await reached(), 0);
    await event(db(), 1, 3);
    await deadLetter(db(), 4);
    await event(db(), 6);
    assert.equal(await reached(), 4);
    await deadLetter(db(), 5);
    assert.equal(await reached(), 6);
    assert.equal((await checkpointOf(db())).seq, 6, 'and stands in the database');
  });

  it('never passes a row whose transaction is open, though later ones are committed', async () => {
    const opened = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const slow = db()
      .transaction()
      .execute(async (trx) => {
        await event(trx, 1, 5);
        opened.resolve();
        await mayCommit.promise;
      });
    await opened.promise;
    await event(db(), 6, 10);
    assert.equal(await reached(), 0);
    mayCommit.resolve();
    await slow;
    assert.equal(await reached(), 10);
  });

  it('is never said to be lower than it was when the question began, though another one moves it meanwhile', async () => {
    await event(db(), 1, 3);
    const moved = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const other = db()
      .transaction()
      .execute(async (trx) => {
        await event(trx, 4, 5);
        await advance(trx);
        moved.resolve();
        await mayCommit.promise;
      });
    await moved.promise;
    const asked = reached();
    await somebodyWaits();
    mayCommit.resolve();
    await other;
    assert.equal(await asked, 5);
  });

  it('goes back where somebody sets it back, also while it is being moved', async () => {
    await event(db(), 1, 10);
    assert.equal(await reached(), 10);
    await event(db(), 11, 12);
    const deleted = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const operator = db()
      .transaction()
      .execute(async (trx) => {
        await sql`update progress set seq = 0`.execute(trx);
        // This role may not delete rows: away from where they were is as good.
        await sql`update event set seq = seq + 1000 where seq <= 10`.execute(trx);
        deleted.resolve();
        await mayCommit.promise;
      });
    await deleted.promise;
    const asked = reached();
    await somebodyWaits();
    mayCommit.resolve();
    await operator;
    assert.equal(await asked, 0);
    assert.equal(await reached(), 0);
  });

  it('comes to the end of a database that never had one, in pieces, by several at once', async () => {
    await event(db(), 1, 45_000);
    assert.deepEqual(
      await Promise.all([reached(), reached(), reached()]),
      [45_000, 45_000, 45_000],
    );
  });

  it('passes a hole only in the database and the log in which it was found', async () => {
    await event(db(), 1, 3);
    await event(db(), 6);
    await reached();
    await skip(db(), { epoch: 'of another log', from: 3, to: 5 });
    assert.equal(await reached(), 3);
    // Found in one whose rows come further than this one's.
    await skip(db(), { epoch: EPOCH, from: 4, to: 5 });
    assert.equal(await reached(), 3);
    await skip(db(), { epoch: EPOCH, from: 3, to: 5 });
    assert.equal(await reached(), 6);
    await skip(db(), { epoch: EPOCH, from: 3, to: 5 });
    assert.equal(await reached(), 6, 'and nobody brings it back');
  });
});
