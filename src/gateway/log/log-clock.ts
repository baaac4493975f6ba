// The log's own clock, as near as this program knows it: what the log's leader said, and the time since. The machine's
// clock decides nothing: it may be an hour off, or be set while we run.
// Invariant: `now` is never ahead of the log by more than the log's own clock was set back.

/** A reading holds that long: another server may lead by then, with another clock. */
const HOLDS_MS = 15_000;
/** The two clocks of this machine part by that much when it slept, or when its time was set. */
const PARTED_MS = 1_000;

export interface Clocks {
  /** Milliseconds that only go forward; stand still while the machine sleeps. */
  monotonic: () => number;
  /** Milliseconds since 1970, whatever somebody set them to. */
  wall: () => number;
}

const machine: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

export class LogClock {
  readonly #clocks: Clocks;
  #reading = { logMs: 0, monotonicMs: 0, wallMs: 0 };
  #doubted = true;

  constructor(clocks = machine) {
    this.#clocks = clocks;
  }

  /** An answer of the log's leader, which just came, says that its clock showed `logMs` (milliseconds since 1970). */
  read(logMs: number): void {
    this.#reading = {
      logMs,
      monotonicMs: this.#clocks.monotonic(),
      wallMs: this.#clocks.wall(),
    };
    this.#doubted = false;
  }

  /** What the log stored shows that it has another time. */
  doubt(): void {
    this.#doubted = true;
  }

  /** Milliseconds since 1970: what the log's clock shows at least. */
  now(): number {
    return this.#reading.logMs + this.#clocks.monotonic() - this.#reading.monotonicMs;
  }

  /** Whether it should be read again before something is decided by it. */
  get stale(): boolean {
    const { monotonicMs, wallMs } = this.#reading;
    const passed = this.#clocks.monotonic() - monotonicMs;
    const parted = Math.abs(this.#clocks.wall() - wallMs - passed);
    return this.#doubted || passed > HOLDS_MS || parted > PARTED_MS;
  }
}
