// Questions to the rows, asked of any persister over NATS: the gateway never opens a database (P5).
// Invariant: no answer is never taken for "not there".
import type { NatsConnection } from 'nats';
import type { z } from 'zod';
import { facts } from '../chat/features.ts';
import { type Entry, type InRoom, isInRoom } from '../chat/kernel/fact.ts';
import type { MessagesNow, Sources } from '../chat/kernel/question.ts';
import {
  type HistoryRequest,
  historyReply,
  lookupReply,
  type MessagesRequest,
  messagesReply,
  type StoredEvent,
} from '../chat/kernel/questions.ts';
import { HISTORY_REQUEST, LOOKUP_REQUEST, MESSAGES_REQUEST } from '../shared/subjects.ts';
import { eventFrame, shown } from './log/entry.ts';

export interface HistoryPage {
  entries: Entry<InRoom>[];
  more: boolean;
  /** The rows that it is from hold everything up to here. */
  asOf?: number;
}

/** What questions of clients are answered from, and what else a gateway asks. */
export interface RowsClient extends Pick<Sources, 'ask'> {
  /** The last `limit` events of a room below `before`, oldest first. */
  past: (room: string, before: number, limit: number) => Promise<HistoryPage>;
  /** `upTo`: what the rows must hold of the log. */
  messages: (question: MessagesRequest) => Promise<MessagesNow>;
  /** The first `limit` events of a room above `after`, oldest first. */
  after: (room: string, after: number, limit: number) => Promise<HistoryPage>;
  /** The event a user made with a client id, judged by rows that hold at least everything to `atLeast`. */
  lookUp: (
    userId: string,
    clientId: string,
    atLeast: number,
  ) => Promise<{ seq: number; room: string | null } | null>;
}

export class RowsUnavailable extends Error {
  constructor(detail: string, cause?: unknown) {
    super(`the rows cannot be read: ${detail}`, { cause });
    this.name = 'RowsUnavailable';
  }
}

const TIMEOUT_MS = 5_000;
/** So many may hold nothing that is understood here, one behind the other. */
const PAGES_MAX = 16;

export function createRows(nc: NatsConnection): RowsClient {
  const ask = async <S extends z.ZodType>(
    subject: string,
    question: object,
    schema: S,
  ): Promise<Exclude<z.output<S>, { error: string }>> => {
    let answer: unknown;
    try {
      const reply = await nc.request(subject, JSON.stringify(question), { timeout: TIMEOUT_MS });
      answer = schema.parse(reply.json());
    } catch (error) {
      throw new RowsUnavailable(String(error), error);
    }
    if (isRefusal(answer)) throw new RowsUnavailable(answer.error);
    return answer as Exclude<z.output<S>, { error: string }>;
  };
  const page = async (question: HistoryRequest): Promise<HistoryPage> => {
    let asked = question;
    for (let pages = 0; pages < PAGES_MAX; pages++) {
      const { events, ...about } = await ask(HISTORY_REQUEST, asked, historyReply);
      const entries = events.map(understood).filter((entry) => entry !== undefined);
      const edge = asked.before === undefined ? events.at(-1)?.seq : events[0]?.seq;
      if (entries.length > 0 || !about.more || edge === undefined) return { entries, ...about };
      // From a page without events nobody could ask on.
      asked = { ...asked, [asked.before === undefined ? 'after' : 'before']: edge };
    }
    throw new RowsUnavailable(`nothing in ${PAGES_MAX} pages is understood here`);
  };
  return {
    ask,
    past: (room, before, limit) => page({ room, before, limit }),
    messages: async (question) => {
      const { notices, ...page } = await ask(MESSAGES_REQUEST, question, messagesReply);
      const entries = notices.map(understood).filter((entry) => entry !== undefined);
      return { ...page, events: entries.map((entry) => eventFrame(entry)) };
    },
    after: (room, after, limit) => page({ room, after, limit }),
    lookUp: async (userId, clientId, atLeast) =>
      (await ask(LOOKUP_REQUEST, { userId, clientId, atLeast }, lookupReply)).found,
  };
}

/** Another version may have written a row of what is no fact here. */
function understood({ seq, at, event }: StoredEvent): Entry<InRoom> | undefined {
  const entry = shown(facts.understand({ seq, at, fact: event }));
  return entry && isInRoom(entry) ? entry : undefined;
}

const isRefusal = (answer: unknown): answer is { error: string } =>
  typeof answer === 'object' && answer !== null && 'error' in answer;
