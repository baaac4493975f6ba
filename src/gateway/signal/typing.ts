// Somebody is writing: said to every gateway, told to the others in the room, gone. Cheap: it is never answered, never waits, and
// what would be too much is not said (P8).
import type { TypingFrame } from '../../shared/wire/frames.ts';
import { LISTED_MAX, TYPING_EVERY_MS } from '../../shared/wire/limits.ts';
import type { User } from '../../shared/wire/objects.ts';
import { encodeFrame } from '../fanout/frame.ts';
import type { Hub } from '../fanout/hub.ts';
import { setBounded } from '../limits/bounded.ts';
import { Buckets } from '../limits/rate-limit.ts';

export interface TypingOptions {
  hub: Pick<Hub, 'members'>;
  /** People in a room, over all gateways. */
  count: (room: string) => number;
  publish: (room: string, user: User) => void;
}

/** A person writes in one room at a time, and goes to the next. */
const USER_TYPING = { perSecond: 1, burst: 4 };
/** Of many who write at once a few are enough to say that they do. */
const ROOM_TYPING = { perSecond: 5, burst: 10 };

export class Typing {
  readonly #options: TypingOptions;
  /** When a user said last that they write in a room; the oldest first. */
  readonly #said = new Map<string, number>();
  readonly #users = new Buckets(USER_TYPING);
  readonly #rooms = new Buckets(ROOM_TYPING);

  constructor(options: TypingOptions) {
    this.#options = options;
  }

  /** Users times rooms that are remembered. */
  get size(): number {
    return this.#said.size;
  }

  /** A user in the room says so. Whether it is passed on. */
  said(room: string, user: User, now: number): boolean {
    const { count, publish } = this.#options;
    if (count(room) > LISTED_MAX) return false;
    this.forget(now);
    const key = `${room} ${user.id}`;
    if (this.#said.has(key) || this.#users.take(user.id, now) > 0) return false;
    setBounded(this.#said, key, now);
    publish(room, user);
    return true;
  }

  /** A gateway says so, this one included. */
  heard(room: string, user: User, now: number): void {
    const { hub, count } = this.#options;
    if (count(room) > LISTED_MAX || this.#rooms.take(room, now) > 0) return;
    let frame: Buffer | undefined;
    for (const { outbox, live } of hub.members(room)) {
      if (!live || outbox.user === user.id) continue;
      frame ??= encodeFrame({ type: 'typing', room, user } satisfies TypingFrame);
      outbox.send(frame, 1);
    }
  }

  /** Those who said it too long ago to matter. */
  forget(now: number): void {
    for (const [key, at] of this.#said) {
      if (now - at < TYPING_EVERY_MS) return;
      this.#said.delete(key);
    }
  }
}
