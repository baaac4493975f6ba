// At most so many tasks at a time; the rest wait, at most so many of those, for a queue that only grows would end the
// program. Who asks for whom stands in a queue of their own, and the queues take turns: whoever asks a lot waits for
// themselves. Who asks past the limit is told at once; where somebody has fewer waiting, it is the longest queue's last.

export class TooMany extends Error {
  constructor(waiting: number) {
    super(`${waiting} wait already`);
    this.name = 'TooMany';
  }
}

interface Waiting {
  begin: () => void;
  refuse: (error: TooMany) => void;
}

export class Turns {
  readonly #waitingMax: number;
  /** By whom; the one whose turn is next comes first. */
  readonly #queues = new Map<string, Waiting[]>();
  #waiting = 0;
  #free: number;

  constructor(max: number, waitingMax: number) {
    this.#free = max;
    this.#waitingMax = waitingMax;
  }

  /** Whether {@link run} would refuse somebody now. */
  get full(): boolean {
    return this.#free === 0 && this.#waiting >= this.#waitingMax;
  }

  /** `who` shares its turns with others of that name. Rejects with {@link TooMany} when as many wait as may. */
  async run<T>(task: () => Promise<T>, who = ''): Promise<T> {
    if (this.full) this.#makeRoom(who);
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(who);
    try {
      return await task();
    } finally {
      this.#next();
    }
  }

  #wait(who: string): Promise<void> {
    return new Promise((begin, refuse) => {
      const queue = this.#queues.get(who) ?? [];
      queue.push({ begin, refuse });
      this.#queues.set(who, queue);
      this.#waiting += 1;
    });
  }

  #next(): void {
    const [first] = this.#queues;
    if (first === undefined) {
      this.#free += 1;
      return;
    }
    const [who, queue] = first;
    const waiting = queue.shift();
    // Behind the others, where more of it wait.
    this.#queues.delete(who);
    if (queue.length > 0) this.#queues.set(who, queue);
    this.#waiting -= 1;
    waiting?.begin();
  }

  #makeRoom(who: string): void {
    let longest: Waiting[] = [];
    for (const queue of this.#queues.values()) if (queue.length > longest.length) longest = queue;
    const own = this.#queues.get(who)?.length ?? 0;
    if (own + 1 >= longest.length) throw new TooMany(this.#waiting);
    longest.pop()?.refuse(new TooMany(this.#waiting));
    this.#waiting -= 1;
  }
}
