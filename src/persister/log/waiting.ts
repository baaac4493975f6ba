// What was delivered and is in no batch yet, by sequence: a redelivery replaces what it repeats. Its bytes are known, so that
// neither a batch nor what waits for one grows with what people write.
import type { Held } from './held.ts';

/** Of one batch: in memory it is ten times that while its statements are made. */
const BATCH_BYTES = 1_000_000;

export class Waiting {
  readonly #held = new Map<number, Held>();
  #bytes = 0;

  get size(): number {
    return this.#held.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Answers what it repeats, which is forgotten. */
  add(held: Held): Held | undefined {
    const { seq, data } = held.entry;
    const before = this.#held.get(seq);
    if (before === undefined) this.#bytes += data.length;
    this.#held.set(seq, held);
    return before;
  }

  /** Takes out the eldest: so many, and so many bytes; one at least, where there is one. */
  take(most: number): Held[] {
    const taken: Held[] = [];
    let bytes = 0;
    for (const held of this.#held.values()) {
      const { length } = held.entry.data;
      if (taken.length === most || (taken.length > 0 && bytes + length > BATCH_BYTES)) break;
      bytes += length;
      taken.push(held);
    }
    for (const { entry } of taken) this.#held.delete(entry.seq);
    this.#bytes -= bytes;
    return taken;
  }

  takeAll(): Held[] {
    const all = [...this.#held.values()];
    this.#held.clear();
    this.#bytes = 0;
    return all;
  }
}
