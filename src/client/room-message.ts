// A room's messages as a program has them, and what becomes of them.
import type { Message } from '../shared/wire/objects.ts';

/**
 * How something reached this client. `history`: it was there when the room was entered for the first time; `missed`: it came while there
 * was no connection, or no process (where a storage keeps the cursor); `live`: as it happened.
 */
export type Delivery = 'history' | 'missed' | 'live';

/** A message of a room as it was when it was told. It never changes: what becomes of it is another object. */
export interface RoomMessage extends Message {
  room: string;
  /** Whether it is of the user that this client is signed in as, from whatever device. */
  own: boolean;
  delivery: Delivery;
}

/** What became of a message: it was posted, or what it says is another thing now. */
export interface Change {
  /** `reacted`: its reactions are others now, by one more or one less. */
  kind: 'posted' | 'edited' | 'deleted' | 'pinned' | 'unpinned' | 'reacted';
  /** Of this change; `message.delivery` is of the message. */
  delivery: Delivery;
  /** As it is by now. */
  message: RoomMessage;
}
