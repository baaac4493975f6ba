// What may be posted: by a user, from an address, by everybody, in messages a second and in bytes a day (P8). The last
// tenth of everybody's day is for those who posted before, a small part of it for each.
import type { Visitor } from '../edge/identity.ts';
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

const RESERVE_SHARES = 100;
/** A message of the longest text. */
const SHARE_MIN_BYTES = 32_768;

export class PostQuota {
  /** What a user is told of it, in `welcome`. */
  readonly userRate: Rate;
  readonly #users: Buckets;
  readonly #addresses: Buckets;
  readonly #userBytes: DailyBytes;
  readonly #addressBytes: DailyBytes;
  readonly #allBytes: DailyBytes;
  readonly #reserved: number;
  /** Of each, what they had of the reserve. */
  readonly #reserveBytes: DailyBytes;

  constructor(limits: PostLimits, nowMs: number) {
    this.userRate = limits.user;
    this.#users = new Buckets(limits.user);
    this.#addresses = new Buckets(limits.address);
    this.#userBytes = new DailyBytes(limits.userDayBytes, nowMs);
    this.#addressBytes = new DailyBytes(limits.addressDayBytes, nowMs);
    this.#allBytes = new DailyBytes(limits.dayBytes, nowMs);
    this.#reserved = reserved(limits.dayBytes);
    const share = Math.max(Math.floor(this.#reserved / RESERVE_SHARES), SHARE_MIN_BYTES);
    this.#reserveBytes = new DailyBytes(share, nowMs);
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
      this.#allBytes.wait('', bytes, nowMs),
      this.#waitInReserve(user, bytes, nowMs),
    );
    if (wait > 0) return wait;
    this.#users.take(user, nowMs);
    this.#addresses.take(visitor.address, nowMs);
    this.#userBytes.count(user, bytes);
    this.#addressBytes.count(visitor.address, bytes);
    if (this.#onlyReserveLeft(bytes, nowMs) > 0) this.#reserveBytes.count(user, bytes);
    this.#allBytes.count('', bytes);
    return 0;
  }

  #waitInReserve(user: string, bytes: number, nowMs: number): number {
    const wait = this.#onlyReserveLeft(bytes, nowMs);
    if (wait === 0 || !this.#userBytes.has(user, nowMs)) return wait;
    return this.#reserveBytes.wait(user, bytes, nowMs);
  }

  /** 0 while there is room beside the reserve, else milliseconds until there is. */
  #onlyReserveLeft(bytes: number, nowMs: number): number {
    return this.#allBytes.wait('', bytes + this.#reserved, nowMs);
  }
}
