// Rows → Postgres: one transaction a batch, one statement a table, tables in one order, so that batches of any number of
// replicas lock rows in one order. Every statement may run again with the same rows and changes nothing then.
import type { MikroORM } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import type { Counter } from 'prom-client';
import { PLAN } from '../../chat/features.ts';
import { DEAD_LETTER, isAmiss } from '../../chat/kernel/log-tables.ts';
import type { Table } from '../../chat/kernel/table.ts';
import { assertLog, type Db } from './checkpoint.ts';
import type { Rows } from './fold.ts';
import { upsertOf } from './upsert.ts';

export type WriteRows = (rows: Rows) => Promise<void>;

/** Rows of the log that was made at `epoch`; rejects where the database has those of another one. */
export type WriteRowsOf = (epoch: string) => WriteRows;

export function createWriteRows(orm: MikroORM, deadLetters: Counter): WriteRowsOf {
  const upsert = createUpsert(PLAN.tables);
  return (epoch) => async (rows) => {
    // Not the entity manager's: of a transaction whose connection dies it never gives the pool its place back.
    const pool: Db = orm.em.fork().getKysely();
    await pool.transaction().execute(async (db) => {
      await assertLog(db, epoch);
      await upsert(db, rows);
    });
    deadLetters.inc(rows.get(DEAD_LETTER)?.filter(isAmiss).length ?? 0);
  };
}

/** Writes rows of these tables, in this order, within the caller's transaction. */
export function createUpsert(tables: readonly Table[]) {
  const upserts = tables.map((table) => ({ table, ...upsertOf(table) }));
  return async (db: Db, rows: Rows): Promise<void> => {
    for (const { table, text, parameters } of upserts) {
      const found = rows.get(table) ?? [];
      if (found.length > 0) await db.executeQuery(CompiledQuery.raw(text, parameters(found)));
    }
  };
}
