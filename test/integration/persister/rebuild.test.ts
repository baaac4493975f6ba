// Rows anew from the log beside the live ones, exchanged while people talk (P5, P9).
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { IsolationLevel } from '@mikro-orm/postgresql';
import { headers } from 'nats';
import { lookupReply } from '../../../src/chat/kernel/questions.ts';
import { type Child, startChild } from '../../../src/local/child.ts';
import { programSpec } from '../../../src/local/programs.ts';
import { openDatabase } from '../../../src/persister/database/database.ts';
import { LOOKUP_REQUEST } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { add, deleted, say } from '../../support/erasing.ts';
import { eventually } from '../../support/eventually.ts';
import { keepLock } from '../../support/kept-lock.ts';
import { changeLog, logCount, publishRaw } from '../../support/log.ts';
import { ADA, append, ask, logInfo, post, posts } from '../../support/persister.ts';
import { provision, runProgram } from '../../support/program.ts';
import { allRows, rowsOfLog } from '../../support/rows.ts';
import { uuid7 } from '../../support/wire.ts';

const SLOW = { deadlineMs: 30_000 };

describe('rebuild', function () {
  this.timeout(120_000);
  let chat: TestChat;
  const children: Child[] = [];
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.kill()));
    await chat?.stop();
  });

  const wholeTo = (last: number) =>
    eventually(async () => {
      const [row] = await chat.database.sql('select seq::int as seq from progress');
      assert.equal(row?.['seq'], last);
    }, SLOW);
  const settled = async () => wholeTo((await logInfo(chat)).state.last_seq);
  const fill = async (count: number) => {
    const entries = posts(count).map(({ subject, payload }) => ({ subject, payload }));
    await publishRaw(chat, entries);
    await eventually(async () => assert.equal(await logCount(chat), count), SLOW);
  };
  const envOf = (env: Record<string, string>) => ({
    ...chat.env.provision,
    LOG_LEVEL: 'warn',
    ...env,
  });
  const rebuild = (env: Record<string, string> = {}) => runProgram('rebuild', envOf(env));
  const start = (env: Record<string, string> = {}): Child => {
    const child = startChild(programSpec('rebuild', 'rebuild', envOf(env)));
    children.push(child);
    return child;
  };
  const says = (child: Child, words: string) =>
    child.waitForLine((line) => (line.includes(words) ? line : undefined), 30_000);
  const done = async (child: Child) => {
    const { code } = await child.exited;
    assert.equal(code, 0, child.lines().join('\n'));
  };
  /** How far the rows beside have come; 0 before there are any. */
  const beside = async (): Promise<number> => {
    const [found] = await chat.database.sql<{ seq: number }>(
      'select seq::int as seq from rebuild.progress',
    );
    return found?.seq ?? 0;
  };
  /** People who talk until they are stopped; answers what they said. */
  const talk = () => {
    let talking = true;
    const said: { id: string; seq: number; room: string }[] = [];
    const ended = (async () => {
      const nc = await chat.nats.connect('gateway');
      while (talking) {
        const room = said.length % 3 === 0 ? 'den' : 'lobby';
        const id = uuid7();
        const { subject, payload } = post(`said ${said.length}`, { room, id });
        const { seq } = await nc.jetstream().publish(subject, payload);
        said.push({ id, seq, room });
        await sleep(1);
      }
      await nc.close();
    })();
    return {
      said,
      stop: async () => {
        talking = false;
        await ended;
      },
    };
  };

  it('makes rows that are the live ones, value by value, with their indexes and grants', async () => {
    chat = await startChat({ gateways: 0 });
    await fill(2_500);
    await publishRaw(chat, [{ subject: 'chat.room.lobby.message', payload: 'no fact' }]);
    await settled();
    const shape = async () => ({
      indexes: await chat.database.sql(
        `select indexdef from pg_indexes where schemaname = 'public' order by 1`,
      ),
      constraints: await chat.database.sql(
        `select conname, pg_get_constraintdef(oid) as def from pg_constraint
         where connamespace = 'public'::regnamespace order by 1, 2`,
      ),
      grants: await chat.database.sql(
        `select relname, relacl::text from pg_class where relnamespace = 'public'::regnamespace
         and relkind = 'r' and relname not in ('rebuilding', 'migration') order by 1`,
      ),
    });
    const [before, shapeBefore] = [await allRows(chat.database), await shape()];
    // Words that are not of these rows.
    await chat.database.sql("update search_entry set words = ''");
    const { code, lines } = await rebuild();
    assert.equal(code, 0, lines.join('\n'));
    assert.match(lines.join('\n'), /event: 2,500 rows, alike/);
    assert.deepEqual(await allRows(chat.database), before);
    assert.deepEqual(await allRows(chat.database, 'replaced'), before);
    assert.deepEqual(await shape(), shapeBefore);
    const stale = "select from search_entry where words = ''";
    await eventually(async () => assert.deepEqual(await chat.database.sql(stale), []));
    assert.equal((await rebuild({ DROP_OLD: '1' })).code, 0);
    assert.deepEqual(await shape(), shapeBefore);
    const schemas = `select nspname from pg_namespace where nspname in ('rebuild', 'replaced')`;
    assert.deepEqual(await chat.database.sql(schemas), []);
  });

  it('rows that lack, are changed or are too many are right afterwards, and it says so', async () => {
    chat = await startChat({ gateways: 0 });
    await fill(50);
    await settled();
    const before = await allRows(chat.database);
    await chat.database.sql('delete from message where seq in (7, 8)');
    await chat.database.sql(`update message set text = 'never said' where seq = 9`);
    await chat.database.sql(
      `update event set data = '{"text": "never said"}' where seq between 20 and 22`,
    );
    await chat.database.sql(`insert into used_id values ('guest-eve', '${uuid7()}', 30, 'lobby')`);
    await chat.database.sql('delete from room');
    const { code, lines } = await rebuild();
    assert.equal(code, 0, lines.join('\n'));
    assert.deepEqual(await allRows(chat.database), before);
    const text = lines.join('\n');
    assert.match(text, /message: 50 rows; 2 lack now and come, 0 go, 1 change/);
    assert.match(text, /event: 50 rows; 0 lack now and come, 0 go, 3 change/);
    assert.match(text, /used_id: 51 rows; 0 lack now and come, 1 go, 0 change/);
    assert.match(text, /room: 1 rows; 1 lack now and come/);
    assert.match(text, /old .*never said/);
  });

  it('killed five times while people talk, it goes on, and the rows are those of the log', async () => {
    chat = await startChat({ gateways: 0, persisters: 2 });
    await fill(20_000);
    const people = talk();
    let reached = 0;
    for (let kills = 0; kills < 3; kills++) {
      const child = start();
      await eventually(async () => {
        const now = await beside();
        assert.ok(now > reached, `${now}`);
        reached = now;
      }, SLOW);
      await child.kill();
      assert.ok((await beside()) >= reached);
    }
    for (const words of ['Making indexes', 'Comparing']) {
      const child = start();
      await says(child, 'Goes on behind');
      await says(child, words);
      await child.kill();
    }
    await done(start());
    await people.stop();
    await settled();
    assert.ok(people.said.length > 0);
    assert.deepEqual(await allRows(chat.database), await rowsOfLog(chat));
  });

  it('what the log no longer holds is taken over from the old rows; what was erased inside it is not', async () => {
    chat = await startChat({ gateways: 0 });
    await changeLog(chat, { allow_msg_ttl: true });
    const forgotten = headers();
    forgotten.set('Nats-TTL', '3s');
    const old = uuid7();
    const entries = [post('the first', { id: old, room: 'den' }), ...posts(39)];
    entries[9] = { subject: 'chat.room.lobby.message', payload: Buffer.from('no fact') };
    const nc = await chat.nats.connect('gateway');
    for (const [i, { subject, payload }] of entries.entries()) {
      const goes = i < 30 || i === 34;
      await nc.jetstream().publish(subject, payload, goes ? { headers: forgotten } : {});
    }
    await nc.close();
    await settled();
    const before = await allRows(chat.database);
    await eventually(async () => assert.equal(await logCount(chat), 9), SLOW);
    const { code, lines } = await rebuild();
    assert.equal(code, 0, lines.join('\n'));
    assert.match(lines.join('\n'), /begins at 31: 30 entries of before were taken over/);
    assert.match(lines.join('\n'), /event: 39 rows; 0 lack now and come, 1 go, 0 change/);
    // The 35th entry says "number 34", and is gone for good.
    const kept = (rows: string[] = []) => rows.filter((row) => !/^\(35,|,35,/.test(row));
    const expected = Object.entries(before).map(([name, rows]) => [name, kept(rows)]);
    assert.deepEqual(await allRows(chat.database), Object.fromEntries(expected));
    const question = { userId: ADA.id, clientId: old, atLeast: 40 };
    const found = await ask(chat, { subject: LOOKUP_REQUEST, reply: lookupReply, question });
    assert.deepEqual(found, { found: { seq: 1, room: 'den' } });
  });

  it('of two at once the second says so and ends; provisioning may run beside it', async () => {
    chat = await startChat({ gateways: 0 });
    await fill(10_000);
    const first = start();
    await says(first, 'made anew');
    process.kill(first.pid ?? 0, 'SIGSTOP');
    const second = await rebuild().finally(() => process.kill(first.pid ?? 0, 'SIGCONT'));
    assert.equal(second.code, 2, second.lines.join('\n'));
    assert.match(second.lines.join('\n'), /another rebuild is under way/);
    await provision(chat.env.provision);
    await done(first);
  });

  it('people talk on: nobody is refused, old ids are found, ticks come, nothing is read twice', async () => {
    chat = await startChat({ gateways: 0, persisters: 2 });
    const old = uuid7();
    await append(chat, [post('long ago', { id: old })]);
    const people = talk();
    const child = start();
    let ended = false;
    void child.exited.then(() => {
      ended = true;
    });
    const lookUp = (clientId: string, atLeast: number) =>
      ask(chat, {
        subject: LOOKUP_REQUEST,
        reply: lookupReply,
        question: { userId: ADA.id, clientId, atLeast },
      });
    let asked = 0;
    while (!ended) {
      const last = people.said.at(-1);
      assert.deepEqual(await lookUp(old, 1), { found: { seq: 1, room: 'lobby' } });
      if (last === undefined) continue;
      const { id, seq, room } = last;
      assert.deepEqual(await lookUp(id, seq), { found: { seq, room } });
      assert.deepEqual(await lookUp(uuid7(), seq), { found: null });
      asked += 1;
    }
    await done(child);
    assert.ok(asked > 0);
    await people.stop();
    await settled();
    assert.deepEqual(await allRows(chat.database), await rowsOfLog(chat));
    const lines = chat.persisters.flatMap((program) => program.log());
    assert.deepEqual(
      lines.filter(({ level }) => Number(level) >= 40).map(({ msg }) => msg),
      [],
    );
  });

  it('who looked how far the rows are before the exchange finds all of them after it', async () => {
    chat = await startChat({ gateways: 0 });
    await fill(100);
    await settled();
    const people = talk();
    const place = { url: chat.database.persisterUrl };
    const use = { name: 'readers', connectionsMax: 8, statementMs: 10_000 };
    const orm = await openDatabase(place, use);
    const child = start();
    // So that much has become rows since the new ones were whole.
    const lock = 'lock table provisioning in exclusive mode';
    await says(child, 'Comparing');
    const release = await keepLock(chat.database.adminUrl, lock);
    setTimeout(release, 1_000);
    let ended = false;
    void child.exited.then(() => {
      ended = true;
    });
    const reader = async () => {
      while (!ended) {
        const [seen, found] = await orm.em.fork().transactional(
          async (em) => {
            const [row] = await em.execute<{ seq: string }[]>('select seq from progress');
            await sleep(60);
            const [count] = await em.execute<{ n: string }[]>(
              `select count(*) as n from event where seq <= ${row?.seq}`,
            );
            return [Number(row?.seq), Number(count?.n)];
          },
          { isolationLevel: IsolationLevel.REPEATABLE_READ },
        );
        assert.equal(found, seen);
      }
    };
    try {
      await Promise.all(Array.from({ length: 8 }, reader));
    } finally {
      await people.stop();
      await orm.close(true);
    }
    await done(child);
  });

  it('Postgres and NATS are killed meanwhile: it goes on by itself', async () => {
    chat = await startChat({ gateways: 0, ownPostgres: true });
    await fill(20_000);
    const child = start();
    await eventually(async () => assert.ok((await beside()) > 0), SLOW);
    await chat.postgres?.kill9();
    await chat.postgres?.start();
    await says(child, 'Goes on behind');
    await chat.nats.kill9();
    await chat.nats.restart();
    await done(child);
    await settled();
    assert.deepEqual(await allRows(chat.database), await rowsOfLog(chat));
  });

  it('an operator who keeps a table is ended, somebody else is named and waited for', async () => {
    chat = await startChat({ gateways: 0 });
    await fill(10);
    await settled();
    const endOperator = await keepLock(chat.database.operatorUrl, 'select from message');
    assert.equal((await rebuild()).code, 0);
    await assert.rejects(endOperator());

    const { adminUrl, superuserUrl } = chat.database;
    for (const [url, who] of [
      [adminUrl, /chat_owner \(pid \d+\) holds the tables/],
      [superuserUrl, /postgres \(pid \d+\) holds the tables/],
    ] as const) {
      const end = await keepLock(url, 'select from message');
      const child = start();
      assert.match(await says(child, 'Not exchanged yet'), who);
      await append(chat, posts(1));
      await settled();
      await end();
      await done(child);
    }
  });

  it('somebody who keeps a table is waited for so long and no longer, though people talk', async () => {
    chat = await startChat({ gateways: 0 });
    const end = await keepLock(chat.database.superuserUrl, 'select from room');
    const people = talk();
    try {
      const child = start({ WAIT_MS: '5000' });
      assert.match(await says(child, 'the live rows are as before'), /holds the tables/);
      assert.equal((await child.exited).code, 1);
    } finally {
      await people.stop();
      await end();
    }
    const { code, lines } = await rebuild();
    assert.equal(code, 0);
    assert.match(lines.join('\n'), /Goes on behind/);
  });

  it('what another version began is begun again; rows of another log are left alone', async () => {
    chat = await startChat({ gateways: 0 });
    await fill(20_000);
    await settled();
    const child = start({ VERSION: 'of before' });
    await eventually(async () => assert.ok((await beside()) > 0), SLOW);
    await child.kill();
    const { code, lines } = await rebuild();
    assert.equal(code, 0);
    assert.match(lines.join('\n'), /made anew/);
    await chat.database.sql(`update progress set log_epoch = 'another log'`);
    const refused = await rebuild();
    assert.equal(refused.code, 2);
    assert.match(refused.lines.join('\n'), /rows are of another log/);
  });

  it('rows that say again what was erased while they were made say it no more', async () => {
    chat = await startChat({ gateways: 0 });
    const nc = await chat.nats.connect('gateway');
    const message = await say(nc, 'a secret that is copied');
    await settled();
    // The new rows hold it, and the exchange waits for who reads the old ones.
    const goOn = await keepLock(chat.database.adminUrl, 'select from message');
    const child = start();
    await says(child, 'Not exchanged yet');
    await add(nc, deleted(message));
    const data = async (schema: string) => {
      const [row] = await chat.database.sql(
        `select data from ${schema}.event where seq = ${message.seq}`,
      );
      return row?.['data'];
    };
    await eventually(async () => assert.equal(await data('public'), null), SLOW);
    assert.deepEqual(await data('rebuild'), { text: 'a secret that is copied' });
    await goOn();
    await done(child);
    await eventually(async () => assert.equal(await data('public'), null), SLOW);
    assert.equal(await data('replaced'), null);
  });
});
