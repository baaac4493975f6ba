// What the exchange will change, counted and shown: differences are no error, they are why one rebuilds. By pieces of the key,
// so that no statement takes long and nobody's memory grows. Rows that the live tables have moved on since are left out.
import { type RawBuilder, sql } from 'kysely';
import {
  FOR_GOOD,
  keysOf,
  type Row,
  SEQUENCE_MAX,
  type Table,
} from '../../../chat/kernel/table.ts';
import type { Db } from '../../rows/checkpoint.ts';
import { ASIDE } from './aside.ts';

export interface Differences {
  table: string;
  rows: number;
  /** Only in the new rows, only in the old ones, in both and not alike. */
  come: number;
  go: number;
  change: number;
  examples: { old: Row | null; new: Row | null }[];
}

const PIECE = 20_000;
const EXAMPLES = 3;

/** `seq`: how far the new rows are whole. */
export async function compare(
  db: Db,
  { table, seq }: { table: Table; seq: number },
  onPiece: (rows: number) => void,
): Promise<Differences> {
  const found: Differences = {
    table: table.name,
    rows: 0,
    come: 0,
    go: 0,
    change: 0,
    examples: [],
  };
  for (let from: Row | undefined, last = false; !last; ) {
    const to = await boundary(db, table, from);
    const piece = pieceOf(table, { from, to, seq });
    const { rows } = await sql<{ rows: number; come: number; go: number; change: number }>`
      select count(*)::int as rows,
        count(*) filter (where different and lacks)::int as come,
        count(*) filter (where different and surplus)::int as go,
        count(*) filter (where different and not lacks and not surplus)::int as change
      from ${piece}`.execute(db);
    const [counted] = rows;
    if (counted === undefined) throw new Error('a count is a row');
    for (const name of ['rows', 'come', 'go', 'change'] as const) found[name] += counted[name];
    if (counted.come + counted.go + counted.change > 0 && found.examples.length < EXAMPLES) {
      const { rows: examples } = await sql<Differences['examples'][number]>`
        select old, new from ${piece} where different limit ${EXAMPLES - found.examples.length}`.execute(
        db,
      );
      found.examples.push(...examples);
    }
    onPiece(counted.rows);
    from = to;
    last = to === undefined;
  }
  return found;
}

/** The key with which a piece ends, of the live rows; undefined where they end. */
async function boundary(db: Db, table: Table, from: Row | undefined): Promise<Row | undefined> {
  const keys = sql.join(keysOf(table).map((name) => sql.id(name)));
  const { rows } = await sql<Row>`
    select ${keys} from ${sql.id('public', table.name)}
    where ${from === undefined ? sql`true` : sql`(${keys}) > (${valuesOf(table, from)})`}
    order by ${keys} offset ${PIECE - 1} limit 1`.execute(db);
  return rows[0];
}

function pieceOf(
  table: Table,
  { from, to, seq }: { from: Row | undefined; to: Row | undefined; seq: number },
): RawBuilder<unknown> {
  const names = Object.keys(table.columns);
  const keys = keysOf(table);
  const listed = sql.join(keys.map((name) => sql.id(name)));
  const within = (schema: string) => sql`
    (select * from ${sql.id(schema, table.name)}
     where ${from === undefined ? sql`true` : sql`(${listed}) > (${valuesOf(table, from)})`}
       and ${to === undefined ? sql`true` : sql`(${listed}) <= (${valuesOf(table, to)})`})`;
  const of = (side: string) => sql.join(names.map((name) => sql.id(side, name)));
  const sequences = names.filter((name) => table.columns[name]?.pg === 'bigint');
  const newest = sql.join(sequences.map((name) => sequenceIn(sql.id('l', name))));
  const one = sql.id(keys[0] ?? '');
  return sql`(
    select (${of('l')}) is distinct from (${of('r')})
        and coalesce(greatest(${newest}), 0) <= ${seq}::bigint as different,
      l.${one} is null as lacks, r.${one} is null as surplus,
      case when l.${one} is not null then to_jsonb(l) end as old,
      case when r.${one} is not null then to_jsonb(r) end as new
    from ${within('public')} l full join ${within(ASIDE)} r
      on ${sql.join(
        keys.map((name) => sql`${sql.id('l', name)} = ${sql.id('r', name)}`),
        sql` and `,
      )}
  ) as compared`;
}

/** As `sequenceOf` has it of a rank. */
const sequenceIn = (rank: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when ${rank} > ${SEQUENCE_MAX}::bigint then ${FOR_GOOD}::bigint - ${rank} else abs(${rank}) end`;

const valuesOf = (table: Table, row: Row): RawBuilder<unknown> =>
  sql.join(
    keysOf(table).map((name) => sql`${row[name]}::${sql.raw(table.columns[name]?.pg ?? 'text')}`),
  );

/** As the planner estimates it: for who wants to know how far this is. */
export async function rowsAbout(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select greatest(reltuples, 0)::float as n from pg_class where oid = to_regclass(${`public.${table}`})`.execute(
    db,
  );
  return Number(rows[0]?.n ?? 0);
}
