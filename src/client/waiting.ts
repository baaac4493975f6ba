// Who waits for the result of a join, a command or a question. Invariant: each is answered once; what is answered is forgotten.
import type { Key } from './effects.ts';
import type { ChatError } from './errors.ts';

interface Waiter {
  resolve(value: unknown): void;
  reject(error: ChatError): void;
}

export class Waiting {
  readonly #waiting = new Map<Key, Waiter[]>();

  /** Several may wait for one thing: two joins of a room are one. */
  wait<T>(key: Key): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiters = this.#waiting.get(key) ?? [];
      waiters.push({ resolve: resolve as Waiter['resolve'], reject });
      this.#waiting.set(key, waiters);
    });
  }

  resolve(key: Key, value: unknown): void {
    for (const waiter of this.#take(key)) waiter.resolve(value);
  }

  reject(key: Key, error: ChatError): void {
    for (const waiter of this.#take(key)) waiter.reject(error);
  }

  rejectAll(error: ChatError): void {
    for (const key of [...this.#waiting.keys()]) this.reject(key, error);
  }

  #take(key: Key): Waiter[] {
    const waiters = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    return waiters;
  }
}
