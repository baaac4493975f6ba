// What stands in rows for entries that were taken out of the log: of a row's beginning another entry that says it once more, of
// what speaks of every fact its event, which then has no data. Pure.
import { EVENT } from '../../chat/kernel/log-tables.ts';
import { keysOf, type Row, type Table } from '../../chat/kernel/table.ts';
import type { Difference } from './difference.ts';
import { type Group, groupsOf } from './groups.ts';
import { keyText, type LogWindow } from './log-window.ts';
import { about, differing } from './row-difference.ts';

/** A row whose beginning the entry at `seq` is said to say once more. */
export interface Again {
  seq: number;
  table: Table;
  row: Row;
}

/** Undefined where the row names no such entry, or these columns are not its beginning. */
export function saidAgain(table: Table, group: Group, row: Row): Again | undefined {
  if (table.saidAgainBy === undefined || group.by !== table.sequence) return undefined;
  const seq = row[table.saidAgainBy];
  return typeof seq === 'number' ? { seq, table, row } : undefined;
}

/** What differs between a row and the entry that is said to say its beginning once more; `window`: where that is. */
export function judgeAgain({ seq, table, row }: Again, window: LogWindow): Difference | undefined {
  const begins = row[table.sequence] as number;
  const all = window.said.get(table)?.get(keyText(table, row)) ?? [];
  const said = all.find((one) => one.seq === seq && one.row[table.sequence] === begins);
  if (said === undefined) return { ...about(table, row), kind: 'erased', seq: begins };
  const group = groupsOf(table).find(({ by }) => by === table.sequence);
  const columns = differing(table, group?.columns ?? [], said.row, row);
  if (Object.keys(columns).length === 0) return undefined;
  return { ...about(table, row), kind: 'different', seq, columns };
}

/** Whether an event says that its entry was erased, and the row says of it what the event still does. */
export function isEmptied(
  event: Row | undefined,
  { table, group, row }: { table: Table; group: Group; row: Row },
): boolean {
  const kept = [...keysOf(table), ...group.columns].filter((name) => name in EVENT.columns);
  return event?.['data'] === null && kept.every((name) => event[name] === row[name]);
}
