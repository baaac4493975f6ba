// How busy the event loop is: whether a room's events are worth a wait, so that they share their writes.
// Asked whenever there is something to write, so it needs no timer: after a quiet hour the window is that hour.

/** Which share of the time the loop worked since it was last asked, 0 to 1. */
type Utilization = () => number;

/** Long enough for many passes over a big room, so that it takes more than a few of them to be busy. */
const WINDOW_MS = 250;
const BUSY = 0.5;
/** Who waits works less, often half: a loop that works less still may have time without waiting. */
const QUIET = 0.25;
/** Or not, for many events may share a write: whether it has is tried once in so long, not all the time. */
const HOLD_MS = 2_000;

export class LoopLoad {
  readonly #utilization: Utilization;
  #since: number;
  #busy = false;
  #lastBusy = 0;

  constructor(now: number, utilization: Utilization = sinceLast()) {
    this.#since = now;
    this.#utilization = utilization;
  }

  busy(now: number): boolean {
    if (now - this.#since < WINDOW_MS) return this.#busy;
    this.#since = now;
    const share = this.#utilization();
    if (share > BUSY) {
      this.#busy = true;
      this.#lastBusy = now;
    } else if (share < QUIET && now - this.#lastBusy >= HOLD_MS) this.#busy = false;
    return this.#busy;
  }
}

function sinceLast(): Utilization {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
