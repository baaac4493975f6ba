// How much work an address, and everybody together, make a gateway do (P8). Past that nothing is refused and nobody is
// closed: the connections of those who took a lot lately are not read, and get no more of a backlog, for a while. Who takes
// little beside them is served on, for many people may share an address.
import { type Bucket, Buckets, fullBucket, type Rate, spend } from './rate-limit.ts';

/** Shorter than clients wait for an answer before they call the connection dead. */
const LONGEST_MS = 5_000;

/** In the units of cost.ts. */
export interface PaceLimits {
  /** What a user may take however much others do. */
  user: Rate;
  address: Rate;
  all: Rate;
}

export class Pace {
  readonly #limits: PaceLimits;
  readonly #addresses: Buckets;
  readonly #users: Buckets;
  readonly #all: Bucket;

  constructor(limits: PaceLimits, nowMs: number) {
    this.#limits = limits;
    this.#users = new Buckets(limits.user);
    this.#addresses = new Buckets(limits.address);
    this.#all = fullBucket(limits.all, nowMs);
  }

  /** A new connection's part in it. */
  of(user: string, address: string): Pacer {
    return new Pacer(this, user, address);
  }

  /** How long until the user or the others owe nothing any more, milliseconds. */
  spend(user: string, address: string, cost: number, nowMs: number): number {
    const own = this.#users.spend(user, nowMs, cost);
    const others = Math.max(
      this.#addresses.spend(address, nowMs, cost),
      spend(this.#all, this.#limits.all, nowMs, cost),
    );
    return own === 0 ? 0 : others;
  }
}

export class Pacer {
  readonly #pace: Pace;
  readonly user: string;
  readonly address: string;
  #restUntil = 0;

  constructor(pace: Pace, user: string, address: string) {
    this.#pace = pace;
    this.user = user;
    this.address = address;
  }

  /** What was taken is charged, whether it was there or not. */
  spend(cost: number, nowMs: number): void {
    const owedMs = this.#pace.spend(this.user, this.address, cost, nowMs);
    if (owedMs === 0) return;
    this.#restUntil = Math.max(this.#restUntil, nowMs + Math.min(owedMs, LONGEST_MS));
  }

  /** For how long nothing more is to be done for it, milliseconds. */
  restMs(nowMs: number): number {
    return Math.max(0, Math.ceil(this.#restUntil - nowMs));
  }
}
