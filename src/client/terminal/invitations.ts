// Rooms that one was asked into and did not answer. Invariant: the one that came last is meant where none is named; so many are
// known, and of more the first ones are let go of.
import type { User } from '../../shared/wire/objects.ts';

const INVITATIONS_MAX = 100;

export class Invitations {
  readonly #by = new Map<string, User>();

  add(room: string, by: User): void {
    this.#by.delete(room);
    this.#by.set(room, by);
    const [first] = this.#by.keys();
    if (this.#by.size > INVITATIONS_MAX && first !== undefined) this.#by.delete(first);
  }

  has = (room: string): boolean => this.#by.has(room);

  /** The room of the one that came last. */
  last(): string | undefined {
    return [...this.#by.keys()].at(-1);
  }

  answered(room: string): void {
    this.#by.delete(room);
  }
}
