// How fast one persister turns a backlog of 50,000 events into rows, from running to the last row, against the
// limit: Postgres itself COPYing the same rows from a file into tables with the same indexes, in the same run.
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestChat } from '../support/chat.ts';
import { openSql, type Sql } from '../support/postgres.ts';
import { judge, say } from './figures.ts';
import { copyRows, fillLog, TABLES } from './full-log.ts';
import { withChat } from './with-chat.ts';

const EVENTS = 50_000;
const ROWS = TABLES.length * EVENTS;
const LAST = 2_000;
const LOOK_MS = 10;
const DEADLINE_MS = 60_000;
/** On two cores that Node, Postgres and NATS share, others beside them; docs/adr/0019 says what bounds it. */
const SHARE_GOAL = 0.2;

await withChat({ gateways: 0, persisters: 0 }, async (chat) => {
  await fillLog(chat, EVENTS);
  const seconds = await drain(chat);
  const rate = ROWS / seconds;
  const limit = ROWS / (await copyRows(chat));
  say(
    `backlog: ${EVENTS} events in ${seconds.toFixed(1)} s, ${Math.round(rate)} rows/s; ` +
      `COPY of the same rows ${Math.round(limit)} rows/s`,
  );
  const share = rate / limit;
  judge('share of what COPY reaches', share.toFixed(2), String(SHARE_GOAL), share >= SHARE_GOAL);
});

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
