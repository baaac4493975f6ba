// The words of messages follow the rows: the loop that sees to it, of each replica. Rows come first: while many are on their way
// it makes a pause after each piece. What it has not reached yet searches look through themselves (questions/search.ts).
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../shared/logger.ts';
import { lookEvery } from '../../shared/look-every.ts';
import { seldom } from '../../shared/seldom.ts';
import type { PersisterMetrics } from '../metrics.ts';

export interface IndexerOptions {
  /** Does one piece; resolves with how much is left, undefined where somebody else is at it (piece.ts). */
  piece: () => Promise<number | undefined>;
  /** How much is left, whoever is at it. */
  left: () => Promise<number>;
  /** Entries of the log that are no rows yet. */
  lag: () => number | undefined;
  logger: Logger;
  metrics: Pick<PersisterMetrics, 'searchLag'>;
}

const LOOK_MS = 500;
/** Batches wait for the disk then. */
const BUSY_LAG = 2_000;
const PAUSE_MS = 500;

/** Returns the verb that stops it, done when nothing is under way any more. */
export function followRows(options: IndexerOptions): () => Promise<void> {
  const { piece, left: leftNow, lag, logger, metrics } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let underWay = Promise.resolve();
  // A gauge begins with 0: nobody has looked yet.
  metrics.searchLag.remove();
  const look = async () => {
    for (let left = 1; left > 0 && !signal.aborted; ) {
      const after = await piece();
      metrics.searchLag.set(after ?? (await leftNow()));
      left = after ?? 0;
      if (left > 0 && (lag() ?? 0) > BUSY_LAG) {
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  const said = seldom((err: unknown, times) =>
    logger.warn({ err, times }, 'new messages cannot be made ready for searches now'),
  );
  const failed = async (err: unknown) => {
    said(err);
    // What waits is to be seen where it cannot be done; where nobody can say, no old number says that all is well.
    await leftNow().then(
      (left) => metrics.searchLag.set(left),
      () => metrics.searchLag.remove(),
    );
  };
  const stop = lookEvery(LOOK_MS, () => (underWay = look().catch(failed)), said);
  return async () => {
    stopping.abort();
    stop();
    await underWay;
  };
}
