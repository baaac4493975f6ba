// Keeps first what cannot be had again. Invariants: a cache never takes the room of what somebody wrote; what the
// browser does not keep is readable as long as the page stays open, and is tried again after every success.
import type { KeyValueStore } from '../../client/storage.ts';
import { createStore } from './store.ts';

/** `localStorage`, or something like it that keeps later: then a promise says whether it did. */
export interface Backing extends Pick<KeyValueStore, 'length' | 'key' | 'getItem'> {
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
}

/** Whether what cannot be had again outlives the page; `full` and `refused` say why it does not. */
export type Kept = 'kept' | 'full' | 'refused';

export class Keeping implements KeyValueStore {
  readonly kept = createStore<Kept>('kept');
  readonly #backing: Backing;
  readonly #isCache: (key: string) => boolean;
  /** What is not known to be kept yet; undefined stands for a removed value. */
  readonly #pending = new Map<string, string | undefined>();
  /** Those of them that the browser refused. */
  readonly #refused = new Set<string>();
  #cachesOff = false;

  constructor(backing: Backing, isCache: (key: string) => boolean) {
    this.#backing = backing;
    this.#isCache = isCache;
  }

  get length(): number {
    return this.#keys().length;
  }

  key(index: number): string | null {
    return this.#keys()[index] ?? null;
  }

  getItem(key: string): string | null {
    if (this.#pending.has(key)) return this.#pending.get(key) ?? null;
    return this.#backing.getItem(key);
  }

  setItem(key: string, value: string): void {
    // Where there was no room once, a cache would only take that of the next message.
    if (this.#cachesOff && this.#isCache(key)) return;
    void this.#keep(key, value);
  }

  removeItem(key: string): void {
    void this.#keep(key, undefined);
  }

  async #keep(key: string, value: string | undefined): Promise<void> {
    this.#pending.set(key, value);
    try {
      await this.#put(key, value);
    } catch (error) {
      if (this.#isCache(key)) this.#settle(key, value);
      else await this.#keepInstead(key, value, error);
      return;
    }
    this.#settle(key, value);
  }

  /** Tries once more, with the caches gone. */
  async #keepInstead(key: string, value: string | undefined, reason: unknown): Promise<void> {
    try {
      await this.#evict();
      if (this.#isSuperseded(key, value)) return;
      await this.#put(key, value);
      this.#settle(key, value);
    } catch {
      // The first reason says whether there is no room or no storage.
      if (this.#isSuperseded(key, value)) return;
      this.#refused.add(key);
      this.kept.update(() => (isQuota(reason) ? 'full' : 'refused'));
    }
  }

  /** Not awaited where it is not needed: `localStorage` keeps at once, also when the page goes away. */
  #put(key: string, value: string | undefined): void | Promise<void> {
    return value === undefined ? this.#backing.removeItem(key) : this.#backing.setItem(key, value);
  }

  async #evict(): Promise<void> {
    this.#cachesOff = true;
    const caches = this.#keys().filter(this.#isCache);
    for (const key of caches) this.#pending.delete(key);
    await Promise.all(caches.map((key) => this.#backing.removeItem(key)));
  }

  #settle(key: string, value: string | undefined): void {
    if (this.#isSuperseded(key, value)) return;
    this.#pending.delete(key);
    this.#refused.delete(key);
    if (this.#refused.size === 0) this.kept.update(() => 'kept');
    const again = [...this.#refused];
    this.#refused.clear();
    for (const one of again) void this.#keep(one, this.#pending.get(one));
  }

  /** Whether the value was written over meanwhile: then a later write answers for it. */
  #isSuperseded(key: string, value: string | undefined): boolean {
    return !this.#pending.has(key) || this.#pending.get(key) !== value;
  }

  #keys(): string[] {
    const keys = new Set<string>();
    for (let index = 0; index < this.#backing.length; index += 1) {
      keys.add(this.#backing.key(index) ?? '');
    }
    for (const [key, value] of this.#pending) {
      if (value === undefined) keys.delete(key);
      else keys.add(key);
    }
    return [...keys];
  }
}

const isQuota = (error: unknown): boolean =>
  error instanceof Error && error.name === 'QuotaExceededError';
