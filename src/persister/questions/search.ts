// Messages that say what somebody looks for, of the rooms that they may read: the newest first, for that can be paged exactly.
// Answered as far as the rows are whole, and not further than TAIL behind where their words are: the very last may be missing,
// nothing before them is.
// Invariant: a text that was deleted is null, and so is found by nothing.
import { sql } from 'kysely';
import { parseQuery, type Query } from '../../chat/search/query.ts';
import type { SearchReply, SearchRequest } from '../../chat/search/request.ts';
import type { Db } from '../rows/checkpoint.ts';
import { type Asked, conclusive, lagging } from './conclusive.ts';
import { userOf } from './kind.ts';
import { readable } from './readable.ts';
import { fitting, orTooWide } from './reply.ts';
import { byWords, type FoundRow, inIndex, type Looked, oneByOne } from './search-rows.ts';
import { conditionOf } from './search-terms.ts';
import { around } from './sequence-at.ts';

/**
 * So many of the newest sequences are looked at one by one: what people say often is among them, and the index would name every
 * message that has it. Where these are not enough, it is said seldom enough for the index.
 */
const NEAR = 2_000;
/**
 * So many sequences whose words are not made yet are looked at by their rows; at rest none are. Where there are more, as while a
 * backlog is written, the newest of them are found as soon as the words have come so far.
 */
const TAIL = 1_000;
/** Without words each message is looked at, in steps that grow: the first has what is asked for nearly always. */
const STEP = 500;

export async function search(asked: Asked, question: SearchRequest): Promise<SearchReply> {
  const parsed = parseQuery(question.query);
  if ('problem' in parsed) return { error: parsed.problem };
  const found = conclusive(asked, 0, (db, whole) => look(db, question, parsed.query, whole));
  return (await orTooWide(found)) ?? lagging;
}

async function look(
  db: Db,
  { before = Number.MAX_SAFE_INTEGER, limit, closed, reader }: SearchRequest,
  query: Query,
  whole: number,
): Promise<SearchReply> {
  const end = query.before === undefined ? undefined : await around(db, query.before);
  const begin = query.since === undefined ? undefined : await around(db, query.since);
  const from = begin?.above ?? 0;
  const reach = await reachOf(db);
  const to = Math.min(before, whole + 1, reach + 1 + TAIL, end?.below ?? before);
  const looked = {
    query,
    condition: conditionOf(query),
    readable: readable({ closed, ...reader }),
  };
  const rows = await newest(db, { ...looked, from, to, limit: limit + 1 }, reach);
  return { ...replyOf(rows, limit), asOf: whole };
}

/** Up to here there are words. */
async function reachOf(db: Db): Promise<number> {
  const { rows } = await sql<{ seq: string }>`select seq from search_progress`.execute(db);
  return Number(rows[0]?.seq ?? 0);
}

/** From the newest on: what has no words yet, then what is near, which is all for what is said often, then the index. */
async function newest(db: Db, looked: Looked, reach: number): Promise<FoundRow[]> {
  // How many messages have a word Postgres knows of common ones only; it would read all rows now and then.
  await sql`select set_config('enable_seqscan', 'off', true)`.execute(db);
  const rows: FoundRow[] = [];
  let { to } = looked;
  const step = async (find: typeof oneByOne, below: number): Promise<void> => {
    const from = Math.max(looked.from, below);
    if (from >= to || rows.length >= looked.limit) return;
    rows.push(...(await find(db, { ...looked, from, to, limit: looked.limit - rows.length })));
    to = from;
  };
  if (looked.condition.index === undefined) {
    for (let size = STEP; to > looked.from && rows.length < looked.limit; size *= 10) {
      await step(oneByOne, to - size);
    }
    return rows;
  }
  await step(oneByOne, reach + 1);
  await step(byWords, to - NEAR);
  await step(inIndex, looked.from);
  return rows;
}

type Found = Extract<SearchReply, { messages: unknown }>['messages'][number];

function replyOf(rows: readonly FoundRow[], limit: number) {
  const read: Found[] = [];
  for (const row of rows.slice(0, limit)) {
    const { room, client_id: id, at, user_id, user_name, user_kind, text } = row;
    if (text === null) break;
    read.push({
      room,
      seq: Number(row.seq),
      id,
      at,
      user: userOf(user_id, user_name, user_kind),
      text,
    });
  }
  const messages = fitting(read);
  return { messages, more: messages.length < rows.length };
}
