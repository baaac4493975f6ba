// The open room stands in the address (`#/lobby`), so that it can be linked, bookmarked and gone back to. Pure.
import { roomProblem } from '../../client/errors.ts';

/** The room an address's hash names, if it names one. */
export function roomOfHash(hash: string): string | undefined {
  const name = hash.replace(/^#\/?/, '');
  return roomProblem(name) === undefined ? name : undefined;
}

export const hashOfRoom = (room: string): string => `#/${room}`;

/** What somebody typed as a room's name, as close to a valid one as can be meant. */
export const asRoomName = (typed: string): string =>
  typed.trim().replace(/^#\/?/, '').toLowerCase().replaceAll(/\s+/g, '-');
