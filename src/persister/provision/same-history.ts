// Whether rows and log are of one history. When the log was made says it at once where it is the same; a log that was
// brought back has another date, so then what both hold is compared: the newest row that the log still has.
import { sql } from 'kysely';
import { facts } from '../../chat/features.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { STREAM } from '../../shared/subjects.ts';
import { AT, type Db } from '../rows/checkpoint.ts';
import { firstFrom, type LogApi } from '../rows/holes.ts';

/** An event, or an entry that is none: then `raw` is what came. */
interface Row {
  seq: string;
  at: string;
  user_id: string | null;
  client_id: string | null;
  raw: Uint8Array | null;
}

/** Of the newest rows so many may have been erased from the log before its other end is looked at. */
const NEWEST = 100;

/** Where they say different things; undefined where they do not, or where the log holds nothing any more that was a row. */
export async function differsAt(api: LogApi, db: Db): Promise<number | undefined> {
  for (const row of await newest(db)) {
    const entry = await firstFrom(api, Number(row.seq));
    if (entry?.seq === Number(row.seq)) return isOf(row, entry) ? undefined : entry.seq;
  }
  const oldest = await firstFrom(api, 1);
  if (oldest === undefined) {
    const { state } = await api.jsm.streams.info(STREAM);
    if (state.messages > 0) throw new Error('the log has entries, and none can be read now');
    return undefined;
  }
  const row = await rowAt(db, oldest.seq);
  return row === undefined || isOf(row, oldest) ? undefined : oldest.seq;
}

const EVENTS = sql`select seq, ${AT} as at, user_id, client_id, null::bytea as raw from event`;
const DEAD_LETTERS = sql`select seq, ${AT}, null::text, null::uuid, raw from dead_letter`;

async function newest(db: Db): Promise<Row[]> {
  const { rows } = await sql<Row>`
    (${EVENTS} order by seq desc limit ${NEWEST}) union all
    (${DEAD_LETTERS} order by seq desc limit ${NEWEST}) order by seq desc`.execute(db);
  return rows;
}

async function rowAt(db: Db, seq: number): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    ${EVENTS} where seq = ${seq} union all ${DEAD_LETTERS} where seq = ${seq}`.execute(db);
  return rows[0];
}

function isOf(row: Row, entry: RawEntry): boolean {
  if (row.at !== entry.at) return false;
  if (row.raw !== null) return Buffer.from(entry.data).equals(row.raw);
  const reading = facts.read(entry);
  if (reading.is !== 'known' && reading.is !== 'foreign') return false;
  const { id, user } = reading.raw.fact;
  return id === row.client_id && user.id === row.user_id;
}
