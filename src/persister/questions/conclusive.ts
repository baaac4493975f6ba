// Reads rows for an answer that holds: of one log, as far as the rows are whole, or not at all.
// Invariant: how far they are whole is read in the snapshot that the answer is read from.
import type { MikroORM } from '@mikro-orm/postgresql';
import { checkpointOf, type Db, inSnapshot, OtherLog } from '../rows/checkpoint.ts';
import type { Watermark } from '../rows/watermark.ts';

const REACH_MS = 2_000;
export const lagging = { error: 'the rows lag behind the log' };

/** What the rows are asked on, and what may be said of them. */
export interface Asked {
  orm: MikroORM;
  watermark: Watermark;
}

/** What `read` makes of the rows and of how far they are whole; undefined where that is no answer. */
export type Read<T> = (db: Db, whole: number) => Promise<T | undefined>;

/**
 * Asks again once the rows have come up to `owed`, where they have in time. Rows that were lost meanwhile, or brought back
 * as an old copy, are seen by that, whatever was known before.
 */
export async function conclusive<T>(
  { orm, watermark }: Asked,
  owed: number,
  read: Read<T>,
): Promise<T | undefined> {
  const look = () =>
    inSnapshot(orm, async (db) => {
      const { epoch, seq } = await checkpointOf(db);
      if (epoch === null || epoch !== watermark.log?.epoch) throw new OtherLog();
      return await read(db, seq);
    });
  const found = await look();
  if (found !== undefined || !(await watermark.reach(owed, REACH_MS))) return found;
  return await look();
}
