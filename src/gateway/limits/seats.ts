// How many rooms all connections together are in, and those of one address (P8): each costs memory, most of all a room that
// nobody else is in. The last tenth is for connections that are in few.
import { Counts } from './counts.ts';
import { reserved } from './reserve.ts';

export interface SeatLimits {
  all: number;
  perAddress: number;
}

/** Who is in so many is in few. */
const FEW = 5;

export class Seats {
  readonly #limits: SeatLimits;
  readonly #addresses = new Counts();
  #all = 0;

  constructor(limits: SeatLimits) {
    this.#limits = limits;
  }

  /** Whether there was one for a connection that is in `has` rooms. */
  take(address: string, has: number): boolean {
    const { all, perAddress } = this.#limits;
    const open = (max: number) => (has < FEW ? max : max - reserved(max));
    if (this.#all >= open(all)) return false;
    if (this.#addresses.of(address) >= open(perAddress)) return false;
    this.#all += 1;
    this.#addresses.add(address, 1);
    return true;
  }

  free(address: string): void {
    this.#all -= 1;
    this.#addresses.add(address, -1);
  }
}
