// What is new to a person in a room: how much others said since it was read, and how often they are spoken to. Pure. Invariant:
// never a wrong number: where what is loaded does not reach down to what was read, it says that there is more.
import type { MessageView } from '../../chat/kernel/message-view.ts';
import { EVERYONE } from '../../chat/message/spoken-to.ts';
import type { Room } from './room.ts';

export interface News {
  /** Messages of others that were not seen. */
  count: number;
  /** Those of them that speak to the person. */
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

function count(room: Room, me: string): News {
  const { readSeq } = room;
  if (readSeq === undefined) return NOTHING;
  const { messages } = room.view;
  let [all, mentions] = [0, 0];
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message === undefined || message.seq <= readSeq) break;
    if (message.user.id === me || message.deleted !== undefined) continue;
    all += 1;
    if (speaksTo(message, me)) mentions += 1;
  }
  return all === 0 ? NOTHING : { count: all, mentions, more: !reachesDownTo(room, readSeq) };
}

const speaksTo = ({ mentions }: MessageView, me: string): boolean =>
  mentions?.some((id) => id === me || id === EVERYONE) ?? false;
