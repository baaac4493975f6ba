// A room as its first picture shows it. Pure.
import { EMPTY_VIEW, withPage } from '../../chat/kernel/view.ts';
import { fold } from '../../chat/views.ts';
import type { FirstPage } from './first-page.ts';
import { newsOf } from './news.ts';
import { emptyRoom, opened, type Room } from './room.ts';

/** Undefined where the page will show another place of it, or nothing. */
export function firstRoom({ user, room: name, page, readSeq }: FirstPage): Room | undefined {
  const { messages, events, asOf, low, more } = page;
  if (messages.length === 0) return undefined;
  const room: Room = {
    ...emptyRoom(name),
    view: withPage(fold(EMPTY_VIEW, events), { messages, upTo: asOf, low: more ? low : 1 }),
    entry: { state: 'in' },
    older: { state: more ? 'more' : 'none' },
    readSeq: readSeq === 0 ? undefined : readSeq,
  };
  // The line above what is new stands further up.
  return newsOf(room, user.id).more ? undefined : opened(room, user.id);
}
