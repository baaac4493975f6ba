// How high the rows are that are drawn (rows.tsx): what is between the end of one and that of the next, margins and all.
import type { Piece } from '../model/drawn.ts';
import type { Heights } from '../model/places.ts';
import type { Row } from '../model/rows.ts';

export interface DrawnRows {
  rows: readonly Row[];
  pieces: readonly Piece[];
  heights: Heights;
}

/** Whether something is another height than it was. */
export function measureRows(list: HTMLElement, { rows, pieces, heights }: DrawnRows): boolean {
  const drawn = pieces.flatMap(({ from, to }) => rows.slice(from, to));
  let changed = false;
  let next = 0;
  let above = list.getBoundingClientRect().top;
  for (const child of list.children) {
    const { bottom } = child.getBoundingClientRect();
    const row = child.classList.contains('gap') ? undefined : drawn[next++];
    if (row !== undefined && heights.measured(row, bottom - above)) changed = true;
    above = bottom;
  }
  return changed;
}
