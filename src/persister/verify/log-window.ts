// A piece of the log as the fold reads it, entry by entry: which rows each of them speaks of, and what it says there.
import type { Reading } from '../../chat/kernel/codec.ts';
import type { Envelope } from '../../chat/kernel/fact.ts';
import type { Plan } from '../../chat/kernel/plan.ts';
import { keysOf, type Row, type Table } from '../../chat/kernel/table.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { readInto } from '../rows/fold.ts';

export interface Said {
  seq: number;
  row: Row;
}

export interface LogWindow {
  /** The first and the last sequence of it: what has no entry in between, the log erased. */
  from: number;
  to: number;
  /** What the entry at a sequence is. */
  is: ReadonlyMap<number, Reading<Envelope>['is']>;
  /** By table, then by key, in order of the sequences. */
  said: ReadonlyMap<Table, ReadonlyMap<string, readonly Said[]>>;
}

export function windowOf<F extends Envelope>(
  plan: Plan<F>,
  entries: readonly RawEntry[],
  range: { from: number; to: number },
): LogWindow {
  const is = new Map<number, Reading<Envelope>['is']>();
  const said = new Map(plan.tables.map((table) => [table, new Map<string, Said[]>()]));
  for (const entry of entries) {
    const { seq } = entry;
    const add = (table: Table, row: Row) => {
      const ofTable = said.get(table);
      const key = keyText(table, row);
      const before = ofTable?.get(key);
      if (before === undefined) ofTable?.set(key, [{ seq, row }]);
      else before.push({ seq, row });
    };
    is.set(seq, readInto(plan, entry, add));
  }
  return { ...range, is, said };
}

/** The key of a row in one text: no text that Postgres holds has a NUL. */
export function keyText(table: Table, row: Row): string {
  const keys = keysByTable.get(table) ?? remember(table);
  return keys.length === 1 ? String(row[keys[0] ?? '']) : keys.map((name) => row[name]).join('\0');
}

const keysByTable = new WeakMap<Table, string[]>();

function remember(table: Table): string[] {
  const keys = keysOf(table);
  keysByTable.set(table, keys);
  return keys;
}
