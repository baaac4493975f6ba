// What is new to a person in a room: how much others said since it was read, and how often they are spoken to. Pure. Invariant:
// never a wrong number: where what is loaded does not reach down to what was read, it says that there is more.
import { EVERYONE } from '../../chat/message/spoken-to.ts';
import type { Room } from './room.ts';
import { isDirectRoom } from './room-names.ts';

export interface News {
  /** Messages of others that were not seen. */
  count: number;
  /** Those of them that speak to the person: in a conversation all do. */
  mentions: number;
  /** Whether there may be more of them, above what is loaded. */
  more: boolean;
}

const NOTHING: News = { count: 0, mentions: 0, more: false };

/** A room that did not change is not counted again: there are hundreds, and each message changes one. */
const counted = new WeakMap<Room, { me: string; news: News }>();

export function newsOf(room: Room, me: string): News {
  const known = counted.get(room);
  if (known?.me === me) return known.news;
  const news = count(room, me);
  counted.set(room, { me, news });
  return news;
}

export const sameNews = (a: News, b: News): boolean =>
  a.count === b.count && a.mentions === b.mentions && a.more === b.more;

/** Whether what stands directly above the first message that is loaded was read, or there is nothing. */
export const reachesDownTo = ({ view: { low }, older }: Room, seq: number): boolean =>
  low === undefined || low <= seq + 1 || older.state === 'none';

/** Up to where the room counts as read: less than was read, where the person wants some of it to be unread. */
export const readUpTo = ({ readSeq, unreadFrom }: Room): number | undefined =>
  readSeq === undefined || unreadFrom === undefined ? readSeq : Math.min(readSeq, unreadFrom - 1);

function count(room: Room, me: string): News {
  const readSeq = readUpTo(room);
  if (readSeq === undefined) return NOTHING;
  const { messages } = room.view;
  const isDirect = isDirectRoom(room);
  let [all, mentions] = [0, 0];
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message === undefined || message.seq <= readSeq) break;
    if (message.user.id === me || message.deleted !== undefined) continue;
    all += 1;
    if (isDirect || speaksTo(message, me)) mentions += 1;
  }
  return all === 0 ? NOTHING : { count: all, mentions, more: !reachesDownTo(room, readSeq) };
}

export const speaksTo = (
  { mentions }: { mentions?: readonly string[] | undefined },
  me: string,
): boolean => mentions?.some((id) => id === me || id === EVERYONE) ?? false;
