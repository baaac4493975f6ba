// How much work an address makes a gateway do, over all its connections (P8). Past its share nothing is refused and nobody
// is closed: those of its connections that took a lot lately are not read, and get no more of a backlog, for a while. Who
// takes little beside them is served on, for many people may share an address.
import { type Bucket, Buckets, fullBucket, type Rate, spend } from './rate-limit.ts';

/** What a connection may take however much others of its address do. Somebody who chats takes about one a second. */
const OWN: Rate = { perSecond: 10, burst: 100 };
/** Shorter than clients wait for an answer before they call the connection dead. */
const LONGEST_MS = 5_000;

export class Pace {
  readonly #addresses: Buckets;

  /** In the units of cost.ts. */
  constructor(rate: Rate) {
    this.#addresses = new Buckets(rate);
  }

  /** A new connection's part in it. */
  of(address: string, nowMs: number): Pacer {
    return new Pacer(this.#addresses, address, nowMs);
  }
}

export class Pacer {
  readonly #addresses: Buckets;
  readonly #address: string;
  readonly #own: Bucket;
  #restUntil = 0;

  constructor(addresses: Buckets, address: string, nowMs: number) {
    this.#addresses = addresses;
    this.#address = address;
    this.#own = fullBucket(OWN, nowMs);
  }

  /** What was taken is charged, whether it was there or not. */
  spend(cost: number, nowMs: number): void {
    const address = this.#addresses.spend(this.#address, nowMs, cost);
    const own = spend(this.#own, OWN, nowMs, cost);
    if (address === 0 || own === 0) return;
    this.#restUntil = Math.max(this.#restUntil, nowMs + Math.min(address, LONGEST_MS));
  }

  /** For how long nothing more is to be done for it, milliseconds. */
  restMs(nowMs: number): number {
    return Math.max(0, Math.ceil(this.#restUntil - nowMs));
  }
}
