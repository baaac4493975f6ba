// What comes, to be gone over by `for await`. Invariants: what came before the end is given before it; a loop that is slower than what
// comes ends with an error that says so, so that memory stays bounded and nothing is left out in silence.
import { ChatError } from './errors.ts';

/** So much waits for one loop. */
export const WAITING_MAX = 10_000;

type Step<T> = IteratorResult<T, undefined>;
interface Waiter<T> {
  resolve: (step: Step<T>) => void;
  reject: (error: unknown) => void;
}

export class Feed<T> implements AsyncIterableIterator<T, undefined> {
  readonly #waiting: T[] = [];
  readonly #waiters: Waiter<T>[] = [];
  readonly #over: () => void;
  #end: { error?: unknown } | undefined;

  /** `over` is called once, when nothing more is wanted. */
  constructor(over: () => void) {
    this.#over = over;
  }

  /** Nothing more is wanted, or comes; what waits may still be there. */
  get isOver(): boolean {
    return this.#end !== undefined;
  }

  push(item: T): void {
    if (this.#end !== undefined) return;
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter.resolve({ value: item, done: false });
    else if (this.#waiting.length < WAITING_MAX) this.#waiting.push(item);
    else this.end(new ChatError('too_slow', `The loop is more than ${WAITING_MAX} behind.`));
  }

  /** Nothing comes any more, or an error says why. */
  end(error?: unknown): void {
    if (this.#end !== undefined) return;
    this.#end = error === undefined ? {} : { error };
    this.#over();
    if (this.#waiters.length === 0) return;
    for (const waiter of this.#waiters.splice(0)) this.#last(waiter);
  }

  next(): Promise<Step<T>> {
    return new Promise((resolve, reject) => {
      const item = this.#waiting.shift();
      if (item !== undefined) resolve({ value: item, done: false });
      else if (this.#end !== undefined) this.#last({ resolve, reject });
      else this.#waiters.push({ resolve, reject });
    });
  }

  /** The loop was left: nothing that waits is wanted. */
  return(): Promise<Step<T>> {
    this.#waiting.length = 0;
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The error is said once; after it there is nothing. */
  #last({ resolve, reject }: Waiter<T>): void {
    const { error } = this.#end ?? {};
    this.#end = {};
    if (error === undefined) resolve({ value: undefined, done: true });
    else reject(error);
  }
}
