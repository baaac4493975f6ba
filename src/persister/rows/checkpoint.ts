// How far the rows are whole: everything of the log up to the checkpoint is a row of `event` or `dead_letter`, or was erased
// from the log. It stands beside the rows, so it is lost, copied and brought back with them.
// Invariant: it is moved over rows that are committed and over proven holes (holes.ts), never over what somebody says.
import type { MikroORM } from '@mikro-orm/postgresql';
import { type Kysely, sql } from 'kysely';

export type Db = Kysely<unknown>;

/** The time of an event as the log says it: the ORM has times come as text, in a form of Postgres' own. */
export const AT = sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export interface Checkpoint {
  /** Which database this is. */
  database: string;
  /** When the log was made that the rows are of; null where nobody compared them yet. */
  epoch: string | null;
  seq: number;
}

/** Rows looked at in one statement: milliseconds, whatever a database has to catch up with. */
const PIECE = 20_000;

/** The rows are of another log than the one they are compared with: nothing may be written, and nothing be said about them. */
export class OtherLog extends Error {
  constructor() {
    super(
      'the rows are not known to be of the log that NATS has: provisioning compares the two when a persister starts',
    );
    this.name = 'OtherLog';
  }
}

/** Moves it to the end of the rows that follow it without a gap. By any number of replicas at once. */
export async function advance(db: Db): Promise<Checkpoint> {
  for (;;) {
    const { rows } = await sql<Advanced>`
      with above as (
        (select seq from event where seq > (select seq from progress) order by seq limit ${PIECE})
        union
        (select seq from dead_letter where seq > (select seq from progress) order by seq limit ${PIECE})
      ), counted as (
        select seq, row_number() over (order by seq) as place from above
      ), reached as (
        select progress.seq as base,
          (select max(counted.seq) from counted where counted.seq = progress.seq + counted.place) as seq
        from progress
      ), moved as (
        update progress set seq = reached.seq from reached where reached.seq > reached.base and progress.seq = reached.base
        returning progress.seq
      )
      select progress.id, progress.log_epoch as epoch, coalesce(moved.seq, progress.seq) as seq,
        coalesce(moved.seq - progress.seq, 0) as gained, moved.seq is null and reached.seq is not null as overtaken
      from progress cross join reached left join moved on true`.execute(db);
    const [row] = rows;
    if (row === undefined) throw new Error('the table progress has lost its row');
    // Somebody else moved it meanwhile, or set it back: to where, this statement cannot see.
    if (row.overtaken || Number(row.gained) >= PIECE) continue;
    return { database: row.id, epoch: row.epoch, seq: Number(row.seq) };
  }
}

interface Advanced {
  id: string;
  epoch: string | null;
  seq: string;
  gained: string;
  overtaken: boolean;
}

export interface Hole {
  epoch: string;
  /** The checkpoint at which the hole was found. */
  from: number;
  to: number;
}

/** Moves it over a hole. Where another database took this one's place meanwhile, whose rows end before it, nothing moves. */
export async function skip(db: Db, { epoch, from, to }: Hole): Promise<void> {
  await sql`
    update progress set seq = ${to}::bigint
    where seq >= ${from}::bigint and seq < ${to}::bigint and log_epoch = ${epoch}`.execute(db);
}

/** As it stands, without moving it. */
export async function checkpointOf(db: Db): Promise<Checkpoint> {
  const { rows } = await sql<{ id: string; epoch: string | null; seq: string }>`
    select id, log_epoch as epoch, seq from progress`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the table progress has lost its row');
  return { database: row.id, epoch: row.epoch, seq: Number(row.seq) };
}

/** Up to `seq`, as far as every event has the rows that are made of it. Asked after `seq`: what is a row then stays one. */
export async function projectedUpTo(db: Db, seq: number): Promise<number> {
  const { rows } = await sql<{ seq: string }>`
    select least(${seq}::bigint, min(seq) - 1) as seq from event where not projected`.execute(db);
  return Number(rows[0]?.seq ?? seq);
}

/** Up to where every event of these types has the rows that are made of it, and of which log they are. */
export async function wholeWith(
  db: Db,
  types: readonly string[],
): Promise<{ epoch: string | null; whole: number }> {
  const { rows } = await sql<{ epoch: string | null; whole: string }>`
    select log_epoch as epoch, least(seq, (
      select min(seq) - 1 from event where not projected and type = any(${[...types]}::text[])
    )) as whole from progress`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the table progress has lost its row');
  return { epoch: row.epoch, whole: Number(row.whole) };
}

/** Throws {@link OtherLog} where rows of this log must not be written. */
export async function assertLog(db: Db, epoch: string): Promise<void> {
  if ((await checkpointOf(db)).epoch !== epoch) throw new OtherLog();
}

/** All that `read` asks is of one moment of one database. */
export function inSnapshot<T>(orm: MikroORM, read: (db: Db) => Promise<T>): Promise<T> {
  const pool: Db = orm.em.fork().getKysely();
  return pool.transaction().setIsolationLevel('repeatable read').execute(read);
}
