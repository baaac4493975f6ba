// Every webhook there is, by its id, with the sequence of the fact that says so: what this program rests on. Facts come from the log,
// and from what it wrote itself a moment ago. Invariants: of two facts of a place the later one stays, whichever came first; of what was
// revoked no more is kept than that.
import { madeAt } from '../chat/webhook/hearing.ts';
import type { Webhook } from '../chat/webhook/webhook.ts';
import { isRevoked } from '../chat/webhook/webhook.ts';

export interface KnownWebhook {
  webhook: Webhook;
  seq: number;
}

const placeOf = ({ room, slot }: Pick<Webhook, 'room' | 'slot'>): string => `${room}.${slot}`;

export class Known {
  /** The last one of each place that there ever was. */
  readonly #places = new Map<string, { id: string; seq: number }>();
  readonly #byId = new Map<string, KnownWebhook>();
  readonly #listeners = new Set<() => void>();

  learn(webhook: Webhook, seq: number): void {
    const place = placeOf(webhook);
    const before = this.#places.get(place);
    if (before !== undefined && before.seq >= seq) return;
    const { id } = webhook;
    this.#places.set(place, { id, seq });
    if (before !== undefined) this.#byId.delete(before.id);
    if (!isRevoked(webhook)) this.#byId.set(id, { webhook, seq });
    for (const listener of this.#listeners) listener();
  }

  /** Undefined where it was revoked, or never was. */
  get(id: string): KnownWebhook | undefined {
    return this.#byId.get(id);
  }

  /** Those that were made first come first, by the log's clock: an id says what its maker wants. */
  all(): KnownWebhook[] {
    const known = [...this.#byId.values()];
    return known.sort(
      ({ webhook: a }, { webhook: b }) => madeAt(a) - madeAt(b) || (a.id < b.id ? -1 : 1),
    );
  }

  /** Whenever something is another thing now. Gives the way out. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
