// Entries of the log → rows, one for each key of each table. Pure and commutative: any order, any redelivery and any cut into
// batches ends in the same rows, because rows merge as their tables say.
import { PLAN } from '../../chat/features.ts';
import type { Reading } from '../../chat/kernel/codec.ts';
import { type Entry, type Envelope, isInRoom } from '../../chat/kernel/fact.ts';
import { DEAD_LETTER, deadLetterRow, EVENT, eventRow } from '../../chat/kernel/log-tables.ts';
import type { Plan } from '../../chat/kernel/plan.ts';
import {
  keysOf,
  mergeRows,
  type Projection,
  type Row,
  type Table,
} from '../../chat/kernel/table.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';

/** Of each table the rows in order of their keys: concurrent batches then lock them in one order. */
export type Rows = ReadonlyMap<Table, readonly Row[]>;
export type AddRow = (table: Table, row: Row) => void;

const VOID = {
  reason: 'void',
  detail: 'it came to the log after its deadline: its sender was not told that it is there',
} as const;

export const fold = (entries: readonly RawEntry[]): Rows => foldWith(PLAN, entries);

export function foldWith<F extends Envelope>(plan: Plan<F>, entries: readonly RawEntry[]): Rows {
  const rows = new Gathered();
  for (const entry of entries) readInto(plan, entry, rows.add);
  return rows.sorted();
}

/** What one entry says, a row at a time; answers what the entry is. */
export function readInto<F extends Envelope>(
  plan: Plan<F>,
  entry: RawEntry,
  add: AddRow,
): Reading<F>['is'] {
  const reading = plan.codec.read(entry);
  if (reading.is === 'known' || reading.is === 'foreign') addFact(plan, reading, add);
  else add(DEAD_LETTER, deadLetterRow(entry, reading.is === 'void' ? VOID : reading));
  return reading.is;
}

/** Facts that were taken out of the log before. What is none, though it has the envelope of one, makes no row. */
export function foldFacts<F extends Envelope>(plan: Plan<F>, entries: readonly Entry[]): Rows {
  const rows = new Gathered();
  for (const entry of entries) {
    const reading = plan.codec.understand(entry);
    if (reading.is === 'known' || reading.is === 'foreign') addFact(plan, reading, rows.add);
  }
  return rows.sorted();
}

/** A fact whose rows Postgres refuses. */
export const refused = (entry: RawEntry, detail: string): Rows =>
  new Map([[DEAD_LETTER, [deadLetterRow(entry, { reason: 'refused', detail })]]]);

function addFact<F extends Envelope>(
  plan: Plan<F>,
  reading: Extract<Reading<F>, { raw: Entry }>,
  add: AddRow,
): void {
  const { raw } = reading;
  add(EVENT, eventRow(raw, reading.is === 'known'));
  for (const { table, row } of plan.every) add(table, row(raw));
  if (isInRoom(raw)) for (const { table, row } of plan.inRooms) add(table, row(raw));
  if (reading.is === 'foreign') return;
  // That they are of this type the plan's own type says.
  const entry = reading.entry as Entry<never>;
  const own: readonly Projection<never>[] = plan.rows[reading.entry.fact.type as F['type']];
  for (const { table, row } of own) add(table, row(entry));
}

class Gathered {
  readonly #tables = new Map<Table, Merged>();

  readonly add = (table: Table, row: Row): void => {
    let merged = this.#tables.get(table);
    if (merged === undefined) {
      merged = new Merged(table);
      this.#tables.set(table, merged);
    }
    merged.add(row);
  };

  sorted(): Rows {
    return new Map([...this.#tables].map(([table, merged]) => [table, merged.sorted()]));
  }
}

/** Rows of one table, one a key. */
class Merged {
  readonly #table: Table;
  readonly #keys: readonly string[];
  readonly #rows = new Map<unknown, Row>();

  constructor(table: Table) {
    this.#table = table;
    this.#keys = keysOf(table);
  }

  add(row: Row): void {
    const key = this.#keyOf(row);
    const known = this.#rows.get(key);
    this.#rows.set(key, known === undefined ? row : mergeRows(this.#table, known, row));
  }

  sorted(): Row[] {
    const keyed = [...this.#rows] as [string | number, Row][];
    return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }

  /** No text that Postgres holds has a NUL. */
  #keyOf(row: Row): unknown {
    const [only = '', ...more] = this.#keys;
    return more.length === 0 ? row[only] : this.#keys.map((name) => row[name]).join('\u0000');
  }
}

/** Rows of a table that may have the same keys, as those that are written. */
export function mergedRows(table: Table, rows: Iterable<Row>): Row[] {
  const merged = new Merged(table);
  for (const row of rows) merged.add(row);
  return merged.sorted();
}
