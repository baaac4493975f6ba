// What a persister has in hand: delivered to it, and not acknowledged yet. The log hands it to another one when it hears
// nothing for a while (durable.ts), so it is said in time that it is in work, also of what only waits for a slow database.
// Bounded: what came a few times is spoken for each second, for a short while; then it is let go, and what came more often
// has more time. Never of more than the consumer has out (durable.ts): some thousand words a second at first, a fifth later.
import type { JsMsg } from 'nats';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { REDELIVERY_MS } from './durable.ts';

export interface Held {
  message: JsMsg;
  entry: RawEntry;
  /** How often it was delivered, this time included. */
  deliveries: number;
}

const OFTEN = REDELIVERY_MS.length;
/** Twice within the time there is. */
const everyMs = (deliveries: number) => (REDELIVERY_MS[Math.min(deliveries, OFTEN) - 1] ?? 0) / 2;
const SPOKEN_FOR_MS = 10_000;
const LOOK_MS = 250;

interface Word {
  since: number;
  saidAt: number;
}

export class InHand {
  readonly #words = new Map<Held, Word>();
  readonly #timer = setInterval(() => this.speak(performance.now()), LOOK_MS);

  take(held: Held, nowMs: number): void {
    this.#words.set(held, { since: nowMs, saidAt: nowMs });
  }

  /** Acknowledged, given back, or come again. */
  drop(held: Held): void {
    this.#words.delete(held);
  }

  /** Says of everything whose time it is that it is in work. */
  speak(nowMs: number): void {
    for (const [{ message, deliveries }, word] of this.#words) {
      if (deliveries < OFTEN && nowMs - word.since > SPOKEN_FOR_MS) continue;
      if (nowMs - word.saidAt < everyMs(deliveries)) continue;
      word.saidAt = nowMs;
      message.working();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
