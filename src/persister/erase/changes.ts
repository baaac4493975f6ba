// What the eraser reads of the rows: deletions and edits in the order of the log, the entries that they speak of, and how far
// all of that is whole. It knows the envelope and the target of a change, nothing else of what a fact says.
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../rows/checkpoint.ts';

export const DELETED = 'MessageDeleted';
export const EDITED = 'MessageEdited';
export const POSTED = 'MessagePosted';

/** A message, as a change names it. */
export interface Target {
  seq: number;
  id: string;
  user: string;
}

/** A deletion or an edit. */
export interface Change {
  seq: number;
  type: string;
  room: string | null;
  /** Undefined where the row is empty: it was erased before. */
  target: Target | undefined;
}

/** The row at a sequence that a change names. */
export interface Named {
  seq: number;
  type: string;
  room: string | null;
  user: string;
  id: string;
}

/** In these words the indexes say it (migration 0011). */
const THESE = sql`type in ('MessageDeleted', 'MessageEdited')`;
const TARGET = sql`(data -> 'target' ->> 'seq')`;
const TARGET_ID = sql`(data -> 'target' ->> 'id')`;
const TARGET_USER = sql`(data -> 'target' -> 'user' ->> 'id')`;
const COLUMNS = sql`
  seq, type, room, ${TARGET} as target_seq, ${TARGET_ID} as target_id, ${TARGET_USER} as target_user`;

interface Row {
  seq: string;
  type: string;
  room: string | null;
  target_seq: string | null;
  target_id: string | null;
  target_user: string | null;
}

/** Above one sequence up to another, the first `max` of them. */
export const changesAbove = (db: Db, seq: number, upTo: number, max: number): Promise<Change[]> =>
  changes(
    db,
    sql`seq > ${seq}::bigint and seq <= ${upTo}::bigint and ${THESE} order by seq limit ${max}`,
  );

/** Edits that name the very messages that these deletions do; the first `max` of them. */
export function editsOf(db: Db, deletions: readonly Change[], upTo: number, max: number) {
  const named = deletions.flatMap(({ room, target }) => (target ? [{ room, ...target }] : []));
  const texts = (of: (one: (typeof named)[number]) => string | number | null) =>
    sql`${named.map(of)}::text[]`;
  return changes(
    db,
    sql`${ofThese(named.map(({ seq }) => seq))} and type = ${EDITED} and seq <= ${upTo}::bigint
      and (room, ${TARGET}, ${TARGET_ID}, ${TARGET_USER}) in (
        select * from unnest(
          ${texts(({ room }) => room)}, ${texts(({ seq }) => seq)}, ${texts(({ id }) => id)},
          ${texts(({ user }) => user)}
        )
      )
      limit ${max}`,
  );
}

/** Deletions of messages at these sequences, of all rooms. */
export const deletionsOf = (db: Db, targets: readonly number[]): Promise<Change[]> =>
  changes(db, sql`${ofThese(targets)} and type = ${DELETED}`);

const ofThese = (targets: readonly number[]) =>
  sql`${TARGET} = any(${targets.map(String)}::text[]) and ${THESE}`;

async function changes(db: Db, where: RawBuilder<unknown>): Promise<Change[]> {
  const { rows } = await sql<Row>`select ${COLUMNS} from event where ${where}`.execute(db);
  return rows.map(({ seq, type, room, ...target }) => ({
    ...{ type, room, seq: Number(seq) },
    target: targetOf(target),
  }));
}

function targetOf({
  target_seq: seq,
  target_id: id,
  target_user: user,
}: Pick<Row, 'target_seq' | 'target_id' | 'target_user'>): Target | undefined {
  return seq === null || id === null || user === null ? undefined : { seq: Number(seq), id, user };
}

/** The events at these sequences. */
export async function eventsAt(db: Db, seqs: readonly number[]): Promise<Named[]> {
  const { rows } = await sql<Omit<Named, 'seq'> & { seq: string }>`
    select seq, type, room, user_id as user, client_id as id from event
    where seq = any(${seqs}::bigint[])`.execute(db);
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Which of these events are to be erased because somebody deleted the message: its post, and edits of it. */
export async function deletedAmong(db: Db, seqs: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ seq: string }>`
    with asked as (
      select seq, room,
        case type when ${POSTED} then seq::text else data -> 'target' ->> 'seq' end as of_seq,
        case type when ${POSTED} then client_id::text else data -> 'target' ->> 'id' end as of_id,
        case type when ${POSTED} then user_id else data -> 'target' -> 'user' ->> 'id' end as of_user
      from event where seq = any(${seqs}::bigint[]) and type in (${POSTED}, ${EDITED})
    )
    select seq from asked where exists (
      select from event where ${TARGET} = of_seq and type = ${DELETED} and ${THESE}
        and event.room = asked.room and data -> 'target' ->> 'id' = of_id
        and data -> 'target' -> 'user' ->> 'id' = of_user
    )`.execute(db);
  return rows.map(({ seq }) => Number(seq));
}

/** Takes out of the rows what they say; answers how many said something. Who, when and in which room stays. */
export async function emptyEvents(db: Db, seqs: readonly number[]): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update event set data = 'null', extra = null
    where seq = any(${seqs}::bigint[]) and (data <> 'null' or extra is not null)`.execute(db);
  return Number(numAffectedRows);
}

/** Deletions above a sequence; of very many some. */
export async function deletionsAbove(db: Db, seq: number): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    select count(*) as n from (
      select from event where seq > ${seq}::bigint and type = ${DELETED} and ${THESE} limit ${COUNT_MAX}
    ) as above`.execute(db);
  return Number(rows[0]?.n ?? 0);
}
const COUNT_MAX = 10_000;
