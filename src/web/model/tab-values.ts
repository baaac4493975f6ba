// What the page keeps, in the memory of one tab. Invariant: what another tab told while everything was being read is
// newer than what was read.

/** What one tab tells the others. Undefined: removed. */
export type Change = readonly [key: string, value: string | undefined];

export class TabValues {
  readonly #values = new Map<string, string>();
  /** What was told before everything was read. */
  #early: Set<string> | undefined = new Set();

  /** Keys that are remembered only for `read`. */
  get early(): number {
    return this.#early?.size ?? 0;
  }

  keys(): string[] {
    return [...this.#values.keys()];
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  /** Another tab, or this one, wrote or removed it. */
  apply([key, value]: Change): void {
    this.#early?.add(key);
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }

  /** Once: everything as it was when the tab began to read. */
  read(all: readonly Change[]): void {
    const early = this.#early;
    // From here on a tab may be told for weeks.
    this.#early = undefined;
    for (const change of all) if (!early?.has(change[0])) this.apply(change);
  }
}
