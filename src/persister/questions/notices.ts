// What was done to a room and to those in it, for a page of its messages: the facts themselves, as the log had them. What only
// a newer version knows is among them.
import { sql } from 'kysely';
import { SAID_BY_MESSAGES } from '../../chat/features.ts';
import type { StoredEvent } from '../../chat/kernel/questions.ts';
import type { Db } from '../rows/checkpoint.ts';
import { EVENT_COLUMNS, type StoredRow, storedEventOf } from '../rows/stored-events.ts';

const NOTICES_MAX = 200;
/** Said as they are: the index of all else (migration 0019) serves nothing that Postgres learns later. */
const OF_MESSAGES = sql.join(SAID_BY_MESSAGES.map((type) => sql.lit(type)));

export interface Between {
  room: string;
  /** From here on. */
  low: number;
  below: number;
  maxBytes: number;
  /** Which of them are told where they are too many. */
  nearest: 'first' | 'last';
}

/** The first or the last of them that fit, oldest first; one at least, if there is one. `cut`: there are more. */
export async function noticesBetween(db: Db, { room, low, below, maxBytes, nearest }: Between) {
  const order = nearest === 'first' ? sql`seq` : sql`seq desc`;
  const { rows } = await sql<StoredRow>`
    select ${EVENT_COLUMNS} from event
    where room = ${room} and seq >= ${low}::bigint and seq < ${below}::bigint
      and type not in (${OF_MESSAGES})
    order by ${order} limit ${NOTICES_MAX + 1}`.execute(db);
  const notices: StoredEvent[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, NOTICES_MAX)) {
    const stored = storedEventOf(row, room);
    bytes += Buffer.byteLength(JSON.stringify(stored)) + 1;
    if (bytes > maxBytes && notices.length > 0) break;
    notices.push(stored);
  }
  const cut = notices.length < rows.length;
  return { cut, notices: nearest === 'first' ? notices : notices.reverse() };
}
