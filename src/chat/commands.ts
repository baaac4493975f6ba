// Every command of this chat as a plain type: what a client sends, for whoever has no library to check it with, a program that installs
// the SDK above all. The schemas stand in their features' folders; what is said otherwise here than there does not compile
// (features.ts).

interface Given {
  /** UUIDv7 that the client makes: the same id again is the same command, for good. */
  id: string;
  room: string;
}
/** Says something in a room. */
export interface PostCommand extends Given {
  type: 'post';
  text: string;
  /** The sequence of the message that it answers. */
  replyTo?: number | undefined;
  /** Of a bot: what the program behind it calls itself, beside the bot's own name. */
  as?: { name?: string | undefined; emoji?: string | undefined } | undefined;
}
/** Says one's own message otherwise. */
export interface EditCommand extends Given {
  type: 'edit';
  /** The sequence of the message, here and below. */
  target: number;
  text: string;
}
/** Takes a message away for good: one's own, or anybody's as a moderator of the room. */
export interface DeleteCommand extends Given {
  type: 'delete';
  target: number;
}
/** Puts one emoji on a message, or takes one's own back. */
export interface ReactCommand extends Given {
  type: 'react';
  target: number;
  emoji: string;
  on: boolean;
}
/** Pins a message, or takes the pin away, as a moderator. */
export interface PinCommand extends Given {
  type: 'pin';
  target: number;
  on: boolean;
}
/** Calls oneself something else. */
export interface RenameCommand {
  type: 'rename';
  id: string;
  name: string;
}
/** Makes a room and those it begins with, all or nothing. */
export interface CreateCommand extends Given {
  type: 'create';
  /** A direct room is of a few people, and named after them. */
  kind: 'public' | 'private' | 'direct';
  title?: string | undefined;
  topic?: string | undefined;
  /** Ids of those who are invited; of a direct room, of those who are in it. */
  members?: string[] | undefined;
}
/** Changes what a room is: what is given, nothing else; an empty text takes it away. */
export interface ChangeCommand extends Given {
  type: 'change';
  title?: string | undefined;
  topic?: string | undefined;
  /** Who is not in it has to go when it becomes private. */
  kind?: 'public' | 'private' | undefined;
  /** Each person writes once in so many seconds; 0 ends that. */
  slowModeSeconds?: number | undefined;
  /** Nobody writes in it. */
  archived?: boolean | undefined;
}
/** Changes what somebody is in a room. */
export interface MemberCommand extends Given {
  type: 'member';
  /** The id of whom it is about. */
  user: string;
  do: 'invite' | 'accept' | 'leave' | 'remove' | 'ban' | 'unban' | 'mute' | 'unmute' | 'role';
  /** Of `mute`: milliseconds since 1970; for good where it is missing. */
  until?: number | undefined;
  /** Of `role`. */
  role?: 'owner' | 'moderator' | 'member' | undefined;
}
/** Makes a bot: somebody of its own, in rooms that are one's own. */
export interface BotCommand {
  type: 'bot';
  id: string;
  /** The bot's own id: a UUID that the client makes; the token has it. */
  bot: string;
  name: string;
  /** `token`: of a program. `incoming`: of a hook, of one room, that posts what is sent to it. */
  kind: 'token' | 'incoming';
  rooms: string[];
  /** Of the secret of its token, in hexadecimal. */
  sha256: string;
}
/** A bot's token opens nothing any more, for good. */
export interface RevokeCommand {
  type: 'revoke';
  id: string;
  bot: string;
}

/** Has a program outside told what happens in a room, and looks after that. */
export interface WebhookCommand extends Given {
  type: 'webhook';
  /** `skip` gives up what fails now, so that what is behind it goes on; `again` has sent again what was given up. */
  do: 'make' | 'change' | 'pause' | 'resume' | 'skip' | 'again' | 'revoke';
  /** Which one, of all but `make`: its id or, of one that oneself made, that of the command. */
  webhook?: string | undefined;
  /** Of `make` and `change`: where it is told. */
  url?: string | undefined;
  /** Of `make`: what is told, `message.posted` unless told. */
  events?: string[] | undefined;
  /** Of `skip`: what fails, as `failing` says it. */
  seq?: number | undefined;
}

export type ChatCommand =
  | PostCommand
  | EditCommand
  | DeleteCommand
  | ReactCommand
  | PinCommand
  | RenameCommand
  | CreateCommand
  | ChangeCommand
  | MemberCommand
  | BotCommand
  | RevokeCommand
  | WebhookCommand;
