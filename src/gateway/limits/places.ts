// How many connections there may be: of one user, from one address, in all. A place is taken before anything is awaited,
// so that a herd of simultaneous upgrades cannot pass a limit together (P8).

export interface PlaceLimits {
  all: number;
  perAddress: number;
  perUser: number;
}

export interface Place {
  /** Takes the user's share as well; false where it is used up. */
  claim: (user: string) => boolean;
  /** Gives everything back; only the first call counts. */
  free: () => void;
}

/** Why nobody more gets in. */
export type Full = 'all' | 'address';

export class Places {
  readonly #limits: PlaceLimits;
  readonly #addresses = new Counts();
  readonly #users = new Counts();
  #all = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** Of all together. */
  get max(): number {
    return this.#limits.all;
  }

  take(address: string): Place | Full {
    if (this.#all >= this.#limits.all) return 'all';
    if (this.#addresses.of(address) >= this.#limits.perAddress) return 'address';
    this.#all += 1;
    this.#addresses.add(address, 1);
    let owner: string | undefined;
    let free = false;
    return {
      claim: (user) => {
        if (free || this.#users.of(user) >= this.#limits.perUser) return false;
        this.#users.add(user, 1);
        owner = user;
        return true;
      },
      free: () => {
        if (free) return;
        free = true;
        this.#all -= 1;
        this.#addresses.add(address, -1);
        if (owner !== undefined) this.#users.add(owner, -1);
      },
    };
  }
}

/** Counts by key; a key that counts nothing is not kept. */
class Counts {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: string, change: number): void {
    const count = this.of(key) + change;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }
}
