// The differences of a run: each once, however many entries show it, and no more kept than people read.
import { type Difference, identityOf, type Kind } from './difference.ts';

/** More than anybody reads; what comes beyond is counted alone. */
const KEPT_MAX = 10_000;

export class Findings {
  readonly #kept = new Map<string, Difference>();
  #beyond = 0;
  readonly #byKind = new Map<Kind, number>();

  /** Whether nobody said this one before. */
  isNew(difference: Difference): boolean {
    return !this.#kept.has(identityOf(difference));
  }

  add(difference: Difference): void {
    const identity = identityOf(difference);
    const before = this.#kept.get(identity);
    if (before !== undefined) {
      const { counts, seq } = difference;
      if (counts === 'highest' && seq > before.seq) this.#kept.set(identity, difference);
      return;
    }
    this.#byKind.set(difference.kind, (this.#byKind.get(difference.kind) ?? 0) + 1);
    if (this.#kept.size < KEPT_MAX) this.#kept.set(identity, difference);
    else this.#beyond += 1;
  }

  get count(): number {
    return this.#kept.size + this.#beyond;
  }

  get byKind(): ReadonlyMap<Kind, number> {
    return this.#byKind;
  }

  /** In order of the sequences; of very many the first that were found. */
  list(): Difference[] {
    return [...this.#kept.values()].sort((a, b) => a.seq - b.seq);
  }
}
