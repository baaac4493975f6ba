// Who somebody is and which rooms that opens. No membership, no room (P9): a private room opens to tokens
// that name it and to moderators; every other room to everybody with a token; to a bot the rooms of its scope alone. Pure.
import { type Asker, isModerator } from '../../chat/kernel/command.ts';

export interface Identity extends Asker {
  /** Private rooms this identity is a member of. */
  rooms: readonly string[];
  /** When the token ends, milliseconds since 1970. */
  expiresAt: number;
}

/** Who came in, and from where. */
export interface Visitor {
  /** Its user's name and rights may become others while they are here. */
  identity: Identity;
  /** Where limits per address count: an IPv4 address, or the /64 of an IPv6 one. */
  address: string;
}

export const mayEnter = (
  identity: Identity,
  room: string,
  privateRooms: ReadonlySet<string>,
): boolean =>
  identity.scope === undefined
    ? !privateRooms.has(room) || isModerator(identity) || identity.rooms.includes(room)
    : identity.scope.includes(room);
