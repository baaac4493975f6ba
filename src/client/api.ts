// The words of the SDK's public surface: what a client tells its owner. Shapes of frames are the wire's own
// (docs/PROTOCOL.md); sequences are positions in the log, times are the log's, ISO 8601 in UTC.
import type { ChatCommand } from '../chat/commands.ts';
import type {
  AckFrame,
  ErrorFrame,
  EventFrame,
  InvitedFrame,
  LeftFrame,
  LiveFrame,
  ReadFrame,
  ResetFrame,
  TypingFrame,
} from '../shared/wire/frames.ts';
import type {
  FoundMessage,
  ListedBot,
  ListedRoom,
  MemberState,
  Message,
  OwnRoom,
  Person,
  RoomState,
  User,
} from '../shared/wire/objects.ts';
import type { WaitOptions } from './abort.ts';
import type { ChatError } from './errors.ts';

/**
 * Where the connection is. `connecting`: not yet, or not any more, and trying for good; `live`: connected;
 * `closed`: over, and it will not come back by itself.
 */
export type StateChange =
  | {
      state: 'connecting';
      /** Failures in a row; 0 at the start. */
      attempt: number;
      /** Why the connection before it ended: `lost`, `restart`, `slow`, `timeout`, … */
      reason?: string;
      /** How long until the next try, milliseconds. */
      retryInMs: number;
    }
  | { state: 'live'; user: User }
  | {
      state: 'closed';
      /** `closed` when the owner asked for it; else `unauthorized`, `version`, `too_big`, … */
      reason: string;
    };

/** What a command of ours is about: the whole frame, and of a message its text. */
interface About {
  id: string;
  /** Where it was said; commands that concern no room have none. */
  room: string | undefined;
  /** Only of what a person wrote: a command may say something else. */
  text: string | undefined;
  command: ChatCommand;
}

export const roomOf = (command: ChatCommand): string | undefined =>
  'room' in command ? command.room : undefined;

export const aboutOf = (command: ChatCommand): About => {
  const { id } = command;
  const room = roomOf(command);
  const text = command.type === 'post' ? command.text : undefined;
  return { id, room, text, command };
};

/** A command on its way: a message, most often. `sent`: a gateway may have it already. */
export type Pending = About & { sent: boolean };

/** A command that will not be stored, and why. It is given back, so that no text is ever lost. */
export type Unsent = About & { error: ChatError };

/** Everything a client emits, by name. */
export interface ClientEvents {
  state: StateChange;
  /** An event of a joined room: of each room in order and once, backlog and live alike. */
  event: EventFrame;
  /** What a room is that was entered, and what we are in it; of every connection anew. */
  joined: { room: string; state: RoomState; member: MemberState };
  /** We are in a room no longer, and why: nothing of it comes, nothing of ours goes there. */
  left: Omit<LeftFrame, 'type'>;
  /** Somebody asks us into a room: `member` with `accept` says yes, with `leave` no. */
  invited: Omit<InvitedFrame, 'type'>;
  /** A backlog is through: everything of the room up to `seq` was emitted. */
  live: Omit<LiveFrame, 'type'>;
  /** More was missed than `max` says: what comes now begins later than what was shown ends, and the rest is history. */
  skipped: { room: string };
  /** A command of ours is in the log. `duplicate` says that it was before: a success as well. */
  ack: Omit<AckFrame, 'type'>;
  /** Everything up to `seq` is in the database. */
  persisted: { seq: number };
  /** Somebody else writes in a joined room; shown for some 5 s, for it is said again while they go on. */
  typing: Omit<TypingFrame, 'type'>;
  /** Who is in a joined room, whenever that changed. */
  presence: Present;
  /** The user has read a joined room up to `seq`: on another device, or before. It only rises, within one log. */
  read: Omit<ReadFrame, 'type'>;
  /** The log is another one than before (or shorter): what was shown of the room is void. */
  reset: Omit<ResetFrame, 'type'>;
  /** A command has another id from now on: the server's clock refused the first one. */
  renamed: { from: string; to: string; room: string | undefined };
  /** We are called something else from now on, on all our connections. */
  user: User;
  /** We are an operator from now on, or none any more, and who said so: the same on all our connections. */
  operator: { isOperator: boolean; by: User };
  /** Something happened to a webhook of a joined room that we own: `webhooks` says what is so now. */
  webhook: { room: string; id: string };
  unsent: Unsent;
  /** What the server refused, in its own words. A refused join carries `room`. */
  error: Omit<ErrorFrame, 'type'>;
}

