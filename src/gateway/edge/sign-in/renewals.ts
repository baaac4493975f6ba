// A refresh token is used once: providers take its second use for a theft and end everything that came of it. Tabs of a browser agree
// among themselves where they can; where two requests come all the same, or an answer got lost, the second is told what the first was.
// Invariants: of one refresh token one request is under way at a time, and its answer is remembered for a moment; of what was given
// back nobody is told anything any more.
import { createHash } from 'node:crypto';
import { setBounded } from '../../limits/bounded.ts';
import type { Grant } from './provider.ts';
import { isOver } from './provider-fault.ts';

/** Longer than a browser tries again whose answer was lost. */
export const REMEMBERED_MS = 60_000;
/** A provider that did not answer is not asked anew by everybody who waits behind the first. */
const FAILED_MS = 2_000;

interface Known {
  grant: Promise<Grant>;
  /** By the monotonic clock; infinite while it is under way. */
  until: number;
  /** The refresh token that came of it. */
  next?: string | undefined;
}

export class Renewals {
  readonly #known = new Map<string, Known>();
  readonly #refresh: (refreshToken: string) => Promise<Grant>;
  readonly #now: () => number;
  #sweptAt = 0;

  constructor(refresh: (refreshToken: string) => Promise<Grant>, now = () => performance.now()) {
    this.#refresh = refresh;
    this.#now = now;
  }

  get size(): number {
    return this.#known.size;
  }

  /** Whether asking costs the provider nothing. */
  knows(refreshToken: string): boolean {
    return (this.#known.get(keyOf(refreshToken))?.until ?? 0) > this.#now();
  }

  run(refreshToken: string): Promise<Grant> {
    this.#sweep();
    const key = keyOf(refreshToken);
    const before = this.#known.get(key);
    if (before !== undefined && before.until > this.#now()) return before.grant;
    const known: Known = { grant: this.#refresh(refreshToken), until: Number.POSITIVE_INFINITY };
    setBounded(this.#known, key, known);
    known.grant.then(
      (grant) => {
        known.next = grant.refreshToken;
        known.until = this.#now() + REMEMBERED_MS;
      },
      (error: unknown) => {
        // What the provider ended it does not begin again.
        known.until = this.#now() + (isOver(error) ? REMEMBERED_MS : FAILED_MS);
      },
    );
    return known.grant;
  }

  /** Forgets what came of a refresh token, and what it came of; resolves to the newest of them, which is to be given back. */
  async end(refreshToken: string): Promise<string> {
    const own = keyOf(refreshToken);
    await this.#known.get(own)?.grant.catch(() => undefined);
    const newest = this.#newestOf(refreshToken);
    for (const [key, { next }] of this.#known) {
      const isOfIt = key === own || (next !== undefined && this.#newestOf(next) === newest);
      if (isOfIt) this.#known.delete(key);
    }
    return newest;
  }

  #newestOf(refreshToken: string): string {
    let newest = refreshToken;
    // Each came of another one: of so many that are known there is an end.
    for (let steps = 0; steps < this.#known.size; steps++) {
      const next = this.#known.get(keyOf(newest))?.next;
      if (next === undefined || next === newest) break;
      newest = next;
    }
    return newest;
  }

  #sweep(): void {
    const now = this.#now();
    if (now - this.#sweptAt < FAILED_MS) return;
    this.#sweptAt = now;
    for (const [key, { until }] of this.#known) if (until <= now) this.#known.delete(key);
  }
}

const keyOf = (refreshToken: string): string =>
  createHash('sha256').update(refreshToken).digest('base64url');
