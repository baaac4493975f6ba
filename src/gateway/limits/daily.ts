// How many bytes one key (a user, an address, everybody) may put into the log in a day. Days begin when the program does.
import { setBounded } from './bounded.ts';

const DAY_MS = 86_400_000;
export class DailyBytes {
  readonly #max: number;
  readonly #used = new Map<string, number>();
  #since: number;

  constructor(max: number, nowMs: number) {
    this.#max = max;
    this.#since = nowMs;
  }

  /** 0 when there is room for so many bytes, else milliseconds until there is. Counts nothing. */
  wait(key: string, bytes: number, nowMs: number): number {
    this.#begin(nowMs);
    const room = (this.#used.get(key) ?? 0) + bytes <= this.#max;
    return room ? 0 : Math.ceil(this.#since + DAY_MS - nowMs);
  }

  /** Whether the key put anything into the log today. */
  has(key: string, nowMs: number): boolean {
    this.#begin(nowMs);
    return this.#used.has(key);
  }

  count(key: string, bytes: number): void {
    setBounded(this.#used, key, (this.#used.get(key) ?? 0) + bytes);
  }

  #begin(nowMs: number): void {
    if (nowMs - this.#since < DAY_MS) return;
    this.#used.clear();
    this.#since = nowMs;
  }
}
