// What clients send that stands in no feature of src/chat: what they ask of their connection, and the questions. Types alone, as
// in frames.ts; their schemas are src/gateway/socket/commands.ts and the questions' own.
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
/** The bots and hooks of a room. */
export interface BotsCommand {
  type: 'bots';
  id: string;
  room: string;
  after?: string | undefined;
  limit: number;
}
/** The webhooks of a room, for its owners. */
export interface WebhooksCommand {
  type: 'webhooks';
  id: string;
  room: string;
}
/** The secret of a webhook, for who has just made it. */
export interface SecretCommand {
  type: 'secret';
  id: string;
  room: string;
  webhook: string;
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
