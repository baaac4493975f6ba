// A page of a room's past, or of what the log does not hold any more: facts of any type and version, as the log had them.
import { sql } from 'kysely';
import type { HistoryReply, HistoryRequest, StoredEvent } from '../../chat/kernel/questions.ts';
import type { Db } from '../rows/checkpoint.ts';
import { EVENT_COLUMNS, type StoredRow, storedEventOf } from '../rows/stored-events.ts';
import { type Asked, conclusive, lagging, type Read } from './conclusive.ts';
import { REPLY_MAX_BYTES } from './reply.ts';

/** What was erased says nothing any more: the deletion itself says what is left. */
const SAYS = sql`data <> 'null'`;

export async function page(asked: Asked, question: HistoryRequest): Promise<HistoryReply> {
  const { before } = question;
  // Rows that lag would leave out the newest of the page, and nobody would ever ask for them again. Going forwards, they
  // are asked for what the log does not hold any more.
  const owed = before === undefined ? (asked.watermark.log?.first ?? 1) - 1 : before - 1;
  const read: Read<HistoryReply> = async (db, whole) =>
    whole < owed ? undefined : { ...(await readPage(db, question, whole)), asOf: whole };
  return (await conclusive(asked, owed, read)) ?? lagging;
}

async function readPage(db: Db, question: HistoryRequest, whole: number) {
  const { room, before, after = 0, limit } = question;
  const older = before !== undefined;
  const order = older ? sql`desc` : sql`asc`;
  // The sizes first: what would not fit the reply is never read into memory.
  const { rows: sizes } = await sql<{ seq: string; bytes: number }>`
    select seq, octet_length(data::text) + coalesce(octet_length(extra::text), 0) as bytes from event
    where room = ${room} and ${older ? sql`seq < ${before}` : sql`seq > ${after} and seq <= ${whole}`} and ${SAYS}
    order by seq ${order} limit ${limit + 1}`.execute(db);
  const [first, last] = ends(sizes.slice(0, limit));
  if (first === undefined || last === undefined) return { events: [], more: false };
  const { rows } = await sql<StoredRow>`
    select ${EVENT_COLUMNS} from event
    where room = ${room} and seq between ${Math.min(first, last)} and ${Math.max(first, last)} and ${SAYS}
    order by seq ${order}`.execute(db);
  const events: StoredEvent[] = [];
  let bytes = 0;
  for (const row of rows) {
    const stored = storedEventOf(row, room);
    bytes += Buffer.byteLength(JSON.stringify(stored)) + 1;
    if (bytes > REPLY_MAX_BYTES && events.length > 0) break;
    events.push(stored);
  }
  const more = events.length < sizes.length;
  return { events: older ? events.reverse() : events, more };
}

/** The sequences between which the rows come nearest to a reply's size and do not exceed it; one at least, if there is one. */
function ends(sizes: { seq: string; bytes: number }[]): (number | undefined)[] {
  let sum = 0;
  const exceeding = sizes.findIndex(({ bytes }) => {
    sum += bytes;
    return sum > REPLY_MAX_BYTES;
  });
  const count = exceeding < 0 ? sizes.length : Math.max(exceeding, 1);
  return [sizes[0], sizes[count - 1]].map((row) => row && Number(row.seq));
}
