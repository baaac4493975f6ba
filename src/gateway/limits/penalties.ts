// Who flooded keeps away for a while, longer each time: to end a connection alone would only make a flood connect anew.
import { setBounded } from './bounded.ts';

const FIRST_MS = 5_000;
const LONGEST_MS = 300_000;
/** So long after coming back a flood is the first one again. */
const FORGOTTEN_MS = 600_000;

export class Penalties {
  readonly #of = new Map<string, { until: number; ms: number }>();

  /** Answers how long the user has to keep away, milliseconds. What comes while they do is of the same flood. */
  punish(user: string, nowMs: number): number {
    const before = this.#of.get(user);
    if (before !== undefined && nowMs < before.until) return Math.ceil(before.until - nowMs);
    const again = before !== undefined && nowMs - before.until < FORGOTTEN_MS;
    const ms = again ? Math.min(2 * before.ms, LONGEST_MS) : FIRST_MS;
    setBounded(this.#of, user, { until: nowMs + ms, ms });
    return ms;
  }

  /** 0 when the user may come, else milliseconds until then. */
  wait(user: string, nowMs: number): number {
    return Math.max(0, Math.ceil((this.#of.get(user)?.until ?? nowMs) - nowMs));
  }
}
