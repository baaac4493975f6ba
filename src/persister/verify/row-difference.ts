// How a row differs from what the log says of it. Pure.
import { keysOf, type Row, type Table } from '../../chat/kernel/table.ts';
import type { Difference } from './difference.ts';
import { isSame } from './groups.ts';

export const about = (table: Table, row: Row) => ({
  table: table.name,
  key: keyOf(table, row),
  columns: {},
  counts: 'lowest' as const,
});

export const keyOf = (table: Table, row: Row): Row =>
  Object.fromEntries(keysOf(table).map((name) => [name, row[name]]));

export function differing(
  table: Table,
  names: readonly string[],
  log: Row,
  row: Row,
): Difference['columns'] {
  const columns: Record<string, { log: unknown; row: unknown }> = {};
  for (const name of names) {
    if (isSame(table.columns[name]?.pg, log[name], row[name])) continue;
    columns[name] = { log: log[name], row: row[name] };
  }
  return columns;
}
