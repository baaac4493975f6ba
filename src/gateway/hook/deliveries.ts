// Which deliveries a hook had a moment ago, so that one that is repeated is posted once. The id of a delivery without a key follows
// from what it says and from the stretch of time that it comes in, so whichever gateways it comes to, the log takes one of a stretch
// (P3). One that is repeated in the next stretch is known by what this gateway has read of the log.
// Invariant: only what was said less than its window ago counts; a stretch is never longer than a window.
import { botOfUser } from '../../chat/bot/bot.ts';
import type { Entry } from '../../chat/kernel/fact.ts';
import { messagePosted } from '../../chat/message/facts.ts';
import { FRESH_MS } from '../../shared/once.ts';
import { setBounded } from '../limits/bounded.ts';

/** An id of this age is stored without asking the rows, which may be away while alerts come. */
const STRETCH_MAX_MS = FRESH_MS - 10_000;

export interface Repeatable {
  userId: string;
  digest: string;
  windowMs: number;
}

export class Deliveries {
  readonly #seen = new Map<string, number>();

  /** Of the log, in its order. */
  saw({ at, fact: { type, id, user } }: Pick<Entry, 'at' | 'fact'>): void {
    if (type !== messagePosted.type || botOfUser(user.id) === undefined) return;
    setBounded(this.#seen, `${user.id}|${contentOf(id)}`, Date.parse(at));
  }

  /** Whether the same was posted less than its window ago. `nowMs`: by the log's clock. */
  has(delivery: Repeatable, nowMs: number): boolean {
    const { userId, digest, windowMs } = delivery;
    const atMs = this.#seen.get(`${userId}|${contentOf(deliveryId(digest, 0))}`);
    return atMs !== undefined && nowMs - atMs < windowMs;
  }

  /** The id under which it is posted now: a UUIDv7 of the time at which its stretch began. */
  idOf({ digest, windowMs }: Repeatable, nowMs: number): string {
    const stretch = Math.min(windowMs, STRETCH_MAX_MS);
    return deliveryId(digest, Math.floor(nowMs / stretch) * stretch);
  }
}

/** `digest`: hexadecimal, 64 digits. */
function deliveryId(digest: string, ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(digest.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${digest.slice(0, 3)}`,
    `${variant}${digest.slice(4, 7)}`,
    digest.slice(7, 19),
  ].join('-');
}

/** All of an id but its time. */
const contentOf = (id: string): string => id.slice(14);
