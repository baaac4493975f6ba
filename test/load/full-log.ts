// A log that is full of messages, and what the rows made of it cost Postgres alone: for measurements of who makes them.
import { databaseUrl, SUPERUSER } from '../../src/local/postgres.ts';
import type { TestChat } from '../support/chat.ts';
import { encodeFact, posted } from '../support/facts.ts';
import { publishRaw } from '../support/log.ts';
import { sql } from '../support/postgres.ts';
import { uuid7 } from '../support/wire.ts';

/** Each event is a row in each of these. */
export const TABLES = ['event', 'used_id', 'message'];
const CHUNK = 5_000;

export async function fillLog(chat: TestChat, events: number): Promise<void> {
  const user = { id: 'guest-bench', name: 'Bench' };
  const text = 'a message of the usual length';
  for (let sent = 0; sent < events; sent += CHUNK) {
    const entries = Array.from({ length: CHUNK }, () => {
      const event = posted({ id: uuid7(), room: 'lobby', user, text });
      return { subject: 'chat.room.lobby.message', payload: encodeFact(event) };
    });
    await publishRaw(chat, entries);
  }
}

/** Seconds of Postgres alone, that COPYs the same rows from a file into tables with the same indexes. The file lies where only it reads: in its data directory. */
export async function copyRows(chat: TestChat): Promise<number> {
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