/** People in a room: each once, on however many devices. */
export interface Present {
  room: string;
  count: number;
  /** Everybody; missing where they are too many to be named. */
  here?: User[];
}

/** A stored command. */
export interface Stored {
  id: string;
  /** Its position in the log. */
  seq: number;
  /** It had been stored by an earlier try. */
  duplicate?: true;
}

/** A command that was given: its id, and what comes of it. */
export interface Sent {
  id: string;
  stored: Promise<Stored>;
}

/** What a command says beside its type, its id and its room. */
export type CommandFields<Type extends ChatCommand['type']> = Omit<
  Extract<ChatCommand, { type: Type }>,
  'type' | 'id' | 'room'
>;

/** Where messages are looked for: a sequence, or a time in milliseconds since 1970. */
export type Place = { seq: number } | { at: number };

/** Messages as they are, from somewhere in the past. */
export interface MessagesPage {
  /** Oldest first. */
  messages: Message[];
  /** What was done to the room and to those in it, from `low` to the last of them. */
  events: EventFrame[];
  /** From here on there is nothing that is not in the page. */
  low: number;
  /** Whether there are older ones. */
  more: boolean;
  /** Whether there are newer ones. */
  newer: boolean;
  /** What happened above it is not in them: it came, or comes, as events. */
  asOf: number;
}

/** The past of a room below a place: messages, and what else was done in it. */
export interface OlderPage {
  /** As they are now, oldest first. */
  messages: Message[];
  /** What was done to the room and to those in it, oldest first. */
  events: EventFrame[];
  /** From here on there is nothing that is not in the page. */
  low: number;
  /** Whether there is something older. */
  more: boolean;
  /** What happened to the messages above it is not in them: it came, or comes, as events. */
  asOf: number;
}

/** Messages that were found. */
export interface FoundPage {
  /** The newest first, all below `before`. */
  messages: FoundMessage[];
  /** Whether there may be more below the last of them: ask on with its `seq` as `before`. */
  more: boolean;
}

/** People of a room, or of a name. */
export interface PeoplePage {
  /** Owners, moderators, members, who is invited, who is banned; of these each by name. */
  people: Person[];
  /** Where the next page begins: ask on with it as `after`. Missing where there is none. */
  next?: string;
  /** What happened above it is not in them: in a joined room it came, or comes, as events. */
  asOf: number;
}

/** The rooms that one is in or asked into. */
export interface MinePage {
  /** What was so last comes first. */
  rooms: OwnRoom[];
  /** Where the next page begins: ask on with it as `after`. Missing where there is none. */
  next?: string;
  /** What happened above it is not in them: it is told as it comes. */
  asOf: number;
}

/** Public rooms. */
export interface RoomsPage {
  /** The liveliest first. */
  rooms: ListedRoom[];
  /** Where the next page begins: ask on with it as `after`. Missing where there is none. */
  next?: string;
}

/** A bot that is being made. */
export interface NewBot extends Sent {
  /** The bot's own id, which `revokeBot` takes. */
  bot: string;
  /** With it a program is that bot, or, of a hook, `POST /api/hooks/<token>` posts. It is here and nowhere else: keep it. */
  token: string;
}

/** The bots and hooks of a room. */
export interface BotsPage {
  /** Who was made last comes first. */
  bots: ListedBot[];
  /** Where the next page begins: ask on with it as `after`. Missing where there is none. */
  next?: string;
  /** What happened above it is not in them. */
  asOf: number;
}

/** What is asked of a list. */
export interface ListOptions extends WaitOptions {
  /** What a word of the name, of the title begins like; of a person also what their name looks like. At most 200 characters. */
  query?: string;
  /** `next` of the page before. */
  after?: string;
  /** 1 to 100, 50 unless told. */
  limit?: number;
}

/** A page of a room's past. */
export interface HistoryPage {
  /** Oldest first, all below `before`. */
  events: EventFrame[];
  /** Whether there is something older. */
  more: boolean;
}
