// Somebody looks at a room for the time of a request: by the rules of who may enter it, and held like a room that somebody is in, so
// that what is known of it stays fresh meanwhile. They are nobody's company there: no presence, no seat.
// Invariant: the room is given back, whatever becomes of the request.
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import { mayEnter, type Visitor } from '../edge/identity.ts';
import type { RoomStates } from '../log/room-states.ts';
import { refusal } from '../refusal.ts';
import { entryProblem, readStanding, type Standing } from '../room/standing.ts';

export interface VisitPorts {
  states: Pick<RoomStates, 'hold' | 'release' | 'load' | 'of'>;
  privateRooms: ReadonlySet<string>;
}

export interface Visit {
  /** As it was when they came. */
  standing: Standing;
  /** Why they may not be there by now. Rejects with `LogUnreadable` while nobody can say. */
  problem: () => Promise<ErrorFrame | undefined>;
}

/** What comes of `work`, or why they may not look. */
export async function visit<T>(
  { states, privateRooms }: VisitPorts,
  { identity }: Visitor,
  room: string,
  work: (visit: Visit) => Promise<T>,
): Promise<T | ErrorFrame> {
  if (!mayEnter(identity, room, privateRooms)) {
    return refusal('forbidden', `${room} is private and you are no member: ask its moderator`);
  }
  states.hold(room);
  try {
    const standing = await readStanding(states, room, identity);
    const closed = entryProblem(standing, room);
    if (closed !== undefined) return closed;
    const problem = async () => entryProblem(await readStanding(states, room, identity), room);
    return await work({ standing, problem });
  } finally {
    states.release(room);
  }
}
