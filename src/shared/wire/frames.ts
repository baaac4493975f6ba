// The wire between clients and gateways, subprotocol chatk8s.v1: one JSON object a text frame. Types alone, so that a
// client may use them. What a field means stands in their schemas, which clients do not load: src/gateway/socket/frames.ts and
// commands.ts; docs/PROTOCOL.md is the prose. What a feature adds to the wire stands in its folder of src/chat.
import type { ErrorCode } from './codes.ts';
import type { Limits } from './limits.ts';
import type {
  FoundMessage,
  ListedBot,
  ListedRoom,
  ListedWebhook,
  MemberState,
  Message,
  OwnRoom,
  Person,
  RoomState,
  User,
} from './objects.ts';

export const SUBPROTOCOL = 'chatk8s.v1';
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
export interface FoundFrame {
  type: 'found';
  id: string;
  /** The newest first, every one below `before`. */
  messages: FoundMessage[];
  /** Whether there may be more below the last of `messages`. */
  more: boolean;
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
export interface RoomsFrame {
  type: 'rooms';
  id: string;
  /** The liveliest first. */
  rooms: ListedRoom[];
  /** `after` of the next page; missing where there is none. */
  next?: string;
}
export interface BotsFrame {
  type: 'bots';
  id: string;
  room: string;
  /** Who was made last comes first. */
  bots: ListedBot[];
  /** `after` of the next page; missing where there is none. */
  next?: string;
  /** What happened above it is not in them. */
  asOf: number;
}
/** Those that send or are paused. */
export interface WebhooksFrame {
  type: 'webhooks';
  id: string;
  room: string;
  webhooks: ListedWebhook[];
}
export interface SecretFrame {
  type: 'secret';
  id: string;
  room: string;
  webhook: string;
  /** `whsec_` and base64, as the Standard Webhooks specification has it. */
  secret: string;
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
  | BotsFrame
  | WebhooksFrame
  | SecretFrame
  | ResetFrame
  | ErrorFrame
  | PongFrame
  | TypingFrame
  | PresenceFrame
  | ReadFrame;
