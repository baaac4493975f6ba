// What a client asks of the chat: its shape, what a decision about it rests on, and the decision. A command has an id of its
// own, the client's, and is idempotent by it (P3). Pure: whoever decides is handed what it needs, and waits for nothing.
import type { z } from 'zod';
import type { ErrorCode } from '../../shared/wire/codes.ts';
import type { User } from '../../shared/wire/objects.ts';
import type { Entry, Envelope } from './fact.ts';

export interface Command {
  type: string;
  /** UUIDv7 that the client makes; the same id again is the same command. */
  id: string;
  /** Where it is done; commands that concern no room have none. */
  room?: string;
}

/** What is asked for before a decision. */
export interface Needs {
  /** The entry of the room at this sequence. */
  target?: number;
  /** States of the log: the subjects whose last entries they are (subjects.ts). */
  states?: readonly string[];
}

/** A state of the log. */
export interface State {
  /** Of the entry that says it; 0 where there is none. */
  seq: number;
  fact: Envelope | undefined;
}

/** Who asks, as the token says it. */
export interface Asker {
  user: User;
  roles: readonly string[];
  /** Of a bot that was made here: the rooms that it has to do with, and there is nothing else for it. */
  scope?: readonly string[];
}

/** The role of a token, or of a setting, whose people are operators: owners wherever there may be one. */
export const MODERATOR = 'moderator';
export const isModerator = ({ roles }: Asker): boolean => roles.includes(MODERATOR);

/** What an operator may have set otherwise for all rooms. */
export interface Rules {
  /** So long after a message its author may edit it, milliseconds. */
  editWindowMs: number;
}

/** What a gateway knows beside the states of the log, and what it was told to hold to. */
export interface Known {
  /** The last message of a person in a room where messages are spaced: as far as this gateway has read the log. */
  lastMessage: (room: string, userId: string) => { id: string; atMs: number } | undefined;
  /** What somebody is called, if this gateway has read of them, or has them. */
  nameOf: (userId: string) => string | undefined;
  /** Whether there are webhooks here: whoever runs the chat gave it what their secrets are made of. */
  hasWebhooks: boolean;
  /** Who may make rooms. */
  roomCreation: 'everyone' | 'members' | 'operators';
  /** Which of them that own a room may make bots for it. */
  botCreation: Known['roomCreation'];
  /** And which of them may make webhooks. */
  webhookCreation: Known['roomCreation'];
  /** So many bots one person may have made that were not revoked, and so many webhooks. */
  botsMax: number;
  webhooksMax: number;
}

/** What a decision rests on. */
export interface Deciding {
  asker: Asker;
  rules: Rules;
  /** Whether the connection is in the room. */
  joined: boolean;
  /** By the log's clock, milliseconds since 1970. */
  now: number;
  /** As it was needed; undefined where the room has no such entry, or has it no more, or was not asked for one. */
  target: Entry | undefined;
  /** A state that was needed. It may be an older one: what rests on it says so by `expects`. */
  state: (subject: string) => State;
  known: Known;
}

export type Decision<F extends Envelope = Envelope> =
  /**
   * `expects`: the subjects of the states that it rests on; where one is another by then, it is decided anew. `and`: what
   * belongs to it and is stored with it, all or nothing.
   */
  | {
      do: 'append';
      fact: F;
      expects?: string | readonly string[];
      and?: readonly Envelope[];
    }
  | Refusal;

export interface Refusal {
  do: 'refuse';
  code: ErrorCode;
  message: string;
  /** Where it is not the code's own. */
  retryAfterMs?: number;
  /** It was allowed before: where an earlier try of this id was stored then, that is the answer. */
  byNow?: true;
}

/**
 * Its functions are methods, so that the lists may hold kinds of all commands: whoever goes over a list hands a kind what its own
 * schema took, and nothing else.
 */
export interface CommandKind<C extends Command = Command, F extends Envelope = Envelope> {
  type: C['type'];
  /** Strict: what a field says that nobody here knows cannot be obeyed. */
  schema: z.ZodType<C>;
  /** Fields that were added after the command was first released, so that clients see who takes them. */
  added?: readonly string[];
  /** Whoever is not in the room gives it as well. */
  anywhere?: true;
  /** What it leads to concerns no room, though it is about one: not everybody in that is told. */
  isApart?: true;
  /** What it costs a connection, in frames (src/gateway/limits/cost.ts), beside its bytes. */
  cost: number;
  /** Of a user's and an address' bytes of a day it takes so many. */
  bytes(command: C): number;
  /** The rooms that it concerns, where these are others than the one it names. */
  rooms?(command: C): readonly string[];
  /** Undefined where a command rests on nothing: then it is decided at once. */
  needs?(command: C, asker: Asker): Needs | undefined;
  /** Further states, which only those say. */
  needsThen?(command: C, asker: Asker, state: Deciding['state']): readonly string[];
  decide(command: C, at: Deciding): Decision<F>;
}

/** What a command says is what its schema takes. */
export const defineCommand = <S extends z.ZodType<Command>, F extends Envelope>(
  kind: CommandKind<z.output<S>, F> & { schema: S },
): CommandKind<z.output<S>, F> => kind;

export type CommandOf<Kind> = Kind extends CommandKind<infer C, infer _> ? C : never;

export const refuse = (code: ErrorCode, message: string, retryAfterMs?: number): Refusal => ({
  do: 'refuse',
  code,
  message,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** The same, where it may have been allowed when the command was sent first. */
export const refuseByNow = (code: ErrorCode, message: string): Refusal => ({
  do: 'refuse',
  code,
  message,
  byNow: true,
});
