// The checkpoint as far as rows and log allow: over the rows that are there, over the holes that the log proves, up to the
// first entry that is no row.
import { advance, type Checkpoint, type Db, skip } from './checkpoint.ts';
import { gapAfter, type LogApi } from './holes.ts';

export interface LogEnd {
  epoch: string;
  last: number;
  /** Nothing is on its way to the rows: then what lacks at the end of the log was erased, and that is looked up. */
  quiet: boolean;
}

export interface Settled extends Checkpoint {
  /** The log has the entry behind the checkpoint, and it is no row. */
  owed: boolean;
}

/** Two requests each: the rest comes with the next look. */
const HOLES_MAX = 500;

export async function settle(db: Db, api: LogApi, end: LogEnd): Promise<Settled> {
  const { epoch, last, quiet } = end;
  let reached = await advance(db);
  for (let holes = 0; reached.epoch === epoch && reached.seq < last; holes++) {
    if (holes === HOLES_MAX) break;
    // Where the log does not answer nothing is proven; what the rows say holds all the same.
    const gap = await gapAfter(api, reached.seq, quiet).catch(() => undefined);
    if (gap === undefined) break;
    if (gap.end === reached.seq) return { ...reached, owed: gap.followed };
    await skip(db, { epoch, from: reached.seq, to: gap.end });
    reached = await advance(db);
  }
  return { ...reached, owed: false };
}
