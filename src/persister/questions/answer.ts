// Answers what gateways ask the rows: pages of a room's history, and whether a client id was used before.
// Any replica answers (queue group). "I cannot say" is an answer of its own and never means "not there".
// Invariant: how far the rows are whole is read in the snapshot that the answer is read from.
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Msg, NatsConnection } from 'nats';
import type { z } from 'zod';
import type { StoredEvent } from '../../chat/kernel/questions.ts';
import {
  type HistoryReply,
  type HistoryRequest,
  historyRequest,
  type LookupReply,
  type LookupRequest,
  lookupRequest,
} from '../../chat/kernel/questions.ts';
import type { Logger } from '../../shared/logger.ts';
import { HISTORY_REQUEST, LOOKUP_REQUEST, PROJECTION_QUEUE } from '../../shared/subjects.ts';
import type { PersisterMetrics } from '../metrics.ts';
import { checkpointOf, type Db, inSnapshot, OtherLog } from '../rows/checkpoint.ts';
import { EVENT_COLUMNS, entryOf, type StoredRow } from '../rows/stored-events.ts';
import type { Watermark } from '../rows/watermark.ts';

export interface QuestionOptions {
  nc: NatsConnection;
  orm: MikroORM;
  log: Logger;
  watermark: Watermark;
  metrics: PersisterMetrics;
}

/** A reply must stay below the server's max_payload (128 KB); a page is cut to fit. */
const REPLY_MAX_BYTES = 96_000;
/** Questions under way at once on this replica. */
const QUESTIONS_MAX = 64;
const REACH_MS = 2_000;
const lagging = { error: 'the rows lag behind the log' };

/** Returns the verb that stops answering. */
export function answerQuestions(options: QuestionOptions): () => void {
  const { nc, orm, log, watermark, metrics } = options;
  let underWay = 0;

  const answer = <S extends z.ZodType>(
    kind: string,
    schema: S,
    work: (question: z.output<S>) => Promise<object>,
  ) => {
    const reply = async (message: Msg): Promise<object> => {
      if (underWay >= QUESTIONS_MAX) return { error: 'too many questions at once' };
      const question = schema.safeParse(parse(message));
      if (!question.success) return { error: question.error.message };
      underWay += 1;
      try {
        return await work(question.data);
      } catch (error) {
        log.debug({ err: error, kind }, 'a question cannot be answered now');
        return { error: 'the database does not answer' };
      } finally {
        underWay -= 1;
      }
    };
    return (fault: Error | null, message: Msg) => {
      if (fault !== null) return log.error({ err: fault, kind }, 'questions do not arrive');
      void reply(message).then((said) => {
        metrics.questions.inc({ kind, answered: String(!('error' in said)) });
        message.respond(JSON.stringify(said));
      });
    };
  };

  const queue = PROJECTION_QUEUE;
  const history = nc.subscribe(HISTORY_REQUEST, {
    queue,
    callback: answer('history', historyRequest, (question) => page({ orm, watermark }, question)),
  });
  const lookups = nc.subscribe(LOOKUP_REQUEST, {
    queue,
    callback: answer('lookup', lookupRequest, (question) => lookUp({ orm, watermark }, question)),
  });
  return () => {
    history.unsubscribe();
    lookups.unsubscribe();
  };
}

/** What the rows are asked on, and what may be said of them. */
interface Asked {
  orm: MikroORM;
  watermark: Watermark;
}

/** What `read` makes of the rows and of how far they are whole; undefined where that is no answer. */
type Read<T> = (db: Db, whole: number) => Promise<T | undefined>;

/**
 * Asks again once the rows have come up to `owed`, where they have in time. Rows that were lost meanwhile, or brought back
 * as an old copy, are seen by that, whatever was known before.
 */
async function conclusive<T>(
  { orm, watermark }: Asked,
  owed: number,
  read: Read<T>,
): Promise<T | undefined> {
  const look = () =>
    inSnapshot(orm, async (db) => {
      const { epoch, seq } = await checkpointOf(db);
      if (epoch === null || epoch !== watermark.log?.epoch) throw new OtherLog();
      return await read(db, seq);
    });
  const found = await look();
  if (found !== undefined || !(await watermark.reach(owed, REACH_MS))) return found;
  return await look();
}

async function page(asked: Asked, question: HistoryRequest): Promise<HistoryReply> {
  const { before } = question;
  // Rows that lag would leave out the newest of the page, and nobody would ever ask for them again. Going forwards, they
  // are asked for what the log does not hold any more.
  const owed = before === undefined ? (asked.watermark.log?.first ?? 1) - 1 : before - 1;
  const read: Read<HistoryReply> = async (db, whole) =>
    whole < owed ? undefined : await readPage(db, question, whole);
  return (await conclusive(asked, owed, read)) ?? lagging;
}

async function readPage(db: Db, question: HistoryRequest, whole: number): Promise<HistoryReply> {
  const { room, before, after = 0, limit } = question;
  const older = before !== undefined;
  const order = older ? sql`desc` : sql`asc`;
  // The sizes first: what would not fit the reply is never read into memory.
  const { rows: sizes } = await sql<{ seq: string; bytes: number }>`
    select seq, octet_length(data::text) + coalesce(octet_length(extra::text), 0) as bytes from event
    where room = ${room} and ${older ? sql`seq < ${before}` : sql`seq > ${after} and seq <= ${whole}`}
    order by seq ${order} limit ${limit + 1}`.execute(db);
  const [first, last] = ends(sizes.slice(0, limit));
  if (first === undefined || last === undefined) return { events: [], more: false };
  const { rows } = await sql<StoredRow>`
    select ${EVENT_COLUMNS} from event
    where room = ${room} and seq between ${Math.min(first, last)} and ${Math.max(first, last)}
    order by seq ${order}`.execute(db);
  const events: StoredEvent[] = [];
  let bytes = 0;
  for (const row of rows) {
    const stored = storedEvent(row);
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

async function lookUp(asked: Asked, question: LookupRequest): Promise<LookupReply> {
  const { userId, clientId, atLeast } = question;
  // Also of `message`: a persister of the version before does not write the other.
  const read: Read<LookupReply> = async (db, whole) => {
    const { rows } = await sql<{ seq: string; room: string }>`
      (select seq, room from used_id where user_id = ${userId} and client_id = ${clientId})
      union all
      (select seq, room from message where user_id = ${userId} and client_id = ${clientId})
      order by seq limit 1`.execute(db);
    const [found] = rows;
    if (found !== undefined) return { found: { seq: Number(found.seq), room: found.room } };
    return whole < atLeast ? undefined : { found: null };
  };
  return (await conclusive(asked, atLeast, read)) ?? lagging;
}

function storedEvent(row: StoredRow): StoredEvent {
  const { seq, at, fact } = entryOf(row);
  return { seq, at, event: { ...fact, user: { ...fact.user } } };
}

function parse(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    // What is not JSON fits no schema either and is answered so.
    return undefined;
  }
}
