// The log in pieces that rows are compared with: of so many entries, and of so many sequences where most were erased, so that
// what the database is asked for has a bound as well. Pure.
import type { RawEntry } from '../../shared/raw-entry.ts';
import type { LogPage } from '../tools/read-log.ts';

export interface Piece {
  from: number;
  to: number;
  entries: RawEntry[];
}

/** Enough that asking costs little beside comparing; a few megabytes. */
const ENTRIES = 4_000;
const BYTES = 4_000_000;
const SEQUENCES = 16_000;

export async function* piecesOf(
  pages: AsyncIterable<LogPage>,
  from: number,
): AsyncGenerator<Piece, void, undefined> {
  let piece: Piece = { from, to: from - 1, entries: [] };
  let bytes = 0;
  const next = (): Piece => {
    const whole = piece;
    piece = { from: whole.to + 1, to: whole.to, entries: [] };
    bytes = 0;
    return whole;
  };
  for await (const { entries, upTo } of pages) {
    let given = 0;
    while (piece.to < upTo) {
      piece.to = Math.min(upTo, piece.from + SEQUENCES - 1);
      for (let entry = entries[given]; entry !== undefined && entry.seq <= piece.to; ) {
        piece.entries.push(entry);
        bytes += entry.data.length;
        entry = entries[++given];
      }
      const { length } = piece.entries;
      if (length >= ENTRIES || bytes >= BYTES || piece.to - piece.from + 1 >= SEQUENCES)
        yield next();
    }
  }
  if (piece.to >= piece.from) yield next();
}
