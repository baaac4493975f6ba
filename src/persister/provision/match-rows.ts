// Rows and log are of one history, or somebody has to decide: a log that ends before the rows do, or that says something
// else than they do, would give new events sequences that rows have. Rows that lack what was acknowledged are read again.
import { sql } from 'kysely';
import type { Logger } from '../../shared/logger.ts';
import { PERSISTER_CONSUMER, STREAM } from '../../shared/subjects.ts';
import { type DatabasePlace, openDatabase, WRITING } from '../database/database.ts';
import { deliverAgain, ensureDurable } from '../log/durable.ts';
import { checkpointOf, type Db } from '../rows/checkpoint.ts';
import type { LogApi } from '../rows/holes.ts';
import { settle } from '../rows/settle.ts';
import { differsAt } from './same-history.ts';

/** Throws, with what to do, when the database holds rows: of a log that is not there. */
export async function assertNoRows(place: DatabasePlace): Promise<void> {
  const end = await withRows(place, async (db) =>
    (await hasTables(db)) ? await endOfRows(db) : 0,
  );
  if (end === 0) return;
  throw new Error(
    `the database holds rows up to sequence ${end} of a log that NATS does not have: bring that log back ` +
      '(make restore DIR=…, or its claims), or start anew with an empty database',
  );
}

export interface MatchOptions extends LogApi {
  place: DatabasePlace;
  logger: Logger;
}

/**
 * Throws, with what to do, when the rows go on where the log ends, or are of another log. When they lack what the persister
 * acknowledged (a database that was lost or is an old copy), the log is delivered again from the first that they lack.
 */
export async function matchRows(options: MatchOptions): Promise<void> {
  await withRows(options.place, (db) => match(options, db));
}

async function match(options: MatchOptions, db: Db): Promise<void> {
  const { nc, jsm, logger } = options;
  // Gone while this was tried before: then nothing is acknowledged.
  await ensureDurable(jsm);
  // In this order: what is acknowledged is a row before, and what is a row is in the log before.
  const consumer = await jsm.consumers.info(STREAM, PERSISTER_CONSUMER);
  const end = await endOfRows(db);
  const { created, state } = await jsm.streams.info(STREAM);
  if (end > state.last_seq) {
    throw new Error(
      `the database holds rows up to sequence ${end}, but the log ends at ${state.last_seq}: new messages would get ` +
        'sequences that rows have. Bring a newer backup back, or start with an empty database: its rows are made from the log',
    );
  }
  const epoch = String(created);
  await adopt(options, db, epoch);
  const quiet = consumer.num_pending + consumer.num_ack_pending === 0;
  const { seq, owed } = await settle(db, options, { epoch, last: state.last_seq, quiet });
  const acknowledged = consumer.ack_floor.stream_seq;
  if (!owed || acknowledged <= seq || !(await deliverAgain(nc, jsm, seq + 1))) return;
  logger.warn({ rows: seq, acknowledged }, 'rows are missing: the log is read from there again');
}

/** From now on the rows are of this log. One that was brought back is the same history with another date. */
async function adopt(options: MatchOptions, db: Db, epoch: string): Promise<void> {
  if ((await checkpointOf(db)).epoch === epoch) return;
  const different = await differsAt(options, db);
  if (different !== undefined) {
    throw new Error(
      `the database holds rows of another log than NATS has: at sequence ${different} the two say different things. ` +
        'Bring that log back (make restore DIR=…), or start with an empty database: its rows are made from the log',
    );
  }
  await sql`update progress set log_epoch = ${epoch}`.execute(db);
  options.logger.info({ epoch }, 'the rows are of this log');
}

async function withRows<T>(place: DatabasePlace, work: (db: Db) => Promise<T>): Promise<T> {
  const orm = await openDatabase(place, { name: 'provision', ...WRITING });
  try {
    return await work(orm.em.fork().getKysely());
  } finally {
    await orm.close(true);
  }
}

async function hasTables(db: Db): Promise<boolean> {
  const { rows } = await sql<{ made: boolean }>`
    select to_regclass('event') is not null as made`.execute(db);
  return rows[0]?.made === true;
}

/** The last entry that is a row or a dead letter; 0 when there is none. */
export async function endOfRows(db: Db): Promise<number> {
  const { rows } = await sql<{ last: string }>`
    select greatest(
      coalesce((select max(seq) from event), 0), coalesce((select max(seq) from dead_letter), 0)
    )::text as last`.execute(db);
  return Number(rows[0]?.last ?? 0);
}
