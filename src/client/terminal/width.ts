// How much of a terminal a line takes. Pure. Invariant: letters count by their columns; CJK and emoji take two.
import stringWidth from 'string-width';

const TAB = 8;
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How often a line wraps at a terminal `columns` wide: the row that the cursor stands in after it, from 0. */
export function wrapsOf(line: string, columns: number): number {
  let column = 0;
  for (const { segment } of letters.segment(line)) {
    const width = segment === '\t' ? TAB - (column % TAB) : stringWidth(segment);
    // A wide letter does not begin in the last column.
    if (width === 2 && column % columns === columns - 1) column += 1;
    column += width;
  }
  return Math.floor(column / columns);
}

/** The beginning of a line, as much as stands in so many columns. */
export function cutToWidth(line: string, columns: number): string {
  let width = 0;
  for (const { segment, index } of letters.segment(line)) {
    width += stringWidth(segment);
    if (width > columns) return line.slice(0, index);
  }
  return line;
}

/** Whether a line stands in so many columns. */
export const fits = (line: string, columns: number): boolean => stringWidth(line) <= columns;
