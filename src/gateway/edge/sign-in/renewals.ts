// A refresh token is used once: providers take its second use for a theft and end everything that came of it. Tabs of a browser agree
// among themselves where they can; where two requests come all the same, or an answer got lost, the second is told what the first was.
// Invariant: of one refresh token one request is under way at a time, and its answer is remembered for a moment.
import { createHash } from 'node:crypto';
import { setBounded } from '../../limits/bounded.ts';
import type { Grant } from './provider.ts';

/** Longer than a browser tries again whose answer was lost. */
export const REMEMBERED_MS = 60_000;
/** A provider that did not answer is not asked anew by everybody who waits behind the first. */
const FAILED_MS = 2_000;

interface Known {
  grant: Promise<Grant>;
  /** By the monotonic clock; infinite while it is under way. */
  until: number;
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
      () => {
        known.until = this.#now() + REMEMBERED_MS;
      },
      () => {
        known.until = this.#now() + FAILED_MS;
      },
    );
    return known.grant;
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
