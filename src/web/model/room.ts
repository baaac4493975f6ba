// One room as the page knows it, and how it changes. Pure. Invariant: `messages` holds every event once, in the
// log's order, without a hole between its first and its last.
import { isMessagePosted, type MessagePostedEvent } from '../../chat/message/view.ts';
import type { EventFrame, User } from '../../shared/wire/frames.ts';

/** What is shown while the bottom is in sight; scrolling back fetches the rest again. */
export const KEPT_MAX = 600;
export const KEPT_AFTER_TRIM = 300;

export interface Message {
  seq: number;
  /** The sender's id of it; the same while it was on its way. */
  id: string;
  /** When the log stored it, ISO 8601. */
  at: string;
  user: User;
  text: string;
}

/** A message of ours that the log has not shown yet. */
export interface Outgoing {
  id: string;
  text: string;
  /** When it was typed, milliseconds since 1970. */
  at: number;
  status: 'waiting' | 'stored' | 'failed';
  /** Why it waits longer than usual, or failed, in the server's words. */
  reason?: string;
}

/** What is known of the messages before the first one: whether there are any, and how fetching them goes. */
export type Older =
  | { state: 'more' }
  | { state: 'loading' }
  | { state: 'none' }
  | { state: 'failed'; reason: string };

export type Entry = { state: 'entering' } | { state: 'in' } | { state: 'refused'; reason: string };

export interface Room {
  name: string;
  entry: Entry;
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
  older: Older;
  /** Where the past was fetched to: what a newer version wrote has a sequence, and is no message here. */
  low: number | undefined;
  /** Everything up to here was seen; undefined until the room was entered for the first time. */
  readSeq: number | undefined;
  /** Where the "new" line stands while the room is open. */
  newAfter: number | undefined;
}

export const emptyRoom = (name: string): Room => ({
  name,
  entry: { state: 'entering' },
  messages: [],
  outgoing: [],
  older: { state: 'more' },
  low: undefined,
  readSeq: undefined,
  newAfter: undefined,
});

export const messageOf = ({ seq, id, at, user, data }: MessagePostedEvent): Message => ({
  seq,
  id,
  at,
  user,
  text: data.text,
});

/** The sequence with which it begins here; undefined where nothing is here yet. */
export const beginOf = ({ low, messages }: Room): number | undefined => low ?? messages[0]?.seq;

/** Adds what the room said. `me`: an event of ours takes the place of its outgoing message. */
export function withEvents(room: Room, events: readonly EventFrame[], me: string): Room {
  const last = room.messages.at(-1)?.seq ?? -1;
  const fresh = events
    .filter(isMessagePosted)
    .filter(({ seq }) => seq > last)
    .map(messageOf);
  const low = beginOf(room) ?? events[0]?.seq;
  if (fresh.length === 0) return low === room.low ? room : { ...room, low };
  const arrived = new Set(fresh.filter(({ user }) => user.id === me).map(({ id }) => id));
  const outgoing = room.outgoing.filter(({ id }) => !arrived.has(id));
  return {
    ...room,
    low,
    messages: [...room.messages, ...fresh],
    outgoing: outgoing.length === room.outgoing.length ? room.outgoing : outgoing,
  };
}

/** Adds a page of the past before the first message. */
export function withOlder(room: Room, events: readonly EventFrame[], more: boolean): Room {
  const first = room.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const page = events
    .filter(isMessagePosted)
    .filter(({ seq }) => seq < first)
    .map(messageOf);
  const older: Older = { state: more ? 'more' : 'none' };
  const low = events[0]?.seq ?? room.low;
  return { ...room, older, low, messages: [...page, ...room.messages] };
}

/** Lets go of what is far above, where nobody looks. */
export function trimmed(room: Room): Room {
  if (room.messages.length <= KEPT_MAX) return room;
  const messages = room.messages.slice(-KEPT_AFTER_TRIM);
  return { ...room, older: { state: 'more' }, low: messages[0]?.seq, messages };
}

export const withOutgoing = (room: Room, message: Outgoing): Room => ({
  ...room,
  outgoing: [...room.outgoing, message],
});

export const changeOutgoing = (room: Room, id: string, change: Partial<Outgoing>): Room => ({
  ...room,
  outgoing: room.outgoing.map((message) =>
    message.id === id ? { ...message, ...change } : message,
  ),
});

export const withoutOutgoing = (room: Room, id: string): Room => ({
  ...room,
  outgoing: room.outgoing.filter((message) => message.id !== id),
});

/** How many of our messages would be lost with the room: the log shows one a moment after it has it. */
export const notStored = ({ outgoing }: Room): number =>
  outgoing.filter(({ status }) => status !== 'stored').length;

/** Everything shown so far was seen. */
export function read(room: Room): Room {
  const last = room.messages.at(-1)?.seq ?? room.readSeq;
  return last === room.readSeq ? room : { ...room, readSeq: last };
}

/** The person turns to the room: the "new" line stands where reading ended. */
export function opened(room: Room, me: string): Room {
  return read({ ...room, newAfter: unread(room, me) > 0 ? room.readSeq : undefined });
}

/** Messages of others that were not seen. */
export function unread({ messages, readSeq }: Room, me: string): number {
  if (readSeq === undefined) return 0;
  let count = 0;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message === undefined || message.seq <= readSeq) break;
    if (message.user.id !== me) count += 1;
  }
  return count;
}
