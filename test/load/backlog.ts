// How fast one persister turns a backlog of 50,000 events into rows, from running to the last row, against the
// limit: Postgres itself COPYing the same rows from a file into tables with the same indexes, in the same run.
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseUrl, SUPERUSER } from '../../src/local/postgres.ts';
import type { TestChat } from '../support/chat.ts';
import { encodeFact, posted } from '../support/facts.ts';
import { publishRaw } from '../support/log.ts';
import { openSql, type Sql, sql } from '../support/postgres.ts';
import { uuid7 } from '../support/wire.ts';
import { judge, say } from './figures.ts';
import { withChat } from './with-chat.ts';

const EVENTS = 50_000;
/** Each event is a row in each of these. */
const TABLES = ['event', 'used_id', 'message'];
const ROWS = TABLES.length * EVENTS;
const CHUNK = 5_000;
const LAST = 2_000;
const LOOK_MS = 10;
const DEADLINE_MS = 60_000;
/** On two cores that Node, Postgres and NATS share, others beside them; docs/adr/0019 says what bounds it. */
const SHARE_GOAL = 0.2;

await withChat({ gateways: 0, persisters: 0 }, async (chat) => {
  await fill(chat);
  const seconds = await drain(chat);
  const rate = ROWS / seconds;
  const limit = ROWS / (await copy(chat));
  say(
    `backlog: ${EVENTS} events in ${seconds.toFixed(1)} s, ${Math.round(rate)} rows/s; ` +
      `COPY of the same rows ${Math.round(limit)} rows/s`,
  );
  const share = rate / limit;
  judge('share of what COPY reaches', share.toFixed(2), String(SHARE_GOAL), share >= SHARE_GOAL);
});

async function fill(chat: TestChat): Promise<void> {
  const user = { id: 'guest-bench', name: 'Bench' };
  const text = 'a message of the usual length';
  for (let sent = 0; sent < EVENTS; sent += CHUNK) {
    const entries = Array.from({ length: CHUNK }, () => {
      const event = posted({ id: uuid7(), room: 'lobby', user, text });
      return { subject: 'chat.room.lobby', payload: encodeFact(event) };
    });
    await publishRaw(chat, entries);
  }
}

/** Seconds of one persister, its start not counted. */
async function drain(chat: TestChat): Promise<number> {
  const database = await openSql(chat.database.adminUrl);
  const persister = await chat.startPersister();
  const started = performance.now();
  // Counting all of them again and again would be a part of what is measured.
  await untilCounted(database, `event where seq > ${EVENTS - LAST}`, LAST);
  await untilCounted(database, 'message', EVENTS);
  const seconds = (performance.now() - started) / 1_000;
  await persister.stop();
  await database.close();
  return seconds;
}

async function untilCounted(database: Sql, what: string, count: number): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const [row] = await database.run<{ n: string }>(`select count(*) as n from ${what}`);
    if (Number(row?.n) === count) return;
    if (performance.now() > deadline) throw new Error(`${row?.n} rows of ${what}`);
    await sleep(LOOK_MS);
  }
}

/** Seconds of Postgres alone. The file lies where only it reads: in its data directory. */
async function copy(chat: TestChat): Promise<number> {
  const { port, name: database, credentials } = chat.database;
  const { superuser: password } = credentials.postgres;
  const superuser = databaseUrl({ user: SUPERUSER, password, port, database });
  const [setting] = await sql<{ data_directory: string }>(superuser, 'show data_directory');
  const file = (table: string) => `'${setting?.data_directory}/${database}-${table}.copy'`;
  for (const table of TABLES) {
    await sql(superuser, `copy ${table} to ${file(table)}`);
    await sql(superuser, `create table limit_${table} (like ${table} including all)`);
  }
  const started = performance.now();
  for (const table of TABLES) await sql(superuser, `copy limit_${table} from ${file(table)}`);
  return (performance.now() - started) / 1_000;
}
