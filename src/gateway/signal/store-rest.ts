// A store that failed is left alone for a while, by those who read it and those who write it alike.

const REST_MS = 1_000;

export class StoreRest {
  readonly #now: () => number;
  readonly #onFault: (error: unknown) => void;
  #until = Number.NEGATIVE_INFINITY;

  constructor(now: () => number, onFault: (error: unknown) => void) {
    this.#now = now;
    this.#onFault = onFault;
  }

  get resting(): boolean {
    return this.#now() < this.#until;
  }

  failed(error: unknown): void {
    this.#until = this.#now() + REST_MS;
    this.#onFault(error);
  }

  /** Asks no more patience: this is the last chance. */
  end(): void {
    this.#until = Number.NEGATIVE_INFINITY;
  }
}
