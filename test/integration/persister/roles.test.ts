// What the roles that provisioning makes may not do: each does its own job, and holds up nobody's (P9).
import assert from 'node:assert/strict';
import { MikroORM } from '@mikro-orm/postgresql';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { openSql, sql } from '../../support/postgres.ts';
import { provision, runProgram } from '../../support/program.ts';

describe('roles of the database', () => {
  let chat: TestChat;
  before(async () => {
    chat = await startChat({ gateways: 0 });
  });
  after(() => chat?.stop());

  const MAY_NOT: [role: 'persister' | 'operator', statement: string][] = [
    ['persister', 'create table extra (n int)'],
    ['persister', 'alter table event add column extra int'],
    ['persister', 'drop table event'],
    ['persister', 'truncate event'],
    ['persister', 'delete from message'],
    ['persister', 'delete from event'],
    ['persister', 'delete from used_id'],
    ['persister', 'delete from progress'],
    ['persister', 'delete from erasure'],
    ['persister', 'delete from search_progress'],
    ['persister', 'truncate search_entry'],
    ['persister', 'insert into erasure default values'],
    ['persister', 'insert into progress default values'],
    ['persister', 'select * from migration'],
    ['persister', 'delete from migration'],
    ['persister', 'create role friend login'],
    ['persister', 'create index on event (type)'],
    ['persister', 'create temporary table extra (n int)'],
    ['persister', 'select lo_create(0)'],
    ['persister', 'do $$ begin lock table provisioning in access share mode; end $$'],
    ['operator', 'create table extra (n int)'],
    ['operator', 'create temporary table extra (n int)'],
    ['operator', 'select lo_create(0)'],
    ['operator', 'select lo_creat(-1)'],
    ['operator', `select lo_from_bytea(0, 'x')`],
    ['operator', 'do $$ begin lock table provisioning in row share mode; end $$'],
    ['operator', 'do $$ begin lock table event in row share mode; end $$'],
    ['operator', `insert into room values ('den', 1, 1, now())`],
    ['operator', 'update event set seq = 0'],
    ['operator', 'delete from message'],
    ['operator', 'truncate dead_letter'],
    ['operator', 'update erasure set seq = 1'],
    ['operator', 'delete from search_entry'],
    ['operator', 'drop table room'],
  ];
  for (const [role, statement] of MAY_NOT) {
    it(`the role ${role} may not: ${statement}`, async () => {
      const { persisterUrl, operatorUrl } = chat.database;
      const url = role === 'persister' ? persisterUrl : operatorUrl;
      await assert.rejects(sql(url, statement), /permission denied|must be owner/);
    });
  }

  it('an operator who reads, and keeps what a transaction locks, holds up no provisioning', async () => {
    const orm = await MikroORM.init({
      clientUrl: chat.database.operatorUrl,
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    try {
      await orm.em.fork().transactional(async (em) => {
        for (const table of ['provisioning', 'migration', 'event', 'message']) {
          await em.execute(`select count(*) from ${table}`);
        }
        await provision(chat.env.provision);
      });
    } finally {
      await orm.close(true);
    }
  });

  it('a role that locks itself, and never lets go, is ended after some seconds', async () => {
    const { operatorUrl } = chat.database;
    const lock = `do $$ begin
      alter role operator set work_mem = '8MB';
      alter role operator password 'x';
      perform pg_sleep(50);
    end $$`;
    const ended = assert.rejects(sql(operatorUrl, lock), /terminating connection/);
    await eventually(async () => {
      const [found] = await chat.database.sql(
        `select 1 from pg_locks where relation = 'pg_authid'::regclass and mode = 'RowExclusiveLock'`,
      );
      assert.ok(found, 'it has locked itself');
    });
    const { code, lines } = await runProgram('provision', chat.env.provision);
    assert.equal(code, 0, lines.join('\n'));
    assert.match(lines.join('\n'), /ended a session that held up provisioning/);
    await ended;
    await sql(operatorUrl, 'select 1');
  });

  it('no query of a role puts more than 128 MB aside on the disk of the rows', async () => {
    const { persisterUrl, operatorUrl } = chat.database;
    for (const url of [persisterUrl, operatorUrl]) {
      const spill =
        'select count(*) from (select g from generate_series(1, 20000000) g order by -g) g';
      await assert.rejects(sql(url, spill), /temp_file_limit/);
      await assert.rejects(sql(url, 'set temp_file_limit = -1'), /permission denied/);
    }
  });

  it('the operator takes ten connections, not all of the server; what it forgets ends', async () => {
    const { operatorUrl } = chat.database;
    const [forgotten] = await sql(operatorUrl, 'show idle_in_transaction_session_timeout');
    assert.deepEqual(forgotten, { idle_in_transaction_session_timeout: '1min' });
    // Whose client has left is counted until its session has ended, too.
    const left = `select from pg_stat_activity where usename = 'operator'`;
    await eventually(async () => assert.deepEqual(await chat.database.sql(left), []));
    const sessions = await Promise.all(Array.from({ length: 12 }, () => openSql(operatorUrl)));
    try {
      const asked = await Promise.allSettled(sessions.map(({ run }) => run('select 1')));
      const refused = asked.filter(({ status }) => status === 'rejected');
      assert.equal(refused.length, 2);
      assert.match(String((refused[0] as PromiseRejectedResult).reason), /too many connections/);
    } finally {
      await Promise.all(sessions.map(({ close }) => close()));
    }
    await eventually(async () => assert.deepEqual(await chat.database.sql(left), []));
  });

  it('the operator reads every table', async () => {
    for (const table of [
      'event',
      'used_id',
      'message',
      'room',
      'name',
      'dead_letter',
      'migration',
    ]) {
      await sql(chat.database.operatorUrl, `select count(*) from ${table}`);
    }
  });
});
