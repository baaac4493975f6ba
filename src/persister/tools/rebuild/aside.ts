// The tables that are filled beside the live ones, in a schema of their own, and how far they have come: one row beside them,
// lost and kept with them. Whoever writes to them works with this schema as its only one, so that no statement has to say so.
// Invariants: one rebuild at a time; what another version of the program began, or what is of another log, is begun again.
import { createHash } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { PLAN } from '../../../chat/features.ts';
import { LOCK, LOCK_WAIT_MS, letGoWhenLost, makeLock } from '../../provision/schema.ts';
import { inTurn } from '../../provision/turn.ts';
import type { Db } from '../../rows/checkpoint.ts';
import { HandsOff } from './outcome.ts';

/** Filled, and then empty again: its tables take the place of the live ones. */
export const ASIDE = 'rebuild';
/** The tables that were live before. */
export const REPLACED = 'replaced';
/** Who holds it rebuilds. A table, as provisioning's is: nobody else may lock it. */
const ALONE = 'rebuilding';

export const TABLES: readonly string[] = PLAN.tables.map(({ name }) => name);

export interface Aside {
  /** Whose turn it is: who comes later takes it away from who was cut off. */
  turn: string;
  /** Everything below was taken over from the live rows, for the log does not hold it. */
  taken: number;
  /** Everything up to here is in these tables. */
  seq: number;
}

/** Runs `work` while nobody else rebuilds; throws {@link HandsOff} where somebody does. */
export async function alone<T>(orm: MikroORM, work: () => Promise<T>): Promise<T> {
  await makeLock(orm, ALONE);
  const pool: Db = orm.em.fork().getKysely();
  return await pool.transaction().execute(async (db) => {
    await letGoWhenLost(db);
    // It holds no snapshot and no row, so nothing waits for it, however long it takes.
    await sql`select set_config('idle_in_transaction_session_timeout', '0', true)`.execute(db);
    await sql`lock table ${sql.table(ALONE)} in exclusive mode nowait`
      .execute(db)
      .catch((error) => {
        if (error.code !== '55P03') throw error;
        throw new HandsOff(
          'another rebuild is under way, or was cut off half a minute ago at most: see how it goes, or try again then',
        );
      });
    return await work();
  });
}

/** What an earlier try left, or new empty tables like the live ones; without those indexes that {@link addIndexes} makes. */
export async function openAside(
  orm: MikroORM,
  { epoch, last, version }: { epoch: string; last: number; version: string },
): Promise<Aside & { begun: boolean }> {
  const turn = crypto.randomUUID();
  return await inTurn(orm, { lock: LOCK, waitMs: LOCK_WAIT_MS }, async (db) => {
    const mark = await fingerprint(db, version);
    const left = await progressOf(db);
    if (left?.mark === mark && left.epoch === epoch && left.seq <= last) {
      await sql`update ${progress} set turn = ${turn}`.execute(db);
      await noteTurn(db, turn);
      return { turn, taken: left.taken, seq: left.seq, begun: false };
    }
    for (const schema of [ASIDE, REPLACED]) {
      await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(db);
    }
    await sql`create schema ${sql.id(ASIDE)}`.execute(db);
    for (const table of TABLES) await makeTable(db, table);
    await sql`create table ${progress} (like public.progress including all)`.execute(db);
    await sql`
      alter table ${progress} add column turn uuid not null, add column mark text not null,
        add column taken bigint not null default 0`.execute(db);
    await sql`
      insert into ${progress} (log_epoch, turn, mark) values (${epoch}, ${turn}, ${mark})`.execute(
      db,
    );
    await noteTurn(db, turn);
    return { turn, taken: 0, seq: 0, begun: true };
  });
}

/** The row beside the tables. */
export const progress = sql.id(ASIDE, 'progress');
/** Turns in which nothing was lost. Not logged: a server that comes back from a crash, or takes another one's place, has none. */
export const nothingLost = sql.id(ASIDE, 'nothing_lost');

async function noteTurn(db: Db, turn: string): Promise<void> {
  await sql`create unlogged table if not exists ${nothingLost} (turn uuid primary key)`.execute(db);
  await sql`insert into ${nothingLost} values (${turn})`.execute(db);
}

interface Left {
  mark: string;
  epoch: string;
  seq: number;
  taken: number;
}

async function progressOf(db: Db): Promise<Left | undefined> {
  const { rows: made } = await sql`
    select where to_regclass(${`${ASIDE}.progress`}) is not null`.execute(db);
  if (made.length === 0) return undefined;
  const { rows } = await sql<{ mark: string; epoch: string; seq: string; taken: string }>`
    select mark, log_epoch as epoch, seq, taken from ${progress}`.execute(db);
  const [row] = rows;
  return row && { ...row, seq: Number(row.seq), taken: Number(row.taken) };
}

/** Of what was made of facts by another program, or went into other tables, nothing is used. */
export async function fingerprint(db: Db, version: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(
    db,
  );
  const names = rows.map(({ name }) => name);
  const plan = [version, names, PLAN.tables, [...PLAN.codec.versions]];
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}

/** Everything of the live table has its name here, too: constraints and indexes are found by it later on. */
async function makeTable(db: Db, table: string): Promise<void> {
  const made = sql.id(ASIDE, table);
  await sql`
    create table ${made} (like ${sql.id('public', table)} including all excluding indexes)`.execute(
    db,
  );
  const { rows } = await sql<{ name: string; def: string }>`
    select conname as name, pg_get_constraintdef(oid) as def from pg_constraint
    where conrelid = to_regclass(${`public.${table}`}) and contype in ('p', 'u')`.execute(db);
  for (const { name, def } of rows) {
    await sql`alter table ${made} add constraint ${sql.id(name)} ${sql.raw(def)}`.execute(db);
  }
}

/** Those that no statement needs while the tables are filled; and what the planner knows of the rows. */
export async function addIndexes(db: Db): Promise<void> {
  for (const table of TABLES) {
    const live = `public.${table}`;
    const { rows } = await sql<{ def: string }>`
      select pg_get_indexdef(indexrelid) as def from pg_index
      where indrelid = to_regclass(${live})
        and not exists (select from pg_constraint where conindid = indexrelid)`.execute(db);
    for (const { def } of rows) {
      const here = def
        .replace(/^CREATE (UNIQUE )?INDEX /, '$&IF NOT EXISTS ')
        .replace(` ON ${live} `, ` ON ${ASIDE}.${table} `);
      await sql.raw(here).execute(db);
    }
    await sql`analyze ${sql.id(ASIDE, table)}`.execute(db);
  }
}

/** Bytes on disk of the tables of a schema, with their indexes; 0 where there are none. */
export async function bytesOf(db: Db, schema: string): Promise<number> {
  const names = TABLES.map((table) => `${schema}.${table}`);
  const { rows } = await sql<{ bytes: string | null }>`
    select sum(pg_total_relation_size(to_regclass(name))) as bytes
    from unnest(${names}::text[]) as name`.execute(db);
  return Number(rows[0]?.bytes ?? 0);
}
