// How many connections there may be: of one user, from one address, in all. A place is taken before anything is awaited,
// so that a herd of simultaneous upgrades cannot pass a limit together (P8). The last tenth of all is for who was here
// for a while and lost the connection: newcomers do not keep those out who were already talking.
import { setBounded } from './bounded.ts';
import { Counts } from './counts.ts';
import { reserved } from './reserve.ts';

export interface PlaceLimits {
  all: number;
  perAddress: number;
  perUser: number;
}

export interface Place {
  /** Takes the user's share as well, or says what is used up. */
  claim: (user: string, nowMs: number) => 'all' | 'user' | undefined;
  /** Gives everything back; only the first call counts. */
  free: (nowMs: number) => void;
}

/** Why nobody more gets in. */
export type Full = 'all' | 'address';

/** Who was here for a shorter while is a newcomer when they come again: to connect and to leave buys nothing. */
const HERE_MS = 60_000;
/** So long somebody who left counts as one who comes back. */
const REMEMBERED_MS = 600_000;

export class Places {
  readonly #limits: PlaceLimits;
  readonly #addresses = new Counts();
  readonly #users = new Counts();
  readonly #leftAt = new Map<string, number>();
  #all = 0;
  /** Of them, those whose user is known. */
  #seated = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** Of all together. */
  get max(): number {
    return this.#limits.all;
  }

  /** Of one address, 0 to 1. */
  get addressShare(): number {
    return Math.min(1, this.#limits.perAddress / this.#limits.all);
  }

  take(address: string): Place | Full {
    if (this.#all >= this.#limits.all) return 'all';
    if (this.#addresses.of(address) >= this.#limits.perAddress) return 'address';
    this.#all += 1;
    this.#addresses.add(address, 1);
    let owner: string | undefined;
    let since = 0;
    let free = false;
    return {
      claim: (user, nowMs) => {
        if (free || this.#users.of(user) >= this.#limits.perUser) return 'user';
        if (this.#reserveBegan && !this.#comesBack(user, nowMs)) return 'all';
        this.#seated += 1;
        this.#users.add(user, 1);
        owner = user;
        since = nowMs;
        return undefined;
      },
      free: (nowMs) => {
        if (free) return;
        free = true;
        this.#all -= 1;
        this.#addresses.add(address, -1);
        if (owner === undefined) return;
        this.#seated -= 1;
        this.#users.add(owner, -1);
        if (nowMs - since < HERE_MS) return;
        // Behind the others, for the one that left first is forgotten first.
        this.#leftAt.delete(owner);
        setBounded(this.#leftAt, owner, nowMs);
      },
    };
  }

  get #reserveBegan(): boolean {
    return this.#seated >= this.#limits.all - reserved(this.#limits.all);
  }

  /** With one connection at a time: who has one is not kept out. */
  #comesBack(user: string, nowMs: number): boolean {
    const left = this.#leftAt.get(user);
    return left !== undefined && nowMs - left < REMEMBERED_MS && this.#users.of(user) === 0;
  }
}
