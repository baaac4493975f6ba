// Which rows of a long list are drawn: those in sight, some around them, and a few that must not go. Pure. Invariants: what is in
// sight is drawn at once; what is around it comes a few rows at a time, so that no picture waits for it.
import { type Places, rowAt, topOf } from './places.ts';

/** Rows from one up to another, which is not one of them. */
export interface Span {
  from: number;
  to: number;
}

/** Drawn rows one after the other, and how high the hole before them is. */
export interface Piece extends Span {
  gap: number;
}

/** The rows that have something between two heights. */
export const spanOf = (places: Places, top: number, bottom: number): Span =>
  places.rows.length === 0
    ? { from: 0, to: 0 }
    : { from: rowAt(places, top), to: rowAt(places, bottom) + 1 };

export interface Drawing {
  /** What is drawn by now, as far as it is still there. */
  before: Span | undefined;
  /** In sight. */
  must: Span;
  /** With what is around it. */
  want: Span;
  /** At most so many rows are added at either end. */
  step: number;
}

/** From what is drawn towards what should be. What is further away than that is let go of. */
export function nextSpan({ before, must, want, step }: Drawing): Span {
  const isApart = before === undefined || before.to <= must.from || before.from >= must.to;
  const { from, to } = isApart ? must : before;
  return {
    from: Math.max(want.from, Math.min(from - (isApart ? 0 : step), must.from)),
    to: Math.min(want.to, Math.max(to + (isApart ? 0 : step), must.to)),
  };
}

/** The rows of `spans`, in order, none twice, with the holes between them; the last piece is the hole at the end. */
export function piecesOf(places: Places, spans: readonly Span[]): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const ordered = spans.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  for (const { from, to } of ordered) {
    const last = pieces.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else pieces.push({ from, to, gap: topOf(places, from) - topOf(places, end) });
    end = pieces.at(-1)?.to ?? 0;
  }
  const { length } = places.rows;
  pieces.push({ from: length, to: length, gap: topOf(places, length) - topOf(places, end) });
  return pieces;
}
