// When a delivery that failed is tried again, and when it is not any more. Pure: time and chance are parameters. What comes
// behind it waits in the log meanwhile, so the waits end at an hour: a receiver that is back is noticed within one. Invariant: every
// delivery is given up some time, and nobody can make us wait longer than the longest wait.

const HOUR_S = 3_600;
/** About a day. */
export const SCHEDULE_SECONDS: readonly number[] = [
  5,
  60,
  300,
  900,
  1_800,
  ...Array.from({ length: 23 }, () => HOUR_S),
];
/** What a receiver calls wrong in itself it will hardly take later: it holds up what comes behind it for minutes alone. */
const REFUSED_TRIES = 3;
/** Waits differ by so much of themselves, so that many webhooks of one receiver do not come at once. */
const JITTER = 0.2;

export interface Tried {
  /** How often by now, this time included. */
  attempts: number;
  /** The receiver says that this very delivery is wrong. */
  isRefused: boolean;
  /** What the receiver asks for, milliseconds. */
  retryAfterMs?: number | undefined;
}

/** How long to wait, milliseconds; undefined where it is given up. `chance`: from 0 to 1. */
export function waitAfter(
  { attempts, isRefused, retryAfterMs = 0 }: Tried,
  waitsMs: readonly number[],
  chance: number,
): number | undefined {
  const wait = waitsMs[attempts - 1];
  if (wait === undefined || (isRefused && attempts >= REFUSED_TRIES)) return undefined;
  const longest = Math.max(...waitsMs);
  const spread = wait * (1 - JITTER + 2 * JITTER * chance);
  return Math.round(Math.min(longest, Math.max(spread, retryAfterMs)));
}

/** `Retry-After` of an answer (RFC 9110 §10.2.3): seconds, or a date. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = /^[A-Z][a-z]{2}, /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
