// The one statement that writes rows of a table, made from what the table says. It merges in Postgres as `mergeRows` does in
// memory, and changes nothing where nothing is new. Names are quoted, values are parameters alone: one array a column.
import {
  type Column,
  keysOf,
  type Merge,
  type PgType,
  type Row,
  type Table,
  type Values,
} from '../../chat/kernel/table.ts';

export interface Upsert {
  text: string;
  parameters: (rows: readonly Row[]) => string[];
}

export function upsertOf(table: Table): Upsert {
  const columns = Object.entries(table.columns);
  const names = columns.map(([name]) => id(name)).join(', ');
  const arrays = columns.map(([, { pg }], i) => `$${i + 1}::${pg}[]`).join(', ');
  const text =
    `insert into ${id(table.name)} (${names})` +
    ` select * from unnest(${arrays}) ${onConflict(table)}`;
  const parameters = (rows: readonly Row[]) =>
    columns.map(([name, column]) =>
      arrayOf(
        column,
        rows.map((row) => row[name]),
      ),
    );
  return { text, parameters };
}

/** An array as Postgres reads one. By hand, by its type: the driver does each value twice, whatever it is. */
function arrayOf({ pg, nullable }: Column, values: readonly unknown[]): string {
  const written = WRITTEN[pg] as (value: unknown) => unknown;
  // A fact may say `null`: where a column may not be empty it is JSON's own.
  const all = values.map((value) => (value === null && nullable ? 'NULL' : written(value)));
  return `{${all.join(',')}}`;
}

/** By one pattern: `replaceAll` makes a hundred bytes of each character that it replaces, and people write what they like. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
const itself = <T>(value: T): T => value;

const WRITTEN: { [Type in PgType]: (value: Values[Type]) => unknown } = {
  bigint: itself,
  smallint: itself,
  boolean: itself,
  text: quoted,
  uuid: quoted,
  timestamptz: quoted,
  jsonb: (value) => quoted(JSON.stringify(value)),
  bytea: (bytes) => quoted(`\\x${Buffer.from(bytes).toString('hex')}`),
};

function onConflict(table: Table): string {
  const columns = Object.entries(table.columns);
  const keys = keysOf(table).map(id).join(', ');
  const bounds = columns.filter(([, { merge }]) => merge === 'min' || merge === 'max');
  if (bounds.length === 0) return `on conflict (${keys}) do nothing`;
  const set = columns.flatMap(([name, { merge }]) => {
    if (merge === 'key' || merge === 'once') return [];
    const bound = boundOf(name, merge);
    return `${id(name)} = case when ${wins(table, bound)} then ${given(name)} else ${held(table, name)} end`;
  });
  // What is ranked changes with its rank only.
  const changes = bounds.map(([name]) => `(${wins(table, name)})`);
  return `on conflict (${keys}) do update set ${set.join(', ')} where ${changes.join(' or ')}`;
}

/** By which column it is decided whose value stays. */
function boundOf(name: string, merge: Merge): string {
  if (typeof merge !== 'object') return name;
  return 'first' in merge ? merge.first : merge.latest;
}

/** Whether what is given takes the place of what is there, by a column that keeps the lowest or the highest. */
function wins(table: Table, bound: string): string {
  const { merge, nullable } = table.columns[bound] as Column;
  const better = `${given(bound)} ${merge === 'min' ? '<' : '>'} ${held(table, bound)}`;
  return nullable
    ? `${better} or ${held(table, bound)} is null and ${given(bound)} is not null`
    : better;
}

const id = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const given = (name: string): string => `excluded.${id(name)}`;
const held = ({ name: table }: Table, name: string): string => `${id(table)}.${id(name)}`;
