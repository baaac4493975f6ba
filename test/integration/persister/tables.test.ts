// Postgres merges rows as memory does, table by table: random rows in random batches, several at once, end as what merging
// them all in memory gives (P5).
import assert from 'node:assert/strict';
import type { MikroORM } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { sql } from 'kysely';
import { PLAN } from '../../../src/chat/features.ts';
import {
  defineTable,
  first,
  key,
  latest,
  max,
  min,
  nullable,
  once,
  type Row,
  type Table,
} from '../../../src/chat/kernel/table.ts';
import type { Db } from '../../../src/persister/rows/checkpoint.ts';
import { mergedRows } from '../../../src/persister/rows/fold.ts';
import { createUpsert } from '../../../src/persister/rows/write.ts';
import type { TestDatabase } from '../../support/postgres.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';
import { arbitraryRow } from '../../support/tables.ts';

const RUNS = 40;

/** What no table of ours has yet: values that may be missing, the latest text, a name that has to be quoted. */
const EDITED = defineTable({
  name: 'edited "order"',
  sequence: 'seq',
  columns: {
    user: key('text'),
    id: key('uuid'),
    seq: nullable(min('bigint')),
    by: nullable(first('text', 'seq')),
    raw: nullable(first('bytea', 'seq')),
    text: nullable(latest('text', 'rank')),
    more: nullable(latest('jsonb', 'rank')),
    rank: nullable(max('bigint')),
    note: nullable(once('text')),
  },
});

describe('tables: Postgres merges as memory does', () => {
  let rows: RowsDatabase;
  let database: TestDatabase;
  let orm: MikroORM;
  before(async () => {
    rows = await openRowsDatabase('2026-01-01T00:00:00Z');
    ({ database, orm } = rows);
    await database.sql(`
      create table "edited ""order""" (
        "user" text, id uuid, seq bigint, by text, raw bytea, text text, more jsonb, rank bigint, note text,
        primary key ("user", id)
      )`);
    await database.sql('grant select, insert, update on "edited ""order""" to persister');
  });
  after(async () => {
    await rows?.close();
  });

  /** As JSON, in which all types of ours look alike in Postgres and here. */
  const stored = async (table: Table): Promise<unknown[]> => {
    const db: Db = orm.em.fork().getKysely();
    const { rows } = await sql<{ row: object }>`
      select to_jsonb(t) as row from ${sql.table(table.name)} t`.execute(db);
    return comparable(rows.map(({ row }) => row as Row));
  };

  for (const table of [...PLAN.tables, EDITED]) {
    const batches = fc.array(fc.array(arbitraryRow(table), { minLength: 1, maxLength: 8 }), {
      minLength: 1,
      maxLength: 8,
    });
    it(`${table.name}: in any batches, two at once, again`, async function () {
      this.timeout(60_000);
      const upsert = createUpsert([table]);
      const write = async (rows: Row[]) => {
        const db: Db = orm.em.fork().getKysely();
        await db
          .transaction()
          .execute((trx) => upsert(trx, new Map([[table, mergedRows(table, rows)]])));
      };
      await fc.assert(
        fc.asyncProperty(batches, async (batches) => {
          await database.sql(`truncate "${table.name.replaceAll('"', '""')}"`);
          for (let i = 0; i < batches.length; i += 2) {
            await Promise.all([...batches.slice(i, i + 2), batches[0] ?? []].map(write));
          }
          assert.deepEqual(
            await stored(table),
            comparable(mergedRows(table, batches.flat()).map((row) => jsonOf(table, row))),
          );
        }),
        { numRuns: RUNS },
      );
    });
  }
});

/** As Postgres' `to_jsonb` shows it. */
const jsonOf = (table: Table, row: Row): Row =>
  Object.fromEntries(
    Object.entries(table.columns).map(([name, { pg }]) => {
      const value = row[name];
      if (pg === 'bytea' && value !== null) {
        return [name, `\\x${Buffer.from(value as Uint8Array).toString('hex')}`];
      }
      return [name, value];
    }),
  );

const TIMES = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

/** Times in one form, rows in one order. */
const comparable = (rows: Row[]): unknown[] =>
  rows
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === 'string' && TIMES.test(value) ? Date.parse(value) : value,
        ]),
      ),
    )
    .map((row) => [JSON.stringify(Object.entries(row).toSorted()), row] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
