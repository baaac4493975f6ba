// Whose connections are whose: what concerns no room is told to its person's own, and to nobody else.
import type { Entry } from '../../chat/kernel/fact.ts';

export interface Person {
  /** A fact of theirs, and its frame. */
  told: (entry: Entry, frame: Buffer) => void;
}

export class People {
  readonly #connections = new Map<string, Set<Person>>();

  /** Gives the way out of it. */
  add(userId: string, person: Person): () => void {
    const all = this.#connections.get(userId) ?? new Set();
    this.#connections.set(userId, all);
    all.add(person);
    return () => {
      all.delete(person);
      if (all.size === 0 && this.#connections.get(userId) === all) this.#connections.delete(userId);
    };
  }

  has(userId: string): boolean {
    return this.#connections.has(userId);
  }

  tell(userId: string, entry: Entry, frame: Buffer): void {
    for (const person of this.#connections.get(userId) ?? []) person.told(entry, frame);
  }

  get size(): number {
    return this.#connections.size;
  }
}
