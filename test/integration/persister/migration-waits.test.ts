// While tables are brought up to date the persister of before writes its rows, however long the steps take.
import assert from 'node:assert/strict';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import pino from 'pino';
import { NO_ENTITIES } from '../../../src/persister/database/database.ts';
import { MIGRATIONS } from '../../../src/persister/database/migrations/list.ts';
import { provisionSchema } from '../../../src/persister/provision/schema.ts';
import { eventually } from '../../support/eventually.ts';
import {
  createTestDatabase,
  openSql,
  type Sql,
  type TestDatabase,
} from '../../support/postgres.ts';

const MESSAGES = 45_000;

describe('tables: brought up to date while rows are written', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let holder: Sql;
  let writer: Sql;
  beforeEach(async () => {
    database = await createTestDatabase();
    holder = await openSql(database.adminUrl);
    writer = await openSql(database.adminUrl);
    await writer.run("set statement_timeout = '5s'");
  });
  afterEach(async () => {
    await holder?.close();
    await writer?.close();
    await database?.drop();
  });

  /** The tables of a version before, with rows in them. */
  async function asBefore(last: string): Promise<void> {
    const end = MIGRATIONS.findIndex(({ name }) => name === last) + 1;
    const owner = await MikroORM.init({
      clientUrl: database.adminUrl,
      ...NO_ENTITIES,
      extensions: [Migrator],
      migrations: {
        ...{ tableName: 'migration', snapshot: false, allOrNothing: false },
        migrationsList: MIGRATIONS.slice(0, end),
      },
      logger: () => undefined,
    });
    await owner.migrator.up();
    await owner.close(true);
    await database.sql(
      `insert into event (seq, room, type, user_id, user_name, client_id, at, data, projected)
       select n, 'lobby', 'MessagePosted', 'guest-ada', 'Ada', gen_random_uuid(), now(),
         jsonb_build_object('text', 'hello', 'replyTo', n), true from generate_series(1, ?) n`,
      [MESSAGES],
    );
    await database.sql(`
      insert into message (seq, room, user_id, user_name, client_id, text, sent_at)
      select seq, room, user_id, user_name, client_id, data ->> 'text', at from event`);
    await database.sql('update progress set seq = ?', [MESSAGES]);
  }
  const provision = async () => {
    const { persister, operator } = database.credentials.postgres;
    const place = { url: database.adminUrl };
    await provisionSchema(place, { persister, operator }, pino({ level: 'silent' }));
  };
  const waits = (like: string) =>
    eventually(
      async () => {
        const waiting = await database.sql(
          `select from pg_stat_activity where application_name = 'provision' and datname = current_database()
         and wait_event_type = 'Lock' and query like ?`,
          [like],
        );
        assert.equal(waiting.length, 1);
      },
      { deadlineMs: 20_000 },
    );

  it('where every message gets new columns, from its event', async () => {
    await asBefore('0006-places');
    await holder.run('begin');
    await holder.run('lock table event in access exclusive mode');
    const provisioned = provision();
    await waits('%update message set%');
    await writer.run("update message set user_name = 'Ada L' where seq = 5");
    await holder.run('commit');
    await provisioned;
    const [found] = await database.sql(
      `select count(*)::int as n, sum(reply_to + text_rank + 2 * post_rank + seq * 2)::int as sum from message`,
    );
    assert.deepEqual(found, { n: MESSAGES, sum: 0 });
  });

  it('where an index of all of them is made; one that was cut off is made again', async () => {
    await asBefore('0009-names');
    await holder.run('begin');
    await holder.run("update message set user_name = 'Ada L' where seq = 5");
    const provisioned = provision();
    await waits('%message_search%');
    await writer.run("update message set user_name = 'Ada L' where seq = 6");
    const cutOff = assert.rejects(provisioned);
    await database.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'provision' and wait_event_type = 'Lock' and query like '%message_search%'`,
    );
    await cutOff;
    await holder.run('commit');
    await provision();
    const [index] = await database.sql(
      `select indisvalid as valid from pg_index where indexrelid = 'message_search'::regclass`,
    );
    assert.deepEqual(index, { valid: true });
  });

  it('with words of every message that was there', async () => {
    await asBefore('0014-operators');
    await provision();
    const [found] = await database.sql(
      'select count(*)::int as n, (select seq::int from search_progress) as seq from search_entry',
    );
    assert.deepEqual(found, { n: MESSAGES, seq: MESSAGES });
  });
});
