// A small bug that somebody could make, as data: what it does to people, the text that becomes another, and the tests
// that must not let it pass. Found by hand where no test saw it; each is a promise to keep seeing it.

export interface Mutant {
  /** Stable, short: `ONLY=` picks by it. */
  id: string;
  /** What goes wrong for whom. */
  bug: string;
  file: string;
  /** Stands exactly once in `file`. */
  find: string;
  replace: string;
  /** Test files that fail with it; as few and as quick as do. */
  tests: readonly string[];
  /** Only tests whose titles contain this; where a file has many slow ones. */
  grep?: string;
}
