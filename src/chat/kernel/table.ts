// A table is data: its columns, and how two values of each merge. From it come the fold in memory, the upsert statement, and
// what checks and makes rows anew; nobody writes a merge rule twice.
// Invariant: merging is associative, commutative and idempotent, so any order of batches, any redelivery and any number of
// replicas end in the same rows. It rests on this: `once` columns say the same for every fact of a key, ranked ones the same
// for every fact of a rank, and where a rank is null its columns are.
import type { Entry, Envelope } from './fact.ts';

/** What a value of a Postgres type is here. A bigint is a sequence, a timestamptz ISO 8601 with milliseconds, UTC. */
export interface Values {
  bigint: number;
  smallint: number;
  text: string;
  uuid: string;
  timestamptz: string;
  jsonb: unknown;
  boolean: boolean;
  bytea: Uint8Array;
}
export type PgType = keyof Values;

/** `first`, `latest`: the value of the row whose named column is the lower, the higher; a null ranks below every number. */
export type Merge = 'key' | 'once' | 'min' | 'max' | { first: string } | { latest: string };

export interface Column<P extends PgType = PgType, Nullable extends boolean = boolean> {
  pg: P;
  merge: Merge;
  nullable: Nullable;
}
export type Columns = Readonly<Record<string, Column>>;

export interface Table<C extends Columns = Columns> {
  readonly name: string;
  /** The column with the sequence of the fact that a row begins with. */
  readonly sequence: string;
  /** The column with the sequence of a fact that says once more what a row begins with: the log may erase the first one. */
  readonly saidAgainBy?: string;
  /** A column that is null where a version of before wrote the row from the event that it begins with. */
  readonly unsetBefore?: string;
  readonly columns: C;
}

export type RowOf<T extends Table> = {
  [Name in keyof T['columns']]:
    | Values[T['columns'][Name]['pg']]
    | (T['columns'][Name]['nullable'] extends true ? null : never);
};
/** A row of any table. */
export type Row = Readonly<Record<string, unknown>>;

/** What a fact says in a table. */
export interface Projection<F extends Envelope> {
  table: Table;
  row: (entry: Entry<F>) => Row;
}

/** Checked here: every column of the table, each with its type. */
export const project = <F extends Envelope, T extends Table>(
  table: T,
  row: (entry: Entry<F>) => RowOf<T>,
): Projection<F> => ({ table, row });

/** Types that JavaScript and Postgres order alike. */
type Ordered = 'bigint' | 'smallint' | 'boolean';

const column =
  <P extends PgType>(merge: Merge) =>
  <Q extends P>(pg: Q): Column<Q, false> => ({ pg, merge, nullable: false });
export const key = column<'bigint' | 'text' | 'uuid'>('key');
export const once = column<PgType>('once');
export const min = column<Ordered>('min');
export const max = column<Ordered>('max');
export const first = <P extends PgType>(pg: P, rank: string): Column<P, false> =>
  column<PgType>({ first: rank })(pg);
export const latest = <P extends PgType>(pg: P, rank: string): Column<P, false> =>
  column<PgType>({ latest: rank })(pg);
export const nullable = <P extends PgType>({ pg, merge }: Column<P>): Column<P, true> => ({
  pg,
  merge,
  nullable: true,
});

/** The rank of what nothing overrides: less a sequence, so that of several the first one stays. Exact as a float. */
export const FOR_GOOD = Number.MAX_SAFE_INTEGER;
/** No log is as long. */
export const SEQUENCE_MAX = 2 ** 52;

/** The sequence of the fact that a rank is of: itself, below zero its size, for good what it lacks. */
export const sequenceOf = (rank: number): number =>
  rank > SEQUENCE_MAX ? FOR_GOOD - rank : Math.abs(rank);

/** Throws where rows could not be merged, or where nobody could say which fact set a column. */
export function defineTable<const C extends Columns>(
  table: Table<C> & { sequence: keyof C; saidAgainBy?: keyof C },
): Table<C> {
  const { name, sequence, saidAgainBy, columns } = table;
  const check = (holds: boolean, what: string) => {
    if (!holds) throw new Error(`table ${name}: ${what}`);
  };
  const merged = (column: string, how: Merge) =>
    columns[column]?.pg === 'bigint' && columns[column].merge === how;
  check(keysOf(table).length > 0, 'it has no key');
  check(merged(sequence, 'key') || merged(sequence, 'min'), `${sequence} is no first sequence`);
  check(
    saidAgainBy === undefined ||
      (merged(saidAgainBy, 'min') && columns[saidAgainBy]?.nullable === true),
    `${saidAgainBy} is no first sequence that may be missing`,
  );
  for (const [column, { pg, merge, nullable }] of Object.entries<Column>(columns)) {
    check(merge !== 'key' || !nullable, `the key ${column} may not be null`);
    if (typeof merge === 'object') {
      const [rank, how] =
        'first' in merge ? [merge.first, 'min' as const] : [merge.latest, 'max' as const];
      check(merged(rank, how), `${column} is ranked by ${rank}, which is no ${how} of sequences`);
    } else if ((merge === 'min' || merge === 'max') && !isOneFact(table)) {
      check(pg === 'bigint', `${column} does not say which fact set it`);
    }
  }
  return table;
}

export const keysOf = ({ columns }: Table): string[] =>
  Object.keys(columns).filter((name) => columns[name]?.merge === 'key');

/** Each row is of one fact alone. */
export const isOneFact = ({ sequence, columns }: Table): boolean =>
  columns[sequence]?.merge === 'key';

/** Two rows of one key as one. */
export function mergeRows<T extends Table>({ columns }: T, a: RowOf<T>, b: RowOf<T>): RowOf<T> {
  const merged: Record<string, unknown> = {};
  for (const name in columns)
    merged[name] = wins(columns[name]?.merge, name, a, b) ? b[name] : a[name];
  return merged as RowOf<T>;
}

/** Whether the second row's value of a column takes the place of the first one's. */
function wins(merge: Merge | undefined, name: string, a: Row, b: Row): boolean {
  if (merge === 'min') return isLower(b[name], a[name]);
  if (merge === 'max') return isHigher(b[name], a[name]);
  if (typeof merge !== 'object') return false;
  return 'first' in merge
    ? isLower(b[merge.first], a[merge.first])
    : isHigher(b[merge.latest], a[merge.latest]);
}

const isLower = (one: unknown, other: unknown): boolean =>
  one !== null && (other === null || Number(one) < Number(other));
const isHigher = (one: unknown, other: unknown): boolean =>
  one !== null && (other === null || Number(one) > Number(other));

/** The sequence of the fact that set a column of a row; null where none did. */
export function provenance<T extends Table>(
  table: T,
  row: RowOf<T>,
  column: keyof T['columns'] & string,
): number | null {
  const sequence = (row as Row)[settingColumn(table, column)];
  return typeof sequence === 'number' ? sequenceOf(sequence) : null;
}

/** The column that holds the sequence of the fact that set this one. */
export const settingColumn = (table: Table, column: string): string =>
  isOneFact(table) ? table.sequence : setBy(table, column, table.columns[column]?.merge);

function setBy({ sequence }: Table, column: string, merge: Merge | undefined): string {
  if (merge === 'min' || merge === 'max') return column;
  if (typeof merge !== 'object') return sequence;
  return 'first' in merge ? merge.first : merge.latest;
}
