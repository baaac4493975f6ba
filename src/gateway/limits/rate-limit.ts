// Token buckets: what a user or a connection may spend, on average and at once (P8).
import { setBounded } from './bounded.ts';

export interface Bucket {
  tokens: number;
  at: number;
}

export interface Rate {
  perSecond: number;
  burst: number;
}

/** Takes `cost` tokens, or says how long until they are there, milliseconds. Pure but for the bucket. */
export function take(bucket: Bucket, { perSecond, burst }: Rate, nowMs: number, cost = 1): number {
  bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.at) / 1_000) * perSecond);
  bucket.at = nowMs;
  if (bucket.tokens >= cost) {
    bucket.tokens -= cost;
    return 0;
  }
  return Math.ceil(((cost - bucket.tokens) / perSecond) * 1_000);
}

const OWED_SECONDS = 10;

/** Takes `cost` tokens whether or not they are there, and answers how long until none is owed, milliseconds. */
export function spend(bucket: Bucket, { perSecond, burst }: Rate, nowMs: number, cost: number) {
  take(bucket, { perSecond, burst }, nowMs, 0);
  // A flood of a moment is not paid for during hours.
  bucket.tokens = Math.max(-burst - OWED_SECONDS * perSecond, bucket.tokens - cost);
  return Math.max(0, Math.ceil((-bucket.tokens / perSecond) * 1_000));
}

export const fullBucket = ({ burst }: Rate, nowMs: number): Bucket => ({
  tokens: burst,
  at: nowMs,
});

/** Buckets kept by key while they are not full; a full one is the same as none. */
export class Buckets {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, Bucket>();
  #sweptAt = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** 0 when taken, else milliseconds to wait. */
  take(key: string, nowMs: number, cost = 1): number {
    this.#sweep(nowMs);
    const bucket = this.#buckets.get(key) ?? fullBucket(this.#rate, nowMs);
    setBounded(this.#buckets, key, bucket);
    return take(bucket, this.#rate, nowMs, cost);
  }

  /** What {@link take} would say; takes nothing. */
  wait(key: string, nowMs: number, cost = 1): number {
    const bucket = this.#buckets.get(key) ?? fullBucket(this.#rate, nowMs);
    return take({ ...bucket }, this.#rate, nowMs, cost);
  }

  /** {@link spend}, of the key's bucket. */
  spend(key: string, nowMs: number, cost: number): number {
    this.#sweep(nowMs);
    const bucket = this.#buckets.get(key) ?? fullBucket(this.#rate, nowMs);
    setBounded(this.#buckets, key, bucket);
    return spend(bucket, this.#rate, nowMs, cost);
  }

  get size(): number {
    return this.#buckets.size;
  }

  #sweep(nowMs: number): void {
    const fullAfterMs = (this.#rate.burst / this.#rate.perSecond) * 1_000;
    if (nowMs - this.#sweptAt < Math.max(1_000, fullAfterMs)) return;
    this.#sweptAt = nowMs;
    for (const [key, bucket] of this.#buckets) {
      take(bucket, this.#rate, nowMs, 0);
      if (bucket.tokens >= this.#rate.burst) this.#buckets.delete(key);
    }
  }
}
