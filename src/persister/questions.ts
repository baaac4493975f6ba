// Answers what gateways ask the rows: pages of a room's history, and whether a client id was used before.
// Any replica answers (queue group). "I cannot say" is an answer of its own and never means "not there".
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Msg, NatsConnection } from 'nats';
import type { z } from 'zod';
import type { StoredEvent } from '../shared/events.ts';
import type { Logger } from '../shared/logger.ts';
import {
  type HistoryReply,
  type HistoryRequest,
  historyRequest,
  type LookupReply,
  type LookupRequest,
  lookupRequest,
} from '../shared/projection-api.ts';
import { HISTORY_REQUEST, LOOKUP_REQUEST, PROJECTION_QUEUE } from '../shared/subjects.ts';
import { EventRow, MessageRow } from './entities.ts';
import type { PersisterMetrics } from './metrics.ts';
import type { Watermark } from './watermark.ts';

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
    callback: answer('history', historyRequest, (question) => page(orm, watermark, question)),
  });
  const lookups = nc.subscribe(LOOKUP_REQUEST, {
    queue,
    callback: answer('lookup', lookupRequest, (question) => lookUp(orm, watermark, question)),
  });
  return () => {
    history.unsubscribe();
    lookups.unsubscribe();
  };
}

async function page(
  orm: MikroORM,
  watermark: Watermark,
  question: HistoryRequest,
): Promise<HistoryReply> {
  const { room, before, after, limit } = question;
  const older = before !== undefined;
  // Rows that lag would leave out the newest of the page, and nobody would ever ask for them again.
  if (older && !(await watermark.reach(before - 1, REACH_MS))) return lagging;
  const em = orm.em.fork();
  // The sizes first: what would not fit the reply is never read into memory.
  const { rows: sizes } = await sql<{ seq: string; bytes: number }>`
    select seq, octet_length(data::text) as bytes from event
    where room = ${room} and ${older ? sql`seq < ${before}` : sql`seq > ${after ?? 0}`}
    order by seq ${older ? sql`desc` : sql`asc`} limit ${limit + 1}`.execute(em.getKysely());
  const [first, last] = ends(sizes.slice(0, limit));
  if (first === undefined || last === undefined) return { events: [], more: false };
  const rows = await em.find(
    EventRow,
    { room, seq: { $gte: Math.min(first, last), $lte: Math.max(first, last) } },
    { orderBy: { seq: older ? 'desc' : 'asc' }, disableIdentityMap: true },
  );
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

async function lookUp(
  orm: MikroORM,
  watermark: Watermark,
  { userId, clientId, atLeast }: LookupRequest,
): Promise<LookupReply> {
  if (!(await watermark.reach(atLeast, REACH_MS))) return lagging;
  const found = await orm.em
    .fork()
    .findOne(MessageRow, { userId, clientId }, { disableIdentityMap: true });
  return { found: found && { seq: found.seq, room: found.room } };
}

function storedEvent(row: EventRow): StoredEvent {
  const { seq, at, clientId: id, room, userId, userName, data } = row;
  const user = { id: userId, name: userName };
  const event = { v: 1 as const, id, type: 'MessagePosted' as const, room, user, data };
  return { seq, at: at.toISOString(), event };
}

function parse(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    // What is not JSON fits no schema either and is answered so.
    return undefined;
  }
}
