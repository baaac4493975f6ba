// The exchange, in one transaction: the tables of the two schemas change places, and the live checkpoint goes to where the new
// rows are whole. First writers wait, while what they wrote last is read from the log: nothing that was acknowledged lacks
// afterwards. Readers wait only for the moment in which the tables change places.
// Trap: a question that looked at the checkpoint before the last rows were written beside, and reads the tables after they
// changed places, would find neither the old rows nor those. So whoever looked before is waited for.
import { setTimeout as sleep } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Logger } from '../../../shared/logger.ts';
import { endWhoHolds } from '../../provision/in-the-way.ts';
import { endOfRows } from '../../provision/match-rows.ts';
import { grantTables } from '../../provision/roles.ts';
import { LOCK, letGoWhenLost } from '../../provision/schema.ts';
import { checkpointOf, type Db } from '../../rows/checkpoint.ts';
import { ASIDE, REPLACED, TABLES } from './aside.ts';
import { HandsOff } from './outcome.ts';
import { assertTurn } from './turn.ts';

export interface SwapOptions {
  live: MikroORM;
  logger: Logger;
  turn: string;
  version: string;
  epoch: string;
  /** Has everything up to `seq` in the new rows; rejects where that is too much for people to wait for. */
  fill: (seq: number) => Promise<void>;
}

export interface Swapped {
  seq: number;
  writersWaitedMs: number;
  readersWaitedMs: number;
}

/** Batches under way are written by then; those in the way for longer are ended (in-the-way.ts). */
const WRITERS_LOCK_MS = 8_000;
/** Everybody's questions wait behind this one: a few tries cost them less than a long one. */
const READERS_LOCK_MS = 300;
/** Should this program stand still in between, Postgres gives everything back. */
const STANDSTILL_MS = 10_000;
const LOOK_MS = 20;
/** A question is answered, or ended by its own limit, by then. */
const LOOKED_BEFORE_MS = 4_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Who holds the tables, and is none of ours to end. */
export class Held extends Error {
  override name = 'Held';
}

/** All of it or nothing: whatever it rejects with, the live tables are as before. */
export async function swap(options: SwapOptions): Promise<Swapped> {
  const pool = (): Db => options.live.em.fork().getKysely();
  try {
    return await pool()
      .transaction()
      .execute((db) => exchange(options, db));
  } catch (error) {
    if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
    const others = await endWhoHolds(pool(), TABLES, options.logger);
    if (others.length === 0) throw error;
    throw new Held(`${others.join(', ')} holds the tables: end that transaction`, { cause: error });
  }
}

async function exchange(options: SwapOptions, db: Db): Promise<Swapped> {
  const { turn, version, epoch, fill } = options;
  const tables = sql.join(TABLES.map((table) => sql.id('public', table)));
  await letGoWhenLost(db);
  await sql`select set_config('idle_in_transaction_session_timeout', ${`${STANDSTILL_MS}`}, true)`.execute(
    db,
  );
  await lockTimeout(db, WRITERS_LOCK_MS);
  await sql`lock table ${sql.table(LOCK)} in exclusive mode`.execute(db);
  await assertTurn(db, turn, version);
  // What was erased while the new rows were made may have been read for them before: it is gone over again. Who erases has
  // ended a piece by then, and begins none: it would wait for the tables, and these for it.
  await sql`update public.erasure set seq = 0`.execute(db);
  // So are the words of messages, which are of the old rows.
  await sql`update public.search_progress set again = 0`.execute(db);
  const frozenAt = performance.now();
  await sql`lock table ${tables} in exclusive mode`.execute(db);
  const found = await checkpointOf(db);
  if (found.epoch !== epoch) throw new HandsOff('the rows are of another log by now');
  const seq = Math.max(found.seq, await endOfRows(db));
  await fill(seq);
  // On a connection of its own: a transaction sees the same sessions for as long as it lasts.
  await untilNobodyLookedBefore(options.live.em.fork().getKysely());
  await lockTimeout(db, READERS_LOCK_MS);
  const heldAt = performance.now();
  await sql`lock table ${tables} in access exclusive mode`.execute(db);
  await changePlaces(db);
  await sql`
    update public.progress set seq = greatest(seq, (select seq from ${sql.id(ASIDE, 'progress')}))`.execute(
    db,
  );
  await sql`drop schema ${sql.id(ASIDE)} cascade`.execute(db);
  const now = performance.now();
  return { seq, writersWaitedMs: now - frozenAt, readersWaitedMs: now - heldAt };
}

async function changePlaces(db: Db): Promise<void> {
  const replaced = sql.id(REPLACED);
  await sql`drop schema if exists ${replaced} cascade`.execute(db);
  await sql`create schema ${replaced}`.execute(db);
  for (const table of TABLES) {
    await sql`alter table ${sql.id('public', table)} set schema ${replaced}`.execute(db);
    await sql`alter table ${sql.id(ASIDE, table)} set schema public`.execute(db);
  }
  await grantTables(db);
  // To compare the two; the persister sees nothing of it.
  await sql`grant usage on schema ${replaced} to operator`.execute(db);
}

/** No transaction of a persister is as old as what was last written; those that wait for us look anew afterwards. */
async function untilNobodyLookedBefore(db: Db): Promise<void> {
  const { rows } = await sql<{ now: string }>`select clock_timestamp()::text as now`.execute(db);
  const since = rows[0]?.now;
  for (const until = performance.now() + LOOKED_BEFORE_MS; ; ) {
    const { rows: older } = await sql`
      select pid from pg_stat_activity
      where usename = 'persister' and xact_start < ${since}::timestamptz
        and state <> 'idle' and wait_event_type is distinct from 'Lock'`.execute(db);
    if (older.length === 0) return;
    if (performance.now() > until) throw new Error('a question takes too long');
    await sleep(LOOK_MS);
  }
}

const lockTimeout = (db: Db, ms: number) =>
  sql`select set_config('lock_timeout', ${`${ms}`}, true)`.execute(db);
