// A room as it is drawn. Pure. Invariant: that more of it is on its way makes no other room of it: who says so looks for that itself
// (isFetching), and whoever scrolls has nothing else drawn again.
import { isAlike } from './alike.ts';
import type { Beyond } from './beyond.ts';
import type { Room, RoomFrame } from './room.ts';

/** The one that was drawn before, where nothing else of it is another. */
export function drawnRoom(room: Room, before: Room | undefined): Room {
  const { older, stretch } = room;
  const { stretch: drawn } = before ?? {};
  const now = stretch && {
    ...stretch,
    older: atRest(stretch.older),
    newer: atRest(stretch.newer),
  };
  return asBefore(before, { ...room, older: atRest(older), stretch: now && asBefore(drawn, now) });
}

/** What stands around the messages is drawn anew with this alone, and not with each of them. */
export const frameOf = (
  { name, entry, standing, members, asked, turn }: Room,
  before: RoomFrame | undefined,
): RoomFrame => asBefore(before, { name, entry, standing, members, asked, turn });

const asBefore = <T extends object>(before: T | undefined, now: T): T =>
  before !== undefined && isAlike(before, now) ? before : now;

const MORE: Beyond = { state: 'more' };
const atRest = (beyond: Beyond): Beyond =>
  beyond.state === 'more' || beyond.state === 'loading' ? MORE : beyond;

/** Whether what stands before, or behind, what is on the screen is being fetched. */
export function isFetching(room: Room | undefined, side: 'older' | 'newer'): boolean {
  const { older, stretch } = room ?? {};
  const beyond = stretch === undefined && side === 'older' ? older : stretch?.[side];
  return beyond?.state === 'loading';
}
