// Time that passes when the test says so: `Date.now`, `performance.now` and `setTimeout` of the whole process, until
// it is `given back`. Whatever was due on the way was called at its time.
import { setImmediate as turn } from 'node:timers/promises';

interface Timer {
  at: number;
  call: () => void;
}

export class Time {
  readonly #real = { setTimeout, clearTimeout, dateNow: Date.now, now: performance.now };
  readonly #timers = new Map<number, Timer>();
  readonly #began = Date.now();
  #now = 1_000;
  #last = 0;

  /** Takes the clocks over. */
  constructor() {
    const set = (call: () => void, ms = 0) => {
      this.#last += 1;
      this.#timers.set(this.#last, { at: this.#now + Math.max(1, ms), call });
      return this.#last;
    };
    const clear = (timer: unknown) => void this.#timers.delete(Number(timer));
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    Date.now = () => this.#began + this.#now;
    performance.now = () => this.#now;
  }

  /** Gives the clocks back. */
  giveBack(): void {
    const { dateNow, now, ...timers } = this.#real;
    Object.assign(globalThis, timers);
    Date.now = dateNow;
    performance.now = now;
  }

  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    for (let due = this.#nextBy(end); due !== undefined; due = this.#nextBy(end)) {
      const [id, { at, call }] = due;
      this.#timers.delete(id);
      this.#now = at;
      call();
      await turn();
    }
    this.#now = end;
  }

  #nextBy(end: number): [number, Timer] | undefined {
    return [...this.#timers]
      .filter(([, { at }]) => at <= end)
      .sort(([, a], [, b]) => a.at - b.at)[0];
  }
}
