// The connections of each user on this gateway: who is told what concerns a person and not a room.
import { encodeFrame } from '../fanout/frame.ts';
import type { Membership } from '../room/enter.ts';

/** A connection, as far as its rooms go. */
export interface UserRooms {
  get: (room: string) => Membership | undefined;
}

export class Users {
  readonly #users = new Map<string, Set<UserRooms>>();

  get size(): number {
    return this.#users.size;
  }

  add(userId: string, rooms: UserRooms): void {
    const all = this.#users.get(userId) ?? new Set();
    this.#users.set(userId, all.add(rooms));
  }

  /** Whether it was the user's last. */
  remove(userId: string, rooms: UserRooms): boolean {
    const all = this.#users.get(userId);
    all?.delete(rooms);
    if (all === undefined || all.size > 0) return false;
    return this.#users.delete(userId);
  }

  /** Tells those in the room who know less how far the user has read it. */
  tellRead(userId: string, room: string, seq: number): void {
    for (const rooms of this.#users.get(userId) ?? []) {
      const membership = rooms.get(room);
      if (membership === undefined || membership.read >= seq) continue;
      membership.read = seq;
      if (membership.entered) membership.outbox.send(encodeFrame({ type: 'read', room, seq }), 1);
    }
  }
}
