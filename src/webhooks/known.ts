// Every webhook there is, by its id, with the sequence of the fact that says so: what this program rests on. Facts come from the log,
// and from what it wrote itself a moment ago. Invariant: of two facts of a place the later one stays, whichever came first.
import type { Webhook } from '../chat/webhook/webhook.ts';
import { isRevoked } from '../chat/webhook/webhook.ts';

export interface KnownWebhook {
  webhook: Webhook;
  seq: number;
}

const placeOf = ({ room, slot }: Webhook): string => `${room}.${slot}`;

export class Known {
  readonly #byPlace = new Map<string, KnownWebhook>();
  readonly #byId = new Map<string, KnownWebhook>();
  readonly #listeners = new Set<() => void>();

  learn(webhook: Webhook, seq: number): void {
    const place = placeOf(webhook);
    const before = this.#byPlace.get(place);
    if (before !== undefined && before.seq >= seq) return;
    const known = { webhook, seq };
    this.#byPlace.set(place, known);
    if (before !== undefined) this.#byId.delete(before.webhook.id);
    if (!isRevoked(webhook)) this.#byId.set(webhook.id, known);
    for (const listener of this.#listeners) listener();
  }

  /** Undefined where it was revoked, or never was. */
  get(id: string): KnownWebhook | undefined {
    return this.#byId.get(id);
  }

  /** Those that were made first come first. */
  all(): KnownWebhook[] {
    const known = [...this.#byId.values()];
    return known.sort((a, b) => (a.webhook.id < b.webhook.id ? -1 : 1));
  }

  /** Whenever something is another thing now. Gives the way out. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
