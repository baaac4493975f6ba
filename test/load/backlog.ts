// How fast one persister turns a backlog of 50,000 events into rows, from running to the last row, against the
// limit: Postgres itself COPYing the same rows from a file into tables with the same indexes, in the same run.
import { databaseUrl, SUPERUSER } from '../../src/local/postgres.ts';
import { encodeEvent, messagePostedEvent } from '../../src/shared/events.ts';
import { startChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { publishRaw } from '../support/log.ts';
import { disposeSharedPostgres, sql } from '../support/postgres.ts';
import { uuid7 } from '../support/wire.ts';
import { judge, say } from './figures.ts';

const EVENTS = 50_000;
const CHUNK = 5_000;
const SHARE_GOAL = 0.1;

const chat = await startChat({ gateways: 0, persisters: 0 });
const user = { id: 'guest-bench', name: 'Bench' };
for (let sent = 0; sent < EVENTS; sent += CHUNK) {
  const entries = Array.from({ length: CHUNK }, () => {
    const text = 'a message of the usual length';
    const event = messagePostedEvent({ id: uuid7(), room: 'lobby', user, text });
    return { subject: 'chat.room.lobby', payload: encodeEvent(event) };
  });
  await publishRaw(chat, entries);
}
/** Rows a second; each event is a row of `event` and one of `message`. */
const perSecond = (sinceMs: number) => (2 * EVENTS) / ((performance.now() - sinceMs) / 1_000);

await chat.startPersister();
const started = performance.now();
await eventually(
  async () => {
    const [row] = await chat.database.sql<{ n: string }>('select count(*) as n from message');
    if (Number(row?.n) !== EVENTS) throw new Error(`${row?.n} rows`);
  },
  { deadlineMs: 60_000 },
);
const seconds = (performance.now() - started) / 1_000;
const rate = perSecond(started);
await chat.persisters[0]?.stop();

const { port, name: database, credentials } = chat.database;
const { superuser: password } = credentials.postgres;
const superuser = databaseUrl({ user: SUPERUSER, password, port, database });
const [setting] = await sql<{ data_directory: string }>(superuser, 'show data_directory');
const file = (table: string) => `'${setting?.data_directory}/${database}-${table}.copy'`;
for (const table of ['event', 'message']) {
  await sql(superuser, `copy ${table} to ${file(table)}`);
  await sql(superuser, `create table limit_${table} (like ${table} including all)`);
}
const copied = performance.now();
await sql(superuser, `copy limit_event from ${file('event')}`);
await sql(superuser, `copy limit_message from ${file('message')}`);
const limit = perSecond(copied);
say(
  `backlog: ${EVENTS} events in ${seconds.toFixed(1)} s, ${Math.round(rate)} rows/s; ` +
    `COPY of the same rows ${Math.round(limit)} rows/s`,
);
judge(
  'share of what COPY reaches',
  (rate / limit).toFixed(2),
  String(SHARE_GOAL),
  rate / limit >= SHARE_GOAL,
);
await chat.stop();
await disposeSharedPostgres();
