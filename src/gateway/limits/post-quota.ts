// What may be posted: by a user, from an address, by everybody, in messages a second and in bytes a day (P8). The last
// tenth of everybody's day is for those who posted before: newcomers, however many, do not silence who is already talking.
import type { Visitor } from '../access.ts';
import { DailyBytes } from './daily.ts';
import { Buckets, type Rate } from './rate-limit.ts';
import { reserved } from './reserve.ts';

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
  readonly #userBytes: DailyBytes;
  readonly #addressBytes: DailyBytes;
  readonly #allBytes: DailyBytes;
  readonly #reserved: number;

  constructor(limits: PostLimits, nowMs: number) {
    this.userRate = limits.user;
    this.#users = new Buckets(limits.user);
    this.#addresses = new Buckets(limits.address);
    this.#userBytes = new DailyBytes(limits.userDayBytes, nowMs);
    this.#addressBytes = new DailyBytes(limits.addressDayBytes, nowMs);
    this.#allBytes = new DailyBytes(limits.dayBytes, nowMs);
    this.#reserved = reserved(limits.dayBytes);
  }

  /** 0 when a message of so many bytes may be posted now, else milliseconds until it may. */
  take(visitor: Visitor, bytes: number, nowMs: number): number {
    const user = visitor.identity.user.id;
    // All are asked before any is charged: what one of them refuses uses up nothing of the others.
    const wait = Math.max(
      this.#users.wait(user, nowMs),
      this.#addresses.wait(visitor.address, nowMs),
      this.#userBytes.wait(user, bytes, nowMs),
      this.#addressBytes.wait(visitor.address, bytes, nowMs),
      this.#allBytes.wait(
        '',
        bytes + (this.#userBytes.has(user, nowMs) ? 0 : this.#reserved),
        nowMs,
      ),
    );
    if (wait > 0) return wait;
    this.#users.take(user, nowMs);
    this.#addresses.take(visitor.address, nowMs);
    this.#userBytes.count(user, bytes);
    this.#addressBytes.count(visitor.address, bytes);
    this.#allBytes.count('', bytes);
    return 0;
  }
}
