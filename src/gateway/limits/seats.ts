// How many rooms all connections together are in, and those of one address (P8): each costs memory, most of all a room that
// nobody else is in.
import { Counts } from './counts.ts';

export interface SeatLimits {
  all: number;
  perAddress: number;
}

export class Seats {
  readonly #limits: SeatLimits;
  readonly #addresses = new Counts();
  #all = 0;

  constructor(limits: SeatLimits) {
    this.#limits = limits;
  }

  /** Whether there was one. */
  take(address: string): boolean {
    if (this.#all >= this.#limits.all) return false;
    if (this.#addresses.of(address) >= this.#limits.perAddress) return false;
    this.#all += 1;
    this.#addresses.add(address, 1);
    return true;
  }

  free(address: string): void {
    this.#all -= 1;
    this.#addresses.add(address, -1);
  }
}
