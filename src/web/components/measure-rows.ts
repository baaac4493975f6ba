// How high the rows are that are drawn (rows.tsx): what is between the end of one and that of the next, margins and all.
import type { Piece } from '../model/drawn.ts';
import type { Heights } from '../model/places.ts';
import type { Row } from '../model/rows.ts';

export interface DrawnRows {
  rows: readonly Row[];
  pieces: readonly Piece[];
  heights: Heights;
  /** What was measured since it is drawn, and as which row. */
  known: WeakMap<Element, Row>;
  /** Whether that is measured as well. */
  all: boolean;
}

/** Which rows are another height than they were, in order. */
export function measureRows(list: HTMLElement, drawn: DrawnRows): number[] {
  const { rows, pieces, heights, known, all } = drawn;
  const changed: number[] = [];
  const { children } = list;
  let at = 0;
  for (const { gap, from, to } of pieces) {
    if (gap > 0) at += 1;
    for (let index = from; index < to; index += 1, at += 1) {
      const [child, row] = [children[at], rows[index]];
      if (child === undefined || row === undefined || (!all && known.get(child) === row)) continue;
      known.set(child, row);
      const above = children[at - 1]?.getBoundingClientRect().bottom;
      const top = above ?? list.getBoundingClientRect().top;
      if (heights.measured(row, child.getBoundingClientRect().bottom - top)) changed.push(index);
    }
  }
  return changed;
}
