// Questions to the rows, asked of any persister over NATS: the gateway never opens a database (P5).
// Invariant: no answer is never taken for "not there".
import type { NatsConnection } from 'nats';
import type { z } from 'zod';
import { facts } from '../chat/features.ts';
import type { Entry } from '../chat/kernel/fact.ts';
import { type HistoryRequest, historyReply, lookupReply } from '../chat/kernel/questions.ts';
import { HISTORY_REQUEST, LOOKUP_REQUEST } from '../shared/subjects.ts';
import { shown } from './log/entry.ts';

export interface HistoryPage {
  entries: Entry[];
  more: boolean;
}

export interface RowsClient {
  /** The last `limit` events of a room below `before`, oldest first. */
  before: (room: string, before: number, limit: number) => Promise<HistoryPage>;
  /** The first `limit` events of a room above `after`, oldest first. */
  after: (room: string, after: number, limit: number) => Promise<HistoryPage>;
  /** The event a user made with a client id, judged by rows that hold at least everything to `atLeast`. */
  lookUp: (
    userId: string,
    clientId: string,
    atLeast: number,
  ) => Promise<{ seq: number; room: string } | null>;
}

export class RowsUnavailable extends Error {
  constructor(detail: string, cause?: unknown) {
    super(`the rows cannot be read: ${detail}`, { cause });
    this.name = 'RowsUnavailable';
  }
}

const TIMEOUT_MS = 5_000;

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
    const { events, more } = await ask(HISTORY_REQUEST, question, historyReply);
    const readings = events.map(({ seq, at, event }) => facts.understand({ seq, at, fact: event }));
    return { entries: readings.map(shown).filter((entry) => entry !== undefined), more };
  };
  return {
    before: (room, before, limit) => page({ room, before, limit }),
    after: (room, after, limit) => page({ room, after, limit }),
    lookUp: async (userId, clientId, atLeast) =>
      (await ask(LOOKUP_REQUEST, { userId, clientId, atLeast }, lookupReply)).found,
  };
}

const isRefusal = (answer: unknown): answer is { error: string } =>
  typeof answer === 'object' && answer !== null && 'error' in answer;
