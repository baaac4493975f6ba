// What stays before a reader's eyes while the list around it changes. Pure. Invariant: whatever comes, goes or changes its height
// elsewhere, the first row in sight that is still there stays where it was.
import { heightOf, type Places, rowAt, topOf } from './places.ts';
import type { Row } from './rows.ts';

/** A row, and how far below the upper edge of what is in sight it begins, pixels. */
export interface Anchor {
  key: string;
  below: number;
}

/** Lines that come and go with what stands around them hold nothing where something else is in sight. */
const isFirm = ({ kind }: Row): boolean => kind === 'message' || kind === 'notice';

/** What is in sight between two heights, what holds best first: rows that begin there, then the one that is cut. */
export function anchorsAt(places: Places, top: number, height: number): Anchor[] {
  if (places.rows.length === 0) return [];
  const first = rowAt(places, top);
  const seen = places.rows.slice(first, rowAt(places, top + height) + 1).map((row, index) => {
    const below = topOf(places, first + index) - top;
    return { key: row.key, below, rank: (isFirm(row) ? 0 : 2) + (below < 0 ? 1 : 0) };
  });
  return seen.sort((a, b) => a.rank - b.rank).map(({ key, below }) => ({ key, below }));
}

/** Where the upper edge has to be for the first anchor that is still there to be where it was; undefined where none is. */
export function heldTop(places: Places, anchors: readonly Anchor[]): number | undefined {
  const anchor = anchors.find(({ key }) => places.indexes.has(key));
  return anchor && topOf(places, places.indexes.get(anchor.key) ?? 0) - anchor.below;
}

/** The row in the middle of what is in sight; one that is higher begins at the upper edge. */
export function centred(places: Places, index: number, height: number): Anchor {
  const space = height - heightOf(places, index);
  return { key: places.rows[index]?.key ?? '', below: Math.max(0, space / 2) };
}
