// What waits in this process for all clients together (P8). One outbox is bounded, but many that nobody reads would
// take all the memory there is: past the limit some are closed, until a quarter is free again. Of the address that holds
// the most, of its user who does, the largest first: who holds little in many places does not push others out.

export interface Holder {
  readonly user: string;
  readonly address: string;
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

  /** As last counted. */
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
    if (by > 0 && this.#bytes > this.#max) this.#makeRoom();
  }

  #makeRoom(): void {
    for (const holder of this.#holders) holder.recount();
    if (this.#bytes <= this.#max) return;
    for (const holder of greediestFirst(this.#holders)) {
      if (this.#bytes <= 0.75 * this.#max) return;
      this.remove(holder);
      holder.shed();
    }
  }
}

function greediestFirst(holders: ReadonlySet<Holder>): Holder[] {
  const addresses = new Map<string, number>();
  const users = new Map<string, number>();
  for (const { user, address, held } of holders) {
    addresses.set(address, (addresses.get(address) ?? 0) + held);
    users.set(user, (users.get(user) ?? 0) + held);
  }
  const of = (sums: Map<string, number>, key: string) => sums.get(key) ?? 0;
  return [...holders].sort(
    (a, b) =>
      of(addresses, b.address) - of(addresses, a.address) ||
      of(users, b.user) - of(users, a.user) ||
      b.held - a.held,
  );
}
