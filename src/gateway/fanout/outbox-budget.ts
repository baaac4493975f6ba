// What waits in this process for all clients together (P8). One outbox is bounded, but many that nobody reads would
// take all the memory there is: past the limit those with the most waiting are closed, until a quarter is free again.

export interface Holder {
  /** Bytes of this process that it holds. */
  readonly held: number;
  /** Looks anew how much of it was read meanwhile. */
  recount: () => void;
  /** Gives up: its client is closed as too slow. */
  shed: () => void;
}

export class OutboxBudget {
  readonly #max: number;
  readonly #holders = new Set<Holder>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#max = maxBytes;
  }

  /** As last counted: never less than there is. */
  get bytes(): number {
    return this.#bytes;
  }

  add(holder: Holder): void {
    this.#holders.add(holder);
  }

  remove(holder: Holder): void {
    if (this.#holders.delete(holder)) this.#bytes -= holder.held;
  }

  /** A holder's `held` changed by so much. */
  changed(by: number): void {
    this.#bytes += by;
    if (this.#bytes > this.#max) this.#makeRoom();
  }

  #makeRoom(): void {
    for (const holder of this.#holders) holder.recount();
    if (this.#bytes <= this.#max) return;
    const most = [...this.#holders].sort((a, b) => b.held - a.held);
    for (const holder of most) {
      if (this.#bytes <= 0.75 * this.#max) return;
      this.remove(holder);
      holder.shed();
    }
  }
}
