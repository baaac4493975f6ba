// The id of a webhook: it follows from who made it, in which room, and by which command, and from nothing else. Whoever reads an id
// somewhere makes no other webhook of the same one: secrets and places in the log follow from it. Pure.
import { sha256 } from '../room/sha256.ts';

export interface Maker {
  userId: string;
  room: string;
  /** Of the command that made it. */
  command: string;
}

/** A UUID of version 8 (RFC 9562 §5.8), in small letters. */
export function webhookIdOf({ userId, room, command }: Maker): string {
  const hex = sha256(JSON.stringify([userId, room, command.toLowerCase()]));
  const variant = ((Number.parseInt(hex.slice(15, 16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(12, 15)}`,
    variant + hex.slice(16, 19),
    hex.slice(19, 31),
  ].join('-');
}

/** Whether somebody means a webhook of a room: by its own id or, who made it, by that of their command. */
export const isMeant = (
  { id }: { id: string },
  { userId, room, said }: { userId: string; room: string; said: string },
): boolean => id === said.toLowerCase() || id === webhookIdOf({ userId, room, command: said });
