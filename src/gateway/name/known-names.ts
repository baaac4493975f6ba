// What people are called, by id, from what this gateway reads in the log: whoever signs in claims a name there, and whoever does
// anything is named. So a fact about somebody names them, wherever they are connected, or are not. Invariant: a claim is the last
// word; so many are known, and of more the first ones are let go of.
import type { Envelope } from '../../chat/kernel/fact.ts';
import { nameClaimed } from '../../chat/name/facts.ts';

const NAMES_MAX = 20_000;

export class KnownNames {
  readonly #byId = new Map<string, string>();
  readonly #max: number;

  constructor(max = NAMES_MAX) {
    this.#max = max;
  }

  /** Of the log, in its order. What was said under a name before may be read after that was given up. */
  saw({ type, user }: Pick<Envelope, 'type' | 'user'>): void {
    const isClaim = type === nameClaimed.type;
    if (!isClaim && this.#byId.has(user.id)) return;
    this.#byId.delete(user.id);
    this.#byId.set(user.id, user.name);
    const [first] = this.#byId.keys();
    if (this.#byId.size > this.#max && first !== undefined) this.#byId.delete(first);
  }

  of(userId: string): string | undefined {
    return this.#byId.get(userId);
  }
}
