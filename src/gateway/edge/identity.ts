// Who somebody is and which rooms that opens. No membership, no room (P9): a private room opens to tokens
// that name it and to moderators; every other room to everybody with a token. Pure.
import { type Asker, isModerator, MODERATOR } from '../../chat/kernel/command.ts';

export interface Identity extends Asker {
  /** Private rooms this identity is a member of. */
  rooms: readonly string[];
  /** When the token ends, milliseconds since 1970. */
  expiresAt: number;
}

/** Who came in, and from where. */
export interface Visitor {
  /** Its user's name may become another one while they are here. */
  identity: Identity;
  /** Where limits per address count: an IPv4 address, or the /64 of an IPv6 one. */
  address: string;
}

/** Whoever the operators of this chat are by name has what a token may give. */
export const asOperator = (identity: Identity, operators: ReadonlySet<string>): Identity =>
  operators.has(identity.user.id) && !isModerator(identity)
    ? { ...identity, roles: [...identity.roles, MODERATOR] }
    : identity;

export const mayEnter = (
  identity: Identity,
  room: string,
  privateRooms: ReadonlySet<string>,
): boolean => !privateRooms.has(room) || isModerator(identity) || identity.rooms.includes(room);
