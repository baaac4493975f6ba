// One piece of the search's index, in one transaction: the words of the messages that the events behind the checkpoint speak of
// are made anew from their rows, or go where the text is gone; then the checkpoint goes over them.
// Invariant: it goes over events only whose rows are all there, so whatever changes a row comes behind it, and is gone over. All
// of it may be done twice. Several replicas do it one at a time: who finds the checkpoint locked leaves it to the other.
import { type RawBuilder, sql } from 'kysely';
import { DELETED, EDITED, POSTED } from '../erase/changes.ts';
import { type Db, wholeWith } from '../rows/checkpoint.ts';

/** Sequences of one transaction: some hundredths of a second. */
const PIECE = 2_000;

/** From above one sequence up to another. */
interface Stretch {
  from: number;
  to: number;
}

/** Resolves with how many sequences there are still to go over; undefined where somebody else is at it. */
export const indexPiece = (pool: Db): Promise<number | undefined> =>
  pool.transaction().execute(async (db) => {
    const place = await placeIn(db, sql`for update skip locked`);
    if (place === undefined) return undefined;
    const { seq, again, whole } = place;
    // Back, where rows were lost: they come again.
    const to = Math.min(whole, seq + PIECE);
    if (to > seq) await index(db, { from: seq, to });
    const next = again === undefined ? undefined : await goOverAgain(db, again, to);
    if (to !== seq || next !== again) await moveTo(db, to, next);
    return leftOf({ seq: to, again: next, whole });
  });

/** The same, asked by who does nothing about it: whoever is at it may fail at it for ever. */
export async function wordsLeft(db: Db): Promise<number> {
  const place = await placeIn(db, sql``);
  if (place === undefined) throw new Error('the table search_progress has lost its row');
  return leftOf(place);
}

const leftOf = ({ seq, again, whole }: Place): number =>
  Math.max(0, whole - seq) + (again === undefined ? 0 : Math.max(0, seq - again));

/** What was made of rows that have others in their place by now (rebuild). Answers where it goes on. */
async function goOverAgain(db: Db, again: number, end: number): Promise<number | undefined> {
  const to = Math.min(end, again + PIECE);
  if (to > again) await index(db, { from: again, to });
  return to >= end ? undefined : to;
}

async function index(db: Db, stretch: Stretch): Promise<void> {
  await sql`
    delete from search_entry
    where seq in (
      select unnest(array[changed.seq, message.seq])
      from ${changed(stretch)} as changed left join message using (user_id, client_id)
    ) and not exists (
      select from message
      where room = search_entry.room and seq = search_entry.seq and text is not null
    )`.execute(db);
  // Of two that say to be at one place the one that was posted there.
  await sql`
    insert into search_entry (seq, room, words)
    select distinct on (message.seq)
      message.seq, room, search_vector(text, room, user_id, user_name)
    from ${changed(stretch)} as changed join message using (user_id, client_id)
    where text is not null
    order by message.seq, post_rank is null
    on conflict (seq) do update set room = excluded.room, words = excluded.words
    where (search_entry.room, search_entry.words) is distinct from (excluded.room, excluded.words)`.execute(
    db,
  );
}

/** Right away, whoever is at it: what is erased is nowhere. */
export async function forgetWords(db: Db, seqs: readonly number[]): Promise<void> {
  await sql`delete from search_entry where seq = any(${[...seqs]}::bigint[])`.execute(db);
}

const TARGET = sql`(data -> 'target')`;
/** Whoever writes to the log writes what they like. */
const SEQUENCE = '^[0-9]{1,15}$';
const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/** The messages that events speak of, and where they say that these stand. */
const changed = ({ from, to }: Stretch): RawBuilder<unknown> => sql`(
  select seq, user_id, client_id from event
  where seq > ${from}::bigint and seq <= ${to}::bigint and type = ${POSTED}
  union
  select
    case when ${TARGET} ->> 'seq' ~ ${SEQUENCE} then (${TARGET} ->> 'seq')::bigint end,
    ${TARGET} -> 'user' ->> 'id',
    case when ${TARGET} ->> 'id' ~* ${UUID} then (${TARGET} ->> 'id')::uuid end
  from event
  where seq > ${from}::bigint and seq <= ${to}::bigint and type in (${EDITED}, ${DELETED})
)`;

interface Place {
  /** Up to here the index has everything. */
  seq: number;
  /** Above here it is made once more; undefined where it is not. */
  again: number | undefined;
  /** Up to here the rows have everything. */
  whole: number;
}

/** Undefined where it is to be locked and somebody else has it. */
async function placeIn(db: Db, lock: RawBuilder<unknown>): Promise<Place | undefined> {
  const { rows } = await sql<{ seq: string; again: string | null }>`
    select seq, again from search_progress ${lock}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { whole } = await wholeWith(db, [POSTED, EDITED, DELETED]);
  const again = row.again === null ? undefined : Number(row.again);
  return { seq: Number(row.seq), again, whole };
}

const moveTo = (db: Db, seq: number, again: number | undefined) =>
  sql`
    update search_progress
    set seq = ${seq}::bigint, again = ${again ?? null}::bigint, since = coalesce(since, now())`.execute(
    db,
  );
