// What the browser keeps of everybody who used it: who was the last, and of each what memory.ts says. Invariant: all of it goes into the
// browser by one way, so where there was no room once, no cache takes that of what is written next, whatever is written.
import { isGuest } from '../../chat/name/guest.ts';
import { keysOf, readJson, writeJson } from '../../client/storage.ts';
import type { User } from '../../shared/wire/objects.ts';
import { type Backing, Keeping } from './keeping.ts';
import {
  CACHES,
  cachePrefix,
  choicesKey,
  isUser,
  type Memory,
  openMemory,
  USER_KEY,
} from './memory.ts';

export class BrowserMemory {
  readonly #backing: Backing;
  readonly #keeping: Keeping;

  constructor(backing: Backing) {
    this.#backing = backing;
    this.#keeping = new Keeping(backing, (key) => key.startsWith(CACHES));
  }

  of(userId: string): Memory {
    return openMemory({ backing: this.#backing, keeping: this.#keeping }, userId);
  }

  /** Who used this browser last: lets the page show what it has before a gateway answers. */
  get lastUser(): User | undefined {
    return readJson(this.#keeping, USER_KEY, isUser);
  }

  saveLastUser(user: User | undefined): void {
    if (user === undefined) this.#keeping.removeItem(USER_KEY);
    else writeJson(this.#keeping, USER_KEY, user);
  }

  /** Removes the caches of everybody else who used this browser, and what guests chose: one who is gone never comes back. */
  forgetOthers(userId: string): void {
    for (const key of keysOf(this.#keeping, CACHES)) {
      if (!key.startsWith(cachePrefix(userId))) this.#keeping.removeItem(key);
    }
    for (const key of keysOf(this.#keeping, choicesKey(''))) {
      const id = key.slice(choicesKey('').length);
      if (id !== userId && isGuest({ id })) this.#keeping.removeItem(key);
    }
  }
}
