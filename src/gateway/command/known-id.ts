// How old a client's id is decides who can say whether it was used before (P3): JetStream's duplicate window knows the last
// minutes, but nothing from before a backup was brought back; the rows know everything before that. Pure.
import { timeOfId } from '../../shared/ids.ts';
import { FRESH_MS, FUTURE_MS } from '../../shared/once.ts';

export type IdAge =
  /** Not used before, or the log's duplicate window will say so. */
  | { is: 'fresh' }
  /** Too old for the window: the rows are asked first. */
  | { is: 'old' }
  /** From the future, milliseconds: its time would come again. */
  | { is: 'ahead'; byMs: number };

/** `nowMs`: by the log's clock. `logMadeMs`: when this log was made; a restore makes it anew, and brings no window. */
export function ageOf(id: string, nowMs: number, logMadeMs: number): IdAge {
  const idMs = timeOfId(id);
  const ageMs = nowMs - idMs;
  if (ageMs < -FUTURE_MS) return { is: 'ahead', byMs: -ageMs };
  return ageMs > FRESH_MS || idMs < logMadeMs ? { is: 'old' } : { is: 'fresh' };
}
