// Which entries are to be taken for gone, though the log may still have them: a fact said so (FactKind.removes), and what
// takes them out of the log comes later. Bounded: the last of them are known, those of before are out of the log by then.
import { type Fact, facts } from '../../chat/features.ts';

const KNOWN_MAX = 50_000;

export class Removed {
  readonly #max: number;
  readonly #known = new Set<number>();

  constructor(max = KNOWN_MAX) {
    this.#max = max;
  }

  /** Each fact that the reader hands over. */
  saw(fact: Fact): void {
    const seq = facts.removedBy(fact);
    if (seq === undefined) return;
    this.#known.add(seq);
    if (this.#known.size > this.#max) this.#known.delete(this.#known.keys().next().value as number);
  }

  has(seq: number): boolean {
    return this.#known.has(seq);
  }
}
