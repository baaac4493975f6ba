// The columns of a table that one entry sets together, by the column that says which entry that is. Pure.
import { isDeepStrictEqual } from 'node:util';
import { DEAD_LETTER } from '../../chat/kernel/log-tables.ts';
import { isOneFact, type PgType, settingColumn, type Table } from '../../chat/kernel/table.ts';

export interface Group {
  /** The column with the sequence of the entry that set these. */
  by: string;
  /** All of them but the key's. */
  columns: readonly string[];
  /** Those among them that keep the lowest or the highest. */
  bounds: readonly string[];
  /** Which of several entries that all say more than the row holds set these columns in the end. */
  counts: 'lowest' | 'highest';
}

/** Words of the program that wrote the row: they say why, and change with libraries. */
const WORDS = new Map<Table, string>([[DEAD_LETTER, 'detail']]);

const groups = new WeakMap<Table, Group[]>();

export function groupsOf(table: Table): readonly Group[] {
  const known = groups.get(table);
  if (known !== undefined) return known;
  const made = makeGroups(table);
  groups.set(table, made);
  return made;
}

function makeGroups(table: Table): Group[] {
  const byColumn = new Map<string, string[]>();
  for (const [name, { merge }] of Object.entries(table.columns)) {
    if (merge === 'key' || WORDS.get(table) === name) continue;
    const by = settingColumn(table, name);
    byColumn.set(by, [...(byColumn.get(by) ?? []), name]);
  }
  return [...byColumn].map(([by, columns]) => ({
    by,
    columns,
    bounds: columns.filter((name) => isBound(table, name)),
    counts: !isOneFact(table) && table.columns[by]?.merge === 'max' ? 'highest' : 'lowest',
  }));
}

function isBound({ columns }: Table, name: string): boolean {
  const merge = columns[name]?.merge;
  return merge === 'min' || merge === 'max';
}

/** Whether Postgres gives back what the log says: JSON as it is when it was written as JSON. */
export function isSame(pg: PgType | undefined, log: unknown, row: unknown): boolean {
  if (log === row) return true;
  if (pg === 'jsonb') return isSameJson(log, row);
  if (pg !== 'bytea' || log === null || row === null) return false;
  return Buffer.from(log as Uint8Array).equals(row as Uint8Array);
}

const isSameJson = (log: unknown, row: unknown): boolean =>
  isDeepStrictEqual(log, row) || isDeepStrictEqual(JSON.parse(JSON.stringify(log)), row);
