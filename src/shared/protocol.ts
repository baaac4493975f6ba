// The wire between clients and gateways, subprotocol chatk8s.v1: one JSON object a text frame.
// docs/PROTOCOL.md is its prose; a client imports only the types of this file.
import { z } from 'zod';
import { ROOM_NAME } from './subjects.ts';

export const SUBPROTOCOL = 'chatk8s.v1';

/** Fixed limits of the protocol; `welcome.limits` tells them to the client. */
export const LIMITS = {
  /** Characters (UTF-16 code units) of one message. */
  textMax: 4096,
  /** Bytes of one client frame; 4,096 characters escaped as \uXXXX fit. */
  frameMaxBytes: 32_768,
  /** Events one `join` may ask for with `last`, and one `history` with `limit`. */
  pageMax: 200,
  /** Events a `join` gives when it names neither `after` nor `last`. */
  pageDefault: 50,
  /** Rooms one connection may be in at once. */
  roomsMax: 200,
} as const;

const room = z
  .string()
  .regex(ROOM_NAME, 'a room name is 1 to 64 of a-z 0-9 _ - and starts with a letter or digit');
const sequence = z.int().min(0);
const requestId = z.string().min(1).max(64);

/** The text of a message: what Postgres can hold (no NUL) and UTF-8 can carry (no lone surrogate). */
export const messageText = z
  .string()
  .max(LIMITS.textMax, `a message has at most ${LIMITS.textMax} characters`)
  .refine((text) => text.trim() !== '', 'a message must not be empty')
  .refine(
    (text) => !text.includes('\u0000') && text.isWellFormed(),
    'a message must be well-formed Unicode without NUL characters',
  );

const commands = {
  join: z.strictObject({
    type: z.literal('join'),
    room,
    after: sequence.optional(),
    epoch: z.string().max(64).optional(),
    last: z.int().min(0).max(LIMITS.pageMax).optional(),
  }),
  leave: z.strictObject({ type: z.literal('leave'), room }),
  post: z.strictObject({
    type: z.literal('post'),
    id: z.uuidv7('the id of a post is a UUIDv7 that the client makes'),
    room,
    text: messageText,
  }),
  history: z.strictObject({
    type: z.literal('history'),
    id: requestId,
    room,
    before: sequence,
    limit: z.int().min(1).max(LIMITS.pageMax).default(LIMITS.pageDefault),
  }),
  ping: z.strictObject({ type: z.literal('ping') }),
};

/** Every frame a client may send. */
export const clientFrame = z.discriminatedUnion('type', [
  commands.join,
  commands.leave,
  commands.post,
  commands.history,
  commands.ping,
]);
export type ClientFrame = z.output<typeof clientFrame>;
export type JoinCommand = z.output<typeof commands.join>;
export type PostCommand = z.output<typeof commands.post>;
export type HistoryCommand = z.output<typeof commands.history>;

export interface User {
  id: string;
  name: string;
}

/** What `welcome.limits` carries. */
export interface Limits {
  textMax: number;
  frameMaxBytes: number;
  pageMax: number;
  pageDefault: number;
  roomsMax: number;
  /** Messages a second a user may post on average, and at once. */
  postRate: number;
  postBurst: number;
}

export interface WelcomeFrame {
  type: 'welcome';
  user: User;
  /** The server's clock, milliseconds since 1970, for a client that corrects its own. */
  now: number;
  /** Identifies the log that cursors count in; a cursor of another epoch is answered `reset`. */
  epoch: string;
  limits: Limits;
}
export interface JoinedFrame {
  type: 'joined';
  room: string;
  /** The log's highest sequence as the gateway knows it: the backlog reaches at least up to it. */
  head: number;
}
export interface EventFrame {
  type: 'event';
  room: string;
  /** Position in the log; a client's cursor. */
  seq: number;
  /** When the log stored it, ISO 8601 with milliseconds, UTC. */
  at: string;
  event: 'MessagePosted';
  user: User;
  /** The client's id of the post (UUIDv7). */
  id: string;
  data: { text: string };
}
export interface LiveFrame {
  type: 'live';
  room: string;
  /** Everything of the room up to here was sent: the cursor may move here. */
  seq: number;
}
export interface AckFrame {
  type: 'ack';
  id: string;
  room: string;
  seq: number;
  /** The same id was stored before, at `seq`. */
  duplicate?: true;
}
export interface PersistedFrame {
  type: 'persisted';
  room?: string;
  /** Everything up to here is in Postgres. */
  seq: number;
}
export interface HistoryFrame {
  type: 'history';
  id: string;
  room: string;
  /** Oldest first, every one below `before`. */
  events: EventFrame[];
  /** Whether there is something older than the first of `events`. */
  more: boolean;
}
export interface ResetFrame {
  type: 'reset';
  room: string;
  /** `epoch`: the log was made anew. `ahead`: the cursor lies beyond the end of the log. */
  reason: 'epoch' | 'ahead';
}
export interface ErrorFrame {
  type: 'error';
  code: ErrorCode;
  /** What happened and what to do about it, for a person. */
  message: string;
  /** The frame's `id` where it had one. */
  id?: string;
  room?: string;
  /** The same frame may succeed when sent again, with the same id. */
  retry?: true;
  /** How long to wait before that, milliseconds. */
  retryAfterMs?: number;
}
export interface PongFrame {
  type: 'pong';
}
export type ServerFrame =
  | WelcomeFrame
  | JoinedFrame
  | EventFrame
  | LiveFrame
  | AckFrame
  | PersistedFrame
  | HistoryFrame
  | ResetFrame
  | ErrorFrame
  | PongFrame;

/** Every code an `error` frame may carry; docs/PROTOCOL.md says when. */
export type ErrorCode =
  | 'bad_json'
  | 'bad_frame'
  | 'unknown_type'
  | 'too_big'
  | 'not_joined'
  | 'too_many_rooms'
  | 'forbidden'
  | 'clock'
  | 'conflict'
  | 'rate'
  | 'full'
  | 'unavailable'
  | 'unknown';

/** Close codes: 1012 and 4000-4499 say "come back", 4500-4999 say "do not". */
export const CloseCode = {
  restart: 1012,
  drain: 4001,
  idle: 4002,
  slow: 4008,
  rate: 4029,
  unauthorized: 4500,
  badRequest: 4501,
  version: 4502,
} as const;
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];
