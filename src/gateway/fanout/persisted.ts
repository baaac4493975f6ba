// The second tick: how far the rows have come, told to those who wait to hear it and to nobody else, for
// telling everybody would cost a write a socket several times a second.
import { encodeFrame } from './frame.ts';
import type { Outbox } from './outbox.ts';

export class Persisted {
  #seq = 0;
  /** The highest sequence each waiting client wants to hear about. */
  readonly #waiting = new Map<Outbox, number>();

  /** Everything up to here is in Postgres, as the persister last said. */
  get seq(): number {
    return this.#seq;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Tells how far it is now, and again as it moves until it has reached `upTo`. */
  follow(outbox: Outbox, upTo: number): void {
    if (this.#seq > 0) outbox.send(encodeFrame({ type: 'persisted', seq: this.#seq }), 1);
    this.expect(outbox, upTo);
  }

  /** Tells as it moves until it has reached `upTo`. */
  expect(outbox: Outbox, upTo: number): void {
    // Nobody forgets it any more once it is closed.
    if (upTo > this.#seq && outbox.open) {
      this.#waiting.set(outbox, Math.max(upTo, this.#waiting.get(outbox) ?? 0));
    }
  }

  /** Watermarks come from several persisters and may arrive out of order: only the highest counts. */
  advance(seq: number): void {
    if (seq <= this.#seq) return;
    this.#seq = seq;
    const frame = encodeFrame({ type: 'persisted', seq });
    const sharers = this.#waiting.size;
    for (const [outbox, upTo] of this.#waiting) {
      outbox.send(frame, sharers);
      if (upTo <= seq) this.#waiting.delete(outbox);
    }
  }

  forget(outbox: Outbox): void {
    this.#waiting.delete(outbox);
  }
}
