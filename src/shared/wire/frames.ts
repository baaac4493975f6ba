// The wire between clients and gateways, subprotocol chatk8s.v1: one JSON object a text frame. Types alone, so that a
// client may use them; docs/PROTOCOL.md is their prose. What a feature adds to it stands in its folder of src/chat.
import type { ErrorCode } from './codes.ts';
import type { Limits } from './limits.ts';

export const SUBPROTOCOL = 'chatk8s.v1';

export interface JoinCommand {
  type: 'join';
  room: string;
  after?: number | undefined;
  epoch?: string | undefined;
  last?: number | undefined;
  /** With `after`: where more messages than this were missed, only so many of the latest are given. */
  max?: number | undefined;
}
export interface LeaveCommand {
  type: 'leave';
  room: string;
}
export interface HistoryCommand {
  type: 'history';
  id: string;
  room: string;
  before: number;
  limit: number;
}
export interface PingCommand {
  type: 'ping';
}
/** What is asked of the connection, not of the chat. */
export type TransportCommand = JoinCommand | LeaveCommand | HistoryCommand | PingCommand;

export interface User {
  id: string;
  name: string;
}

export interface WelcomeFrame {
  type: 'welcome';
  user: User;
  /** The server's clock, milliseconds since 1970, for a client that corrects its own. */
  now: number;
  /** Identifies the log that cursors count in; a cursor of another epoch is answered `reset`. */
  epoch: string;
  limits: Limits;
  /**
   * The types of frames that this gateway takes, and what was added to one later, as `type.field`. Gateways of before do
   * not say it: they take {@link FIRST_COMMANDS}.
   */
  commands?: readonly string[];
}
/** What every gateway takes. */
export const FIRST_COMMANDS = ['join', 'leave', 'post', 'history', 'ping'] as const;

export interface JoinedFrame {
  type: 'joined';
  room: string;
  /** The log's highest sequence as the gateway knows it: the backlog reaches at least up to it. */
  head: number;
  /** More than `max` was missed: what lies between the cursor and the backlog is read as history. */
  skipped?: true;
}
/** A fact of the log. Types that a client does not know are to be skipped: they are of a newer version. */
export interface EventFrame<Type extends string = string, Data = unknown> {
  type: 'event';
  room: string;
  /** Position in the log; a client's cursor. */
  seq: number;
  /** When the log stored it, ISO 8601 with milliseconds, UTC. */
  at: string;
  event: Type;
  /** Version of the type, where it is not the first: who knows only lower ones skips it. */
  v?: number;
  user: User;
  /** The client's id of the command (UUIDv7). */
  id: string;
  data: Data;
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
