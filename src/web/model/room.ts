// One room as the page knows it, and how it changes. Pure. Invariant: what is on its way is shown until the log shows it, in
// one place or the other. What was said is the view's matter (src/chat/kernel/view.ts).
import { EMPTY_VIEW, type RoomView } from '../../chat/kernel/view.ts';
import type { MemberState, RoomState } from '../../shared/wire/objects.ts';
import type { Beyond } from './beyond.ts';
import type { Change } from './changes.ts';
import { type Members, NOBODY } from './members.ts';
import { newsOf, readUpTo } from './news.ts';
import type { Stretch } from './stretch.ts';

/** A message of ours that the log has not shown yet. */
export interface Outgoing {
  id: string;
  text: string;
  /** The sequence of the message that it answers. */
  replyTo?: number;
  /** When it was typed, milliseconds since 1970. */
  at: number;
  status: 'waiting' | 'stored' | 'failed';
  /** Why it waits longer than usual, or failed, in the server's words. */
  reason?: string;
}

export type Entry =
  | { state: 'entering' }
  | { state: 'in' }
  | { state: 'refused'; reason: string }
  /** The person was in it, and is no longer. */
  | { state: 'out'; reason: string };

/** Whether the person is not in it, and why. */
export const isOut = (entry: Entry): entry is Extract<Entry, { reason: string }> =>
  entry.state === 'refused' || entry.state === 'out';

/** What a room is, and what the person is in it. */
export interface Standing {
  state: RoomState;
  member: MemberState;
}

/** `next`: there are more of them, from there on. */
export type Asked =
  | { state: 'asking' }
  | { state: 'known'; next?: string | undefined }
  | { state: 'failed'; reason: string };

export interface Room {
  name: string;
  view: RoomView;
  entry: Entry;
  /** Missing until the room was entered, and where a gateway does not say it. */
  standing?: Standing | undefined;
  /** Whoever is known to be something in it. */
  members: Members;
  /** How far its people were asked for. */
  asked?: Asked | undefined;
  outgoing: readonly Outgoing[];
  /** What we did to messages and the log has not shown yet. */
  changes: readonly Change[];
  older: Beyond;
  /** Everything up to here was seen; undefined until the room was entered for the first time. */
  readSeq: number | undefined;
  /** From this message on the person wants it to be unread, whatever was read. */
  unreadFrom?: number | undefined;
  /** Where the "new" line stands while the room is open. */
  newAfter: number | undefined;
  /** What is on the screen in place of the live end. */
  stretch: Stretch | undefined;
  /** How often another part of it came onto the screen: then it is drawn anew. */
  turn: number;
}

/** What a room is, without what is said in it. */
export type RoomFrame = Pick<Room, 'name' | 'entry' | 'standing' | 'members' | 'asked' | 'turn'>;

export const emptyRoom = (name: string): Room => ({
  name,
  view: EMPTY_VIEW,
  entry: { state: 'entering' },
  outgoing: [],
  changes: [],
  members: NOBODY,
  older: { state: 'more' },
  readSeq: undefined,
  newAfter: undefined,
  stretch: undefined,
  turn: 0,
});

/** Another part of it comes onto the screen: a stretch, or the live end. */
export const turnedTo = (room: Room, stretch: Stretch | undefined): Room => ({
  ...room,
  stretch,
  turn: room.turn + 1,
});

/** Shows what is seen of it now. `me`: a message of ours in the log takes the place of the one on its way. */
export function withView(room: Room, view: RoomView, me: string): Room {
  if (view === room.view) return room;
  const { low: lowBefore } = room.view;
  // What is far above was let go of, so there is more above again.
  const isShorter = lowBefore !== undefined && view.low !== undefined && view.low > lowBefore;
  const older: Beyond = isShorter ? { state: 'more' } : room.older;
  return { ...room, view, older, outgoing: notIn(view.messages, room.outgoing, me) };
}

function notIn(
  messages: RoomView['messages'],
  outgoing: Room['outgoing'],
  me: string,
): Room['outgoing'] {
  if (outgoing.length === 0) return outgoing;
  const ours = new Set(messages.filter(({ user }) => user.id === me).map(({ id }) => id));
  const left = outgoing.filter(({ id }) => !ours.has(id));
  return left.length === outgoing.length ? outgoing : left;
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

/** The log has it, at `seq`: where it is above everything that is shown, the log shows it to who scrolls back. */
export const acknowledged = (room: Room, { id, seq }: { id: string; seq: number }): Room =>
  seq < (room.view.low ?? 0)
    ? withoutOutgoing(room, id)
    : changeOutgoing(room, id, { status: 'stored' });

export const withoutOutgoing = (room: Room, id: string): Room => ({
  ...room,
  outgoing: room.outgoing.filter((message) => message.id !== id),
});

/** Nothing of it is shown any more but what it is called, and what the person wrote there and was not sent. */
export const sentOut = (
  { name, standing, outgoing, changes }: Room,
  reason: string,
  draft: string,
): Room => ({
  ...emptyRoom(name),
  standing: standing && { ...standing, member: { state: 'out', role: 'member' } },
  entry: { state: 'out', reason },
  outgoing: [
    ...outgoing.filter(({ status }) => status !== 'stored'),
    ...(draft === ''
      ? []
      : [{ id: 'draft', text: draft, at: Date.now(), status: 'failed' as const }]),
  ],
  changes: changes.filter(({ status }) => status === 'failed'),
});

/** What the person wrote in a room that is not open to them, and was not sent. */
export const notSent = ({ outgoing, changes }: Room): string[] => [
  ...outgoing.filter(({ status }) => status !== 'stored').map(({ text }) => text),
  ...changes.flatMap(({ command, status }) =>
    command.type === 'edit' && status !== 'stored' ? [command.text] : [],
  ),
];

/** How many of our messages and changes would be lost with the room: the log shows one a moment after it has it. */
export const notStored = ({ outgoing, changes }: Room): number =>
  outgoing.filter(({ status }) => status !== 'stored').length +
  changes.filter(({ status }) => status !== 'stored').length;

/** Everything shown so far was seen. */
export function read(room: Room): Room {
  const last = Math.max(room.view.messages.at(-1)?.seq ?? 0, room.readSeq ?? 0);
  return last === (room.readSeq ?? 0) ? room : { ...room, readSeq: last };
}

/** The person turns to the room: the "new" line stands where reading ended. */
export const opened = (room: Room, me: string): Room =>
  read({ ...room, newAfter: newsOf(room, me).count > 0 ? readUpTo(room) : undefined });

/** What was missed came in before the person's eyes: where a line stands already, all of it is below. */
export const caughtUp = (room: Room, me: string): Room =>
  room.newAfter === undefined ? opened(room, me) : read(room);
