// Which messages are told outside of the page, and as what. Pure but for the browser's language. Invariants: nothing of one's own,
// nothing of what was there before the page was, nothing that the person does not want to hear of.
import { spokenTo } from '../../chat/message/spoken-to.ts';
import type { MessagePostedEvent } from '../../chat/message/view.ts';
import type { ChatState } from './chat-state.ts';
import { type Choices, choiceOf, type Level } from './choices.ts';
import { snippetOf } from './message-words.ts';
import { speaksTo } from './news.ts';
import type { Room } from './room.ts';
import { calledIn, isDirectRoom } from './room-names.ts';

export interface Call {
  room: string;
  seq: number;
  title: string;
  body: string;
}

/** A message that came behind a short absence is told as well, milliseconds. */
export const LATE_MS = 120_000;

/** What is told of a room of which nothing was chosen. */
export const levelOf = (choices: Choices, room: Pick<Room, 'name' | 'standing'>): Level =>
  choiceOf(choices, room.name).level ?? (isDirectRoom(room) ? 'all' : 'mentions');

export const isQuiet = ({ quietUntil }: Pick<Choices, 'quietUntil'>, now: number): boolean =>
  now < quietUntil;

/** `isLive`: it came as it was said, not with what was missed. */
export function callOf(
  event: MessagePostedEvent,
  { rooms, user: me, choices }: Pick<ChatState, 'rooms' | 'user' | 'choices'>,
  { isLive, now }: { isLive: boolean; now: number },
): Call | undefined {
  const { room: name, seq, user, data } = event;
  if (name === undefined) return undefined;
  const room = Object.hasOwn(rooms, name) ? rooms[name] : undefined;
  if (room === undefined || user.id === me.id) return undefined;
  // Of a conversation that begins nothing was read.
  const readSeq = room.readSeq ?? (isDirectRoom(room) ? 0 : undefined);
  if (readSeq === undefined || seq <= readSeq) return undefined;
  if (!isLive && now - Date.parse(event.at) > LATE_MS) return undefined;
  if (choices.desktop !== 'on' || isQuiet(choices, now)) return undefined;
  if (choiceOf(choices, name).muted === true) return undefined;
  const level = levelOf(choices, room);
  const isToMe = isDirectRoom(room) || speaksTo({ mentions: spokenTo(data) }, me.id);
  if (level === 'nothing' || (level === 'mentions' && !isToMe)) return undefined;
  const title = isDirectRoom(room) ? user.name : `${user.name} · ${calledIn(room, me.id)}`;
  return { room: name, seq, title, body: snippetOf(data.text) };
}
