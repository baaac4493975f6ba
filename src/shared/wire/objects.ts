// What frames speak of: people, rooms, memberships, messages. Types alone, as in frames.ts.
export interface User {
  id: string;
  name: string;
  /** `guest`: signed in by a name alone; `member`: by an identity provider; `bot`: a program. Older events do not say it. */
  kind?: string;
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
  /** Of a bot: what the program behind it calls itself, and its emoji. It is shown beside the bot's name, never in its place. */
  as?: { name?: string | undefined; emoji?: string | undefined };
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
/** A bot or a hook of a room, as those are told who look after the room. */
export interface ListedBot {
  /** Its own, which `revoke` takes; not that of its user. */
  id: string;
  name: string;
  /** `token`: of a program. `incoming`: of a hook that posts what is sent to it. */
  kind: string;
  /** Who made it, and when (ISO 8601). */
  by: User;
  at: string;
  /** In how many other rooms it is; missing where in none. */
  others?: number;
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
/** A webhook, as its room's owners are told of it. */
export interface ListedWebhook {
  id: string;
  url: string;
  /** What it tells: `message.posted`, … */
  events: string[];
  /** `on` or `paused`. */
  state: string;
  by: User;
  failing?: {
    /** Of what cannot be delivered; 0 where that was given up. */
    seq: number;
    /** Milliseconds since 1970, as all times here. */
    since: number;
    attempts: number;
    next: number;
    /** In words. */
    error: string;
  };
  givenUp?: {
    count: number;
    /** Sequences of the last of them. */
    last: number[];
    at: number;
    error: string;
  };
  /** Sequences that are being sent again. */
  again?: number[];
}
