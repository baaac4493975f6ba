// Rows as Postgres has them, in the values in which the fold makes them: of each table those that begin in a piece of the log,
// and those with given keys. Read only, and nothing is put aside on the server.
import { CompiledQuery } from 'kysely';
import {
  type Column,
  isOneFact,
  keysOf,
  type PgType,
  type Row,
  type Table,
} from '../../chat/kernel/table.ts';
import type { Db } from '../rows/checkpoint.ts';
import { keyText } from './log-window.ts';

export type Stored = Map<string, Row>;

export interface Wanted {
  from: number;
  to: number;
  /** Rows with these keys as well, by the text of the key. */
  keys: ReadonlyMap<string, Row>;
}

export async function readRows(db: Db, table: Table, wanted: Wanted): Promise<Stored> {
  const { from, to, keys } = wanted;
  const stored = await select(db, table, `where ${id(table.sequence)} between $1 and $2`, [
    from,
    to,
  ]);
  // Where the sequence is the key, there are no others.
  if (isOneFact(table)) return stored;
  const others = [...keys].filter(([key]) => !stored.has(key)).map(([, row]) => row);
  if (others.length === 0) return stored;
  for (const [key, row] of await select(db, table, ...byKeys(table, others))) stored.set(key, row);
  return stored;
}

/** Rows that begin above a sequence, those that do so last, and those that begin before the first; a bounded number. */
export async function readOutside(db: Db, table: Table, last: number): Promise<Stored> {
  const sequence = id(table.sequence);
  const found = async (where: string, order: string, seq: number) =>
    await select(
      db,
      table,
      `where ${sequence} ${where} $1 order by ${sequence} ${order} limit ${OUTSIDE_MAX}`,
      [seq],
    );
  return new Map([...(await found('>', 'desc', last)), ...(await found('<', 'asc', 1))]);
}
const OUTSIDE_MAX = 1_000;

async function select(db: Db, table: Table, where: string, parameters: unknown[]): Promise<Stored> {
  const { text, back } = queriesOf(table);
  const { rows } = await db.executeQuery<Record<string, unknown>>(
    CompiledQuery.raw(`${text} ${where}`, parameters),
  );
  const stored: Stored = new Map();
  for (const row of rows) {
    for (const [name, of] of back) if (row[name] !== null) row[name] = of(row[name] as string);
    stored.set(keyText(table, row), row);
  }
  return stored;
}

function byKeys(table: Table, rows: readonly Row[]): [string, unknown[]] {
  const keys = keysOf(table);
  const arrays = keys.map((name, i) => `$${i + 1}::${table.columns[name]?.pg}[]`).join(', ');
  const names = keys.map(id).join(', ');
  const where = `where (${names}) in (select * from unnest(${arrays}))`;
  return [where, keys.map((name) => rows.map((row) => row[name]))];
}

interface Queries {
  text: string;
  /** Columns that come in another form than the fold has them. */
  back: [string, (text: string) => unknown][];
}

const queries = new WeakMap<Table, Queries>();

function queriesOf(table: Table): Queries {
  const known = queries.get(table);
  if (known !== undefined) return known;
  const columns = Object.entries<Column>(table.columns);
  const selected = columns.map(
    ([name, { pg }]) => `${COMES[pg]?.(id(name)) ?? id(name)} as ${id(name)}`,
  );
  const back = columns.flatMap(([name, { pg }]): Queries['back'] => {
    const of = BACK[pg];
    return of === undefined ? [] : [[name, of]];
  });
  const made = { text: `select ${selected.join(', ')} from ${id(table.name)}`, back };
  queries.set(table, made);
  return made;
}

/** A sequence is exact as a float; a time has all the digits and the era that Postgres has, so that no change to it stays unseen. */
const COMES: Partial<Record<PgType, (name: string) => string>> = {
  bigint: (name) => `${name}::float8`,
  timestamptz: (name) => `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"AD')`,
};
const BACK: Partial<Record<PgType, (text: string) => unknown>> = {
  timestamptz: (text) =>
    text.endsWith('000ZAD') ? `${text.slice(0, -6)}Z` : text.replace(/AD$/, ''),
};

const id = (name: string): string => `"${name.replaceAll('"', '""')}"`;
