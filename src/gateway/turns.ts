// At most so many tasks at a time, the rest in order of asking, and at most so many of those: a queue that only grows
// would end the program. Who asks past that is told at once.

export class TooMany extends Error {
  constructor(waiting: number) {
    super(`${waiting} wait already`);
    this.name = 'TooMany';
  }
}

export type Turns = <T>(task: () => Promise<T>) => Promise<T>;

/** Rejects with {@link TooMany} when `waitingMax` wait. */
export function createTurns(max: number, waitingMax: number): Turns {
  let free = max;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else if (waiting.length >= waitingMax) throw new TooMany(waiting.length);
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
