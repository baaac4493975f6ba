// Rows of `message` that fit a condition, the newest first: looked at one by one, or named by the index.
import { type RawBuilder, sql } from 'kysely';
import type { Query } from '../../chat/search/query.ts';
import type { Db } from '../rows/checkpoint.ts';
import { kindAt } from './kind.ts';
import { type Condition, VECTOR } from './search-terms.ts';

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

export async function oneByOne(db: Db, looked: Looked): Promise<FoundRow[]> {
  const { index, exact } = looked.condition;
  const condition = exact ?? index;
  const { rows } = await sql<FoundRow>`
    select ${COLUMNS} from (
      select *, sum(octet_length(text)) over (order by seq desc) - octet_length(text) as before_it from (
        select * from message
        where ${within(looked)} ${condition === undefined ? sql`` : sql`and (${VECTOR} @@ ${condition}) is true`}
        order by seq desc limit ${looked.limit}
      ) as found
    ) as measured
    order by seq desc`.execute(db);
  return rows;
}

/**
 * The index names them by their places, of which very many fit into memory; from the newest on those are looked at that it
 * says too much of. What else holds is hidden from other indexes: met with one that knows only regions, each message would be
 * made words of once more.
 */
export async function inIndex(db: Db, looked: Looked): Promise<FoundRow[]> {
  const { index, exact } = looked.condition;
  const { rows } = await sql<FoundRow>`
    with named as materialized (
      select seq, ctid as place from message
      where ${VECTOR} @@ ${index} and (${within(looked)}) is true
    )
    select ${COLUMNS} from (
      select *, sum(octet_length(text)) over (order by seq desc) - octet_length(text) as before_it from (
        select found.* from (select * from named order by seq desc) as named
        cross join lateral (
          select * from message
          where ctid = named.place
            ${exact === undefined ? sql`` : sql`and (${VECTOR} @@ ${exact}) is true`}
          offset 0
        ) as found
        order by named.seq desc limit ${looked.limit}
      ) as found
    ) as measured
    order by seq desc`.execute(db);
  return rows;
}

function within({ query, readable, from, to }: Looked): RawBuilder<unknown> {
  const { before, since } = query;
  const time = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  return sql.join(
    [
      sql`seq >= ${from} and seq < ${to} and text is not null`,
      readable,
      ...(before === undefined ? [] : [sql`sent_at < ${time(before)}`]),
      ...(since === undefined ? [] : [sql`sent_at >= ${time(since)}`]),
    ],
    sql` and `,
  );
}
