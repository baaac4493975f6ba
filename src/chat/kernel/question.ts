// What a client asks to be told, and nobody writes down: its shape, what it costs, how it is asked, what it answers. Asking
// twice changes nothing. A kind says it; a gateway asks for all kinds in one way (src/gateway/question/).
// Invariant: where there is no answer now that is thrown or refused, and never taken for "there is nothing".
import { z } from 'zod';
import type { ErrorCode } from '../../shared/wire/codes.ts';
import type { AckFrame, EventFrame, HistoryFrame, ServerFrame } from '../../shared/wire/frames.ts';
import type { Asker, State } from './command.ts';
import type { MessagesRequest } from './questions.ts';

export interface Question {
  type: string;
  /** The client's own, to tell the answers apart. */
  id: string;
  room?: string | undefined;
}

export const questionId = z
  .string()
  .min(1)
  .max(64)
  .describe('Of one’s own choice, to tell the answers apart.');

/** The frames that answer: each has the question's id. */
export type Answer = Exclude<Extract<ServerFrame, { id: string }>, EventFrame | AckFrame>;

/** A page of messages, in a frame's words. */
export type MessagesNow = Pick<
  HistoryFrame,
  'events' | 'messages' | 'low' | 'more' | 'newer' | 'asOf'
>;

/** Where answers come from. All of these reject where nobody can say. */
export interface Sources {
  /** Asks whoever answers on a subject of NATS (src/shared/subjects.ts); never resolves to an `{ error }`. */
  ask: <S extends z.ZodType>(
    subject: string,
    question: object,
    reply: S,
  ) => Promise<Exclude<z.output<S>, { error: string }>>;
  /** The last `limit` events of a room below `before`, oldest first, as clients are shown them. */
  past: (
    room: string,
    before: number,
    limit: number,
  ) => Promise<{ events: EventFrame[]; more: boolean }>;
  /** Messages as they are now, and what was done in their room beside them, as clients are shown it. */
  messages: (question: Omit<MessagesRequest, 'upTo'>) => Promise<MessagesNow>;
  /** How far this gateway has read the log. */
  position: () => number;
  /**
   * Which entries the log has deleted behind `asOf`, which is as far as some rows come: they have the text of these. Without it
   * those that this gateway saw.
   */
  removedBehind: (asOf: number | undefined) => Promise<(seq: number) => boolean>;
  /** States of the log, by their subjects, as its leader has them; those who ask (`who`) take turns. */
  states: (subjects: readonly string[], who: string) => Promise<State[]>;
  /** By the log's clock, milliseconds since 1970. */
  now: () => number;
  /** Of a webhook; undefined where this gateway cannot make any. */
  secretOf: (webhook: string) => string | undefined;
}

/** Who asks, and of what. */
export interface Asking extends Sources {
  asker: Asker;
  /** Whether the connection is in a room. */
  isIn: (room: string) => boolean;
  /** The rooms that are not open to who asks. */
  closed: () => readonly string[];
  /** Rooms that tokens open, and nothing else: whoever asks, none of them is public. */
  tokenRooms: ReadonlySet<string>;
  /** Whether who asks looks after a room, as the log has it by now. Rejects where nobody can say. */
  moderates: (room: string) => Promise<boolean>;
  /** Whether they own it, or may do what its owners may. Rejects where nobody can say. */
  owns: (room: string) => Promise<boolean>;
}

export interface Refused {
  do: 'refuse';
  code: ErrorCode;
  message: string;
}

/** Its functions are methods as those of commands are (command.ts). */
export interface QuestionKind<Q extends Question = Question, A extends Answer = Answer> {
  type: Q['type'];
  /** Strict: what a field says that nobody here knows cannot be obeyed. */
  schema: z.ZodType<Q>;
  /** Fields that were added after the question was first released, so that clients see who takes them. */
  added?: readonly string[];
  /** What it costs a connection, in frames (src/gateway/limits/cost.ts). */
  cost: number;
  /** Of the questions that a user may ask it takes so many (src/gateway/limits/limits.ts). */
  share: number;
  /** So many are asked at a time by one gateway, for everybody; the others wait for their turn. */
  atOnce: number;
  /** What it is refused for before it is asked, and takes no turn. Pure. */
  refuse?(question: Q, asking: Asking): Refused | undefined;
  /** The frame that answers, beside `error`. */
  answeredBy: readonly A['type'][];
  answer(question: Q, asking: Asking): Promise<A | Refused>;
}

export const defineQuestion = <Q extends Question, A extends Answer>(
  kind: QuestionKind<Q, A>,
): QuestionKind<Q, A> => kind;

export type QuestionOf<Kind> = Kind extends QuestionKind<infer Q, infer _> ? Q : never;

export const refuseQuestion = (code: ErrorCode, message: string): Refused => ({
  do: 'refuse',
  code,
  message,
});
