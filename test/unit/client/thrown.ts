// What is thrown for somebody else to see, later and outside of whoever called: kept from ending the test run.
export class Thrown {
  readonly tasks: (() => void)[] = [];
  readonly #real = queueMicrotask;

  /** Takes over what is put off to the end of a turn. */
  constructor() {
    globalThis.queueMicrotask = (task) => void this.tasks.push(task);
  }

  giveBack(): void {
    globalThis.queueMicrotask = this.#real;
  }
}
