// The order of one connection's commands: stored one after the other, as they were sent (P1). But an id that is looked up in
// the rows holds up those behind it for a moment only: while the rows are away people go on talking (P5). What stepped
// aside is stored behind what was sent meanwhile, when its answer is there.
import { setTimeout as sleep } from 'node:timers/promises';

/** Look-ups take some milliseconds, and those of all that wait run at the same time. */
const PATIENCE_MS = 500;
const LATE = Symbol('late');

/** Of a check that cannot begin at once. */
export interface Beginning {
  /** What it waits for, asked in its turn; it may have begun by then. */
  ask: () => Promise<void>;
  begun: Promise<unknown>;
}

export class CommandOrder {
  #tail: Promise<void> = Promise.resolve();

  /** Stores what was checked, in order; rejects where either of them does, which holds nobody back. */
  async run<T>(
    check: T | Promise<T>,
    store: (checked: T) => Promise<void>,
    beginning?: Beginning,
  ): Promise<void> {
    if (!(check instanceof Promise)) return await this.#inTurn(() => store(check));
    // It may fail before its turn, when nobody listens yet.
    check.catch(() => undefined);
    const late = () => sleep(PATIENCE_MS, LATE);
    const patience = beginning === undefined ? late() : beginning.begun.then(late);
    const first = await this.#inTurn(async () => {
      await beginning?.ask();
      const checked = await Promise.race([check, patience]);
      if (checked !== LATE) await store(checked as T);
      return checked;
    });
    if (first !== LATE) return;
    const checked = await check;
    await this.#inTurn(() => store(checked));
  }

  /** Resolves when everything that has its turn, or waits for it, had it. */
  async idle(): Promise<void> {
    await this.#tail;
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#tail.then(task);
    this.#tail = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }
}
