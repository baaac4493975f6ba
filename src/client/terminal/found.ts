// Messages that were looked up, by the numbers of their lines: what a search found, what stands around a place. Invariants: a
// number means the same message until the end, or none; so many are known, and of more the first ones are let go of.
import type { Message, User } from '../../shared/wire/objects.ts';

/** Where a message is. */
export interface Place {
  room: string;
  seq: number;
  /** Whose it is. */
  user: User;
  /** All of it, where that was told. */
  message?: Message;
}

const FOUND_MAX = 500;

export class Found {
  readonly #next: () => number;
  readonly #named = new Map<number, Place>();
  /** By room and sequence. */
  readonly #numbers = new Map<string, number>();

  constructor(next: () => number) {
    this.#next = next;
  }

  /** The number of a message, from now on; what is known of it is what was told last. */
  of(place: Place): number {
    const key = keyOf(place);
    const known = this.#numbers.get(key);
    const number = known ?? this.#next();
    this.#numbers.set(key, number);
    this.#named.set(number, { ...this.#named.get(number), ...place });
    const [[first, oldest] = []] = this.#named;
    if (this.#named.size > FOUND_MAX && first !== undefined && oldest !== undefined) {
      this.#named.delete(first);
      this.#numbers.delete(keyOf(oldest));
    }
    return number;
  }

  named(number: number): Place | undefined {
    return this.#named.get(number);
  }

  /** The room is not one's own any more, or its log is another one. */
  forget(room: string): void {
    for (const [number, place] of this.#named) {
      if (place.room !== room) continue;
      this.#named.delete(number);
      this.#numbers.delete(keyOf(place));
    }
  }
}

const keyOf = ({ room, seq }: Place): string => `${room} ${seq}`;
