// The wire between clients and gateways, subprotocol chatk8s.v1: one JSON object a text frame. Types alone, so that a
// client may use them. What a field means stands in their schemas, which clients do not load: src/gateway/socket/frames.ts and
// commands.ts; docs/PROTOCOL.md is the prose. What a feature adds to the wire stands in its folder of src/chat.
import type { ErrorCode } from './codes.ts';
import type { Limits } from './limits.ts';

export const SUBPROTOCOL = 'chatk8s.v1';

export interface JoinCommand {
  type: 'join';
  room: string;
  after?: number | undefined;
  epoch?: string | undefined;
  last?: number | undefined;
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
  before?: number | undefined;
  around?: number | undefined;
  at?: number | undefined;
  as?: 'messages' | undefined;
  limit: number;
}
export interface SearchCommand {
  type: 'search';
  id: string;
  query: string;
  before?: number | undefined;
  limit: number;
}
/** Who is in a room, or is called something like that: one of the two at least. */
export interface PeopleCommand {
  type: 'people';
  id: string;
  room?: string | undefined;
  query?: string | undefined;
  after?: string | undefined;
  limit: number;
}
/** The public rooms. */
export interface MineCommand {
  type: 'mine';
  id: string;
  after?: string | undefined;
  limit: number;
}
export interface RoomsCommand {
  type: 'rooms';
  id: string;
  query?: string | undefined;
  after?: string | undefined;
  limit: number;
}
export interface PingCommand {
  type: 'ping';
}
/** Somebody is writing in the room. Not answered, and nothing of it stays. */
export interface TypingCommand {
  type: 'typing';
  room: string;
}
/** The room was read up to here. Not answered; the user's other connections hear of it. */
export interface ReadCommand {
  type: 'read';
  room: string;
  seq: number;
}
/** What is asked of the connection, not of the chat. */
export type TransportCommand =
  | JoinCommand
  | LeaveCommand
  | PingCommand
  | TypingCommand
  | ReadCommand;

export interface User {
  id: string;
  name: string;
  /** `guest`: signed in by a name alone; `member`: by an identity provider; `bot`: a program. Older events do not say it. */
  kind?: string;
}

export interface WelcomeFrame {
  type: 'welcome';
  user: User;
  now: number;
  epoch: string;
  limits: Limits;
  commands?: readonly string[];
}
/** What every gateway takes; those of before, which do not say `commands`, take nothing else. */
export const FIRST_COMMANDS = ['join', 'leave', 'post', 'history', 'ping'] as const;

export interface JoinedFrame {
  type: 'joined';
  room: string;
  head: number;
  skipped?: true;
  /** How far the user has read the room, on any device; missing where nobody knows. */
  read?: number;
  /** What the room is; gateways of before do not say it, nor what follows. */
  state?: RoomState;
  /** What we are in it. */
  member?: MemberState;
}
/** A room as its last fact says it; fields that a client does not know are of a newer version. */
export interface RoomState {
  /** `public`, `private` or `direct`. */
  kind: string;
  title?: string | undefined;
  topic?: string | undefined;
  slowModeSeconds?: number | undefined;
  archived?: boolean | undefined;
  owners?: readonly string[] | undefined;
}
export interface MemberState {
  /** `invited`, `in`, `out`, `removed` or `banned`. */
  state: string;
  /** `owner`, `moderator` or `member`. */
  role: string;
  /** Milliseconds since 1970, by the server's clock. */
  mutedUntil?: number | undefined;
}
/** We are not in the room any more: nothing of it comes. */
export interface LeftFrame {
  type: 'left';
  room: string;
  /** `closed`: it is not open to us any more. `left`: we left it, on another connection perhaps. */
  reason: 'banned' | 'removed' | 'closed' | 'left';
  /** Who did it. */
  by: User;
}
/** Somebody asks us into a room. */
export interface InvitedFrame {
  type: 'invited';
  room: string;
  by: User;
}
export interface EventFrame<Type extends string = string, Data = unknown> {
  type: 'event';
  room: string;
  seq: number;
  at: string;
  event: Type;
  v?: number;
  user: User;
  id: string;
  data: Data;
}
/** Without a room it concerns none: told to its user's connections, once, and to nobody else. No cursor moves by it. */
export interface ToldEventFrame extends Omit<EventFrame, 'room'> {
  room?: string;
}
export const isOfRoom = (event: ToldEventFrame): event is EventFrame => event.room !== undefined;
export interface LiveFrame {
  type: 'live';
  room: string;
  seq: number;
}
export interface AckFrame {
  type: 'ack';
  id: string;
  /** The command's, where it had one. */
  room?: string;
  seq: number;
  duplicate?: true;
}
export interface PersistedFrame {
  type: 'persisted';
  seq: number;
}
export interface HistoryFrame {
  type: 'history';
  id: string;
  room: string;
  events: EventFrame[];
  more: boolean;
  messages?: Message[];
  low?: number;
  newer?: boolean;
  asOf?: number;
}
/** What somebody did to a message. */
export interface Done {
  /** ISO 8601, by the log. */
  at: string;
  by: User;
}

