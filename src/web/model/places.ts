// Where each row of a room stands on the screen, whether it is drawn or not: what was measured counts, else a guess that stays
// until then. Pure. Invariant: a row's height changes only by being measured, so that nothing moves because of what is elsewhere.
import type { Row } from './rows.ts';

/** Pixels. `tops[i]` is where row i begins, the last one where the list ends. */
export interface Places {
  rows: readonly Row[];
  tops: Float64Array;
  /** Which row has a key. */
  indexes: ReadonlyMap<string, number>;
}

/** Before any row of its look was measured, pixels. */
const FIRST_GUESS = 32;
/** A guess follows what was measured last. */
const WEIGHT = 0.1;
/** A browser rounds by less than this, pixels. */
const ROUNDED = 0.5;

/** Rows of one look are about as high as each other. */
function lookOf(row: Row): string {
  if (row.kind !== 'message') return row.kind;
  const more = `${row.reactions.length > 0}${row.quoted !== undefined}`;
  return `${row.head}${more}${Math.min(row.text.length >> 6, 12)}`;
}

export class Heights {
  readonly #heights = new Map<string, number>();
  readonly #guesses = new Map<string, number>();

  of(row: Row): number {
    const known = this.#heights.get(row.key);
    if (known !== undefined) return known;
    const guess = this.#guesses.get(lookOf(row)) ?? FIRST_GUESS;
    this.#heights.set(row.key, guess);
    return guess;
  }

  /** Whether it is another height than it was. */
  measured(row: Row, height: number): boolean {
    const before = this.#heights.get(row.key);
    if (before !== undefined && Math.abs(before - height) < ROUNDED) return false;
    this.#heights.set(row.key, height);
    const look = lookOf(row);
    const guess = this.#guesses.get(look) ?? height;
    this.#guesses.set(look, guess + WEIGHT * (height - guess));
    return true;
  }

  /** The list has another width: what is not drawn is guessed anew. */
  forget(): void {
    this.#heights.clear();
    this.#guesses.clear();
  }

  /** Lets go of rows that are not in the list any more, when they are many. */
  keepOnly(rows: readonly Row[]): void {
    if (this.#heights.size <= 2 * rows.length + 100) return;
    const keys = new Set(rows.map(({ key }) => key));
    for (const key of this.#heights.keys()) if (!keys.has(key)) this.#heights.delete(key);
  }
}

export const NOWHERE: Places = { rows: [], tops: new Float64Array(1), indexes: new Map() };

export function placesOf(rows: readonly Row[], heights: Heights): Places {
  const tops = new Float64Array(rows.length + 1);
  for (const [index, row] of rows.entries()) tops[index + 1] = (tops[index] ?? 0) + heights.of(row);
  return { rows, tops, indexes: new Map(rows.map(({ key }, index) => [key, index])) };
}

/** The same rows, some of which have another height: `changed` are their indexes, in order. */
export function placedAnew(places: Places, heights: Heights, changed: readonly number[]): Places {
  const tops = places.tops.slice();
  let moved = 0;
  let next = 0;
  for (let index = changed[0] ?? tops.length; index + 1 < tops.length; index += 1) {
    const row = index === changed[next] ? places.rows[index] : undefined;
    if (row !== undefined) {
      moved += heights.of(row) - heightOf(places, index);
      next += 1;
    }
    tops[index + 1] = (tops[index + 1] ?? 0) + moved;
  }
  return { ...places, tops };
}

export const topOf = ({ tops }: Places, index: number): number => tops[index] ?? 0;
export const heightOf = (places: Places, index: number): number =>
  topOf(places, index + 1) - topOf(places, index);
export const endOf = ({ tops }: Places): number => tops.at(-1) ?? 0;

/** The row that covers `y`; the first or the last one where none does. */
export function rowAt({ rows, tops }: Places, y: number): number {
  let [low, high] = [0, Math.max(0, rows.length - 1)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
