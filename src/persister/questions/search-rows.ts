// Rows of `message` that fit a condition, the newest first: looked at one by one, or found by their words in `search_entry`.
// Invariant: words only name rows. What is handed out fits by its text of now, whatever the words are of: a text that was edited
// or deleted since, a room that cannot be read any more.
import { type RawBuilder, sql } from 'kysely';
import type { Query } from '../../chat/search/query.ts';
import type { Db } from '../rows/checkpoint.ts';
import { kindAt } from './kind.ts';
import { type Condition, type TsQuery, VECTOR } from './search-terms.ts';

export interface FoundRow {
  /** As the driver hands it out: a bigint is text. */
  seq: string;
  room: string;
  user_id: string;
  user_name: string;
  user_kind: string | null;
  client_id: string;
  at: string;
  /** Null past what a reply could hold. */
  text: string | null;
}

export interface Looked {
  query: Query;
  condition: Condition;
  readable: RawBuilder<boolean>;
  /** Sequences: from the first of them on, up to below the second. */
  from: number;
  to: number;
  limit: number;
}

/** Behind so many bytes of text no more of it is read into memory. */
const READ_MAX_BYTES = 128_000;
const COLUMNS = sql`seq, room, user_id, user_name, ${kindAt(sql`measured.seq`)} as user_kind, client_id,
  to_char(sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
  case when before_it < ${READ_MAX_BYTES} then text end as text`;

/** By their rows alone. */
export const oneByOne = (db: Db, looked: Looked): Promise<FoundRow[]> =>
  read(
    db,
    sql`
      select * from message where ${within(looked)} and ${fits(looked)}
      order by seq desc limit ${looked.limit}`,
  );

/** Their words one after another: for what is said often. The condition is hidden from the index, which would name all of them. */
export const byWords = (db: Db, looked: Looked): Promise<FoundRow[]> =>
  read(
    db,
    sql`
      select found.* from (
        select seq, room from search_entry
        where ${between(looked)} and ${looked.readable}
          and (words @@ ${exactOf(looked.condition)}) is true
        order by seq desc
      ) as named
      cross join lateral (${rowOf(looked, sql`named`)}) as found
      order by named.seq desc limit ${looked.limit}`,
  );

/**
 * The index names them by their places, of which very many fit into memory; from the newest on those are looked at that it
 * says too much of.
 */
export const inIndex = (db: Db, looked: Looked): Promise<FoundRow[]> =>
  read(
    db,
    sql`
      with named as materialized (
        select seq, room, ctid as place from search_entry
        where words @@ ${looked.condition.index} and (${between(looked)} and ${looked.readable}) is true
      )
      select found.* from (select * from named order by seq desc) as named
      ${
        looked.condition.exact === undefined
          ? sql``
          : sql`cross join lateral (
              select from search_entry
              where ctid = named.place and (words @@ ${looked.condition.exact}) is true offset 0
            ) as fitting`
      }
      cross join lateral (${rowOf(looked, sql`named`)} offset 0) as found
      order by named.seq desc limit ${looked.limit}`,
  );

async function read(db: Db, found: RawBuilder<unknown>): Promise<FoundRow[]> {
  const { rows } = await sql<FoundRow>`
    select ${COLUMNS} from (
      select *, sum(octet_length(text)) over (order by seq desc) - octet_length(text) as before_it
      from (${found}) as found
    ) as measured
    order by seq desc`.execute(db);
  return rows;
}

/** The row that words are of, where it is what is looked for. */
const rowOf = (looked: Looked, words: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select * from message
  where room = ${words}.room and seq = ${words}.seq and (${within(looked)} and ${fits(looked)}) is true`;

const exactOf = ({ exact, index }: Condition): TsQuery | undefined => exact ?? index;

function fits({ condition }: Looked): RawBuilder<unknown> {
  const exact = exactOf(condition);
  return exact === undefined ? sql`true` : sql`(${VECTOR} @@ ${exact}) is true`;
}

const between = ({ from, to }: Looked): RawBuilder<unknown> => sql`seq >= ${from} and seq < ${to}`;

function within(looked: Looked): RawBuilder<unknown> {
  const { before, since } = looked.query;
  const time = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  return sql.join(
    [
      between(looked),
      sql`text is not null`,
      looked.readable,
      ...(before === undefined ? [] : [sql`sent_at < ${time(before)}`]),
      ...(since === undefined ? [] : [sql`sent_at >= ${time(since)}`]),
    ],
    sql` and `,
  );
}