export interface ReactionView {
  emoji: string;
  /** Their ids, the first first. */
  users: readonly string[];
  /** Of each of them the sequence: with it what comes later finds its place, whoever tells it. */
  seqs: readonly number[];
}

/** As it is now: what a page of the past has of it, and what is shown. */
export interface Message {
  seq: number;
  /** The sender's id of it; the same while it was on its way. */
  id: string;
  /** When the log stored it, ISO 8601. */
  at: string;
  user: User;
  /** As it was edited last; empty where it was deleted. */
  text: string;
  /** The sequence of the message that it answers: what that one says is to be looked up, it may have changed. */
  replyTo?: number;
  /** Ids of users. */
  mentions?: readonly string[];
  editedAt?: string;
  /** Then nothing else of it is left: no text, no reactions, no pin. */
  deleted?: Done;
  pinned?: Done;
  /** The emoji that was there first comes first. */
  reactions: readonly ReactionView[];
  /** Of the last fact that it is so by: of two views of one message the one with the higher is the newer. */
  changedSeq: number;
}

/** A message that was found, as it is now. */
export interface FoundMessage {
  room: string;
  seq: number;
  /** The sender's id of it. */
  id: string;
  /** When the log stored it, ISO 8601. */
  at: string;
  user: User;
  text: string;
}
export interface FoundFrame {
  type: 'found';
  id: string;
  /** The newest first, every one below `before`. */
  messages: FoundMessage[];
  /** Whether there may be more below the last of `messages`. */
  more: boolean;
}
/** Somebody, and what they are in the room that was asked about. */
export interface Person {
  user: User;
  /** `in`, `invited` or `banned`; like what follows missing where no room was asked about. */
  state?: string;
  /** `owner`, `moderator` or `member`. */
  role?: string;
  /** When their membership became what it is: ISO 8601. */
  since?: string;
  /** Until then they write nothing: milliseconds since 1970, by the server's clock. */
  mutedUntil?: number;
}
export interface PeopleFrame {
  type: 'people';
  id: string;
  /** The question's, where it had one. */
  room?: string;
  /** Owners, moderators, members, who is invited, who is banned; of these each by name. */
  people: Person[];
  /** `after` of the next page; missing where there is none. */
  next?: string;
  /** What happened above it is not in them. */
  asOf: number;
}
/** A room that one is in, or is asked into. */
export interface OwnRoom {
  room: string;
  /** `in` or `invited`. */
  state: string;
  role: string;
  /** `public`, `private` or `direct`; missing where nobody made the room. */
  kind?: string;
  title?: string;
  archived?: true;
  /** Who made it so, when (ISO 8601), and where in the log. */
  by: User;
  at: string;
  seq: number;
  /** Of a direct room everybody in it. */
  people?: User[];
}
export interface MineFrame {
  type: 'mine';
  id: string;
  /** What was so last comes first. */
  rooms: OwnRoom[];
  /** `after` of the next page; missing where there is none. */
  next?: string;
  /** What happened above it is not in them. */
  asOf: number;
}
/** A public room, as the directory has it. */
export interface ListedRoom {
  room: string;
  title?: string;
  topic?: string;
  /** How many are its members; who comes and goes in an open room is none. */
  people: number;
  /** When something happened there last, ISO 8601, and where in the log. */
  lastAt: string;
  lastSeq: number;
  archived?: true;
}
export interface RoomsFrame {
  type: 'rooms';
  id: string;
  /** The liveliest first. */
  rooms: ListedRoom[];
  /** `after` of the next page; missing where there is none. */
  next?: string;
}
export interface ResetFrame {
  type: 'reset';
  room: string;
  reason: 'epoch' | 'ahead';
}
export interface ErrorFrame {
  type: 'error';
  code: ErrorCode;
  message: string;
  id?: string;
  room?: string;
  retry?: true;
  retryAfterMs?: number;
}
export interface PongFrame {
  type: 'pong';
}
/** Somebody else is writing in the room. It is said again while they go on. */
export interface TypingFrame {
  type: 'typing';
  room: string;
  user: User;
}
/**
 * Who is in the room: everybody (`here`), or what changed of that since the last such frame (`came`, `went`). With none of
 * these there are too many to be named: what was said of them before is void.
 */
export interface PresenceFrame {
  type: 'presence';
  room: string;
  /** How many people, over all gateways. */
  count: number;
  here?: User[];
  came?: User[];
  /** Their ids. */
  went?: string[];
}
/** The user has read the room up to here, on another connection. */
export interface ReadFrame {
  type: 'read';
  room: string;
  seq: number;
}
export type ServerFrame =
  | WelcomeFrame
  | JoinedFrame
  | LeftFrame
  | InvitedFrame
  | ToldEventFrame
  | LiveFrame
  | AckFrame
  | PersistedFrame
  | HistoryFrame
  | FoundFrame
  | PeopleFrame
  | RoomsFrame
  | MineFrame
  | ResetFrame
  | ErrorFrame
  | PongFrame
  | TypingFrame
  | PresenceFrame
  | ReadFrame;
