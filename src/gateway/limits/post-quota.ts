// What may be posted: by a user, from an address, by everybody, in messages a second and in bytes a day (P8).
import type { Visitor } from '../access.ts';
import { DailyBytes } from './daily.ts';
import { Buckets, type Rate } from './rate-limit.ts';

export interface PostLimits {
  user: Rate;
  address: Rate;
  userDayBytes: number;
  addressDayBytes: number;
  dayBytes: number;
}

export class PostQuota {
  /** What a user is told of it, in `welcome`. */
  readonly userRate: Rate;
  readonly #users: Buckets;
  readonly #addresses: Buckets;
  readonly #bytes: readonly [DailyBytes, (visitor: Visitor) => string][];

  constructor(limits: PostLimits, nowMs: number) {
    this.userRate = limits.user;
    this.#users = new Buckets(limits.user);
    this.#addresses = new Buckets(limits.address);
    this.#bytes = [
      [new DailyBytes(limits.userDayBytes, nowMs), ({ identity }) => identity.user.id],
      [new DailyBytes(limits.addressDayBytes, nowMs), ({ address }) => address],
      [new DailyBytes(limits.dayBytes, nowMs), () => ''],
    ];
  }

  /** 0 when a message of so many bytes may be posted now, else milliseconds until it may. */
  take(visitor: Visitor, bytes: number, nowMs: number): number {
    const user = visitor.identity.user.id;
    // All are asked before any is charged: what one of them refuses uses up nothing of the others.
    const wait = Math.max(
      this.#users.wait(user, nowMs),
      this.#addresses.wait(visitor.address, nowMs),
      ...this.#bytes.map(([daily, keyOf]) => daily.wait(keyOf(visitor), bytes, nowMs)),
    );
    if (wait > 0) return wait;
    this.#users.take(user, nowMs);
    this.#addresses.take(visitor.address, nowMs);
    for (const [daily, keyOf] of this.#bytes) daily.count(keyOf(visitor), bytes);
    return 0;
  }
}
