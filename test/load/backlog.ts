// How fast one persister turns a backlog of 50,000 events into rows, against what Postgres itself can do with
// the same rows: INSERT … SELECT from the tables they are already in.
import { encodeEvent, messagePostedEvent } from '../../src/shared/events.ts';
import { startChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { publishRaw } from '../support/log.ts';
import { disposeSharedPostgres } from '../support/postgres.ts';
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
const started = performance.now();
await chat.startPersister();
await eventually(
  async () => {
    const [row] = await chat.database.sql<{ n: string }>('select count(*) as n from message');
    if (Number(row?.n) !== EVENTS) throw new Error(`${row?.n} rows`);
  },
  { deadlineMs: 60_000 },
);
const rate = EVENTS / ((performance.now() - started) / 1_000);

await chat.database.sql('create table limit_event (like event including all)');
await chat.database.sql('create table limit_message (like message including all)');
const copied = performance.now();
await chat.database.sql('insert into limit_event select * from event');
await chat.database.sql('insert into limit_message select * from message');
const limit = EVENTS / ((performance.now() - copied) / 1_000);
say(`a backlog of ${EVENTS} events, start of the persister included`);
say(
  `  persister ${Math.round(rate)} events/s, INSERT … SELECT inside Postgres ${Math.round(limit)}`,
);
judge(
  'share of what Postgres allows',
  (rate / limit).toFixed(2),
  String(SHARE_GOAL),
  rate / limit >= SHARE_GOAL,
);
await chat.stop();
await disposeSharedPostgres();
