// How long to wait before the next try, for connections and for messages alike. Invariant: what the
// server asks for wins; without a word from it clients spread evenly, so that none herd on a gateway.

/** The bound of the first wait, milliseconds; it grows by half with every failure in a row. */
export const BACKOFF_BASE_MS = 500;
/** A killed gateway is made up for within three seconds; bounds that double would be 8 s by then. */
const GROWTH = 1.5;
/**
 * No wait is longer than this unless the server asked for it: after an outage of any length everybody is back within
 * it, and 5,000 clients are 500 a second, which one gateway takes in (a herd of 500 is live within a second).
 */
export const BACKOFF_MAX_MS = 10_000;
/** The most that is believed of a server's `retryAfterMs`: an hour off must not hang a client. */
export const RETRY_AFTER_MAX_MS = 300_000;

export interface Backoff {
  /** Failures in a row before this one, from 0. */
  attempt: number;
  /** What the server asked for, milliseconds: a 1012 close reason or an `error` frame says it. */
  retryAfterMs?: number | undefined;
  /** Uniform in [0, 1). */
  random: number;
}

/** Milliseconds to wait: `retryAfterMs`, else full jitter over min(10 s, 500 ms × 1.5^attempt). */
export function backoffMs({ attempt, retryAfterMs, random }: Backoff): number {
  if (retryAfterMs !== undefined) return Math.min(Math.max(retryAfterMs, 0), RETRY_AFTER_MAX_MS);
  // 1.5^8 is already past the bound; the exponent is kept small so that it cannot overflow.
  const bound = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * GROWTH ** Math.min(attempt, 16));
  return Math.floor(random * bound);
}
