// At most so many tasks at a time, the rest in order of asking, and at most so many of those: a queue that only grows
// would end the program. Who asks past that is told at once.

export class TooMany extends Error {
  constructor(waiting: number) {
    super(`${waiting} wait already`);
    this.name = 'TooMany';
  }
}

export class Turns {
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(max: number, waitingMax: number) {
    this.#free = max;
    this.#waitingMax = waitingMax;
  }

  /** Whether {@link run} would refuse now. */
  get full(): boolean {
    return this.#free === 0 && this.#waiting.length >= this.#waitingMax;
  }

  /** Rejects with {@link TooMany} when as many wait as may. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.full) throw new TooMany(this.#waiting.length);
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
