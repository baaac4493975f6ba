// Keeps first what cannot be had again. Invariants: a cache never takes the room of what somebody wrote; what the
// browser does not keep is readable as long as the page stays open, and is tried again after every success.
import type { KeyValueStore } from '../../client/storage.ts';
import { createStore } from './store.ts';

/** `localStorage`, or something like it that keeps later: then a promise says whether it did. */
export interface Backing extends Pick<KeyValueStore, 'keys' | 'getItem'> {
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
  /** Tells the key of whatever another tab writes or removes. */
  follow?(changed: (key: string) => void): void;
  /** Lets go of whatever else of the page takes room where this one keeps. */
  makeRoom?(): Promise<void>;
}

/** Whether what cannot be had again outlives the page; `full` and `refused` say why it does not. */
export type Kept = 'kept' | 'full' | 'refused';

interface Write {
  key: string;
  /** Undefined removes it. */
  value: string | undefined;
  /** The browser refused this write, or the one before it under the same key. */
  refused: boolean;
  /** A try is under way. */
  trying: boolean;
}

export class Keeping implements KeyValueStore {
  readonly kept = createStore<Kept>('kept');
  readonly #backing: Backing;
  readonly #isCache: (key: string) => boolean;
  /** What is not known to be kept yet, the last write of each key. */
  readonly #pending = new Map<string, Write>();
  #cachesOff = false;

  constructor(backing: Backing, isCache: (key: string) => boolean) {
    this.#backing = backing;
    this.#isCache = isCache;
  }

  keys(): string[] {
    const keys = new Set(this.#backing.keys());
    for (const { key, value } of this.#pending.values()) {
      if (value === undefined) keys.delete(key);
      else keys.add(key);
    }
    return [...keys];
  }

  getItem(key: string): string | null {
    const write = this.#pending.get(key);
    return write === undefined ? this.#backing.getItem(key) : (write.value ?? null);
  }

  setItem(key: string, value: string): void {
    // Where there was no room once, a cache would only take that of the next message.
    if (!this.#cachesOff || !this.#isCache(key)) this.#begin(key, value);
  }

  removeItem(key: string): void {
    this.#begin(key, undefined);
  }

  #begin(key: string, value: string | undefined): void {
    const refused = this.#pending.get(key)?.refused ?? false;
    const write = { key, value, refused, trying: false };
    this.#pending.set(key, write);
    void this.#keep(write);
  }

  async #keep(write: Write): Promise<void> {
    write.trying = true;
    try {
      await this.#put(write);
    } catch (error) {
      if (!(await this.#keepAfter(error, write))) return;
    } finally {
      write.trying = false;
    }
    this.#settle(write);
  }

  /**
   * Tries once more: first as it is, because a browser that closed the database while a phone slept has opened it by
   * now; then with the caches gone. False when it is not kept even so.
   */
  async #keepAfter(failure: unknown, write: Write): Promise<boolean> {
    let reason = failure;
    if (!isQuota(reason)) {
      try {
        await this.#putAgain(write);
        return true;
      } catch (error) {
        reason = error;
      }
    }
    if (this.#isCache(write.key)) return true;
    try {
      await this.#evict();
      await this.#putAgain(write);
      return true;
    } catch {
      // The reason before says whether there is no room or no storage.
      write.refused = true;
      if (this.#isLast(write)) this.kept.update(() => (isQuota(reason) ? 'full' : 'refused'));
      return false;
    }
  }

  /** Nothing where it was written over meanwhile: the later write answers for the key; nor of a cache once their room is needed. */
  async #putAgain(write: Write): Promise<void> {
    const isTooLate = this.#cachesOff && this.#isCache(write.key) && write.value !== undefined;
    if (this.#isLast(write) && !isTooLate) await this.#put(write);
  }

  /** Not later than it is called: `localStorage` keeps at once, also when the page goes away. */
  #put({ key, value }: Write): void | Promise<void> {
    return value === undefined ? this.#backing.removeItem(key) : this.#backing.setItem(key, value);
  }

  async #evict(): Promise<void> {
    this.#cachesOff = true;
    // What was refused has its connection given up, and whatever goes over that fails with it: those are tried once more.
    const left = await this.#takeOut(this.keys().filter(this.#isCache));
    await this.#takeOut(left);
    await this.#backing.makeRoom?.();
  }

  /** Gives those that are still in there. */
  async #takeOut(keys: readonly string[]): Promise<string[]> {
    const taken = await Promise.allSettled(keys.map(async (key) => this.#backing.removeItem(key)));
    return keys.filter((_, index) => taken[index]?.status === 'rejected');
  }

  #settle(write: Write): void {
    if (!this.#isLast(write)) return;
    this.#pending.delete(write.key);
    const refused = [...this.#pending.values()].filter((one) => one.refused);
    if (refused.length === 0) this.kept.update(() => 'kept');
    // What is being tried learns by itself: tried anew with every success, a thousand would be tried a million times.
    for (const one of refused) if (!one.trying) void this.#keep(one);
  }

  #isLast(write: Write): boolean {
    return this.#pending.get(write.key) === write;
  }
}

const isQuota = (error: unknown): boolean =>
  error instanceof Error && error.name === 'QuotaExceededError';
