// What stands behind the "new" line of the open room. Pure.
import { reachesDownTo } from './news.ts';
import type { Room } from './room.ts';

export interface NewSince {
  /** Messages of others, as far as they are loaded. */
  count: number;
  /** Whether there may be more of them above. */
  more: boolean;
  /** When the first of them that is loaded was said, milliseconds since 1970. */
  at: number;
  /** From this sequence on they are new. */
  from: number;
}

/** Undefined where nothing is new. */
export function newSince(room: Room, me: string): NewSince | undefined {
  const { newAfter, view } = room;
  if (newAfter === undefined) return undefined;
  const fresh = view.messages.filter(
    ({ seq, user, deleted }) => seq > newAfter && user.id !== me && deleted === undefined,
  );
  const [first] = fresh;
  if (first === undefined) return undefined;
  const more = !reachesDownTo(room, newAfter);
  return { count: fresh.length, more, at: Date.parse(first.at), from: newAfter + 1 };
}
