// After a message was deleted its text is taken out of the log, of its mirror and of the rows: the loop that sees to it. It goes
// through deletions and edits in the order of the log, and what cannot be done now is done later.
// Invariant: nothing else waits for it. Without NATS for it the persister goes on, and it is said that erasing waits.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from '../../shared/logger.ts';
import { seldom } from '../../shared/seldom.ts';
import type { PersisterMetrics } from '../metrics.ts';
import type { Db } from '../rows/checkpoint.ts';
import { type Change, deletionsAbove } from './changes.ts';
import type { ErasableLog } from './log.ts';
import { erasedUpTo, erasePiece } from './piece.ts';

export interface EraserOptions {
  /** As the user that may erase; undefined while there is no connection as that user. */
  log: () => ErasableLog | undefined;
  /** Of its own: no batch waits for what NATS is asked in between. */
  orm: MikroORM;
  logger: Logger;
  metrics: Pick<PersisterMetrics, 'erased' | 'erasuresOwed' | 'erasuresRefused'>;
}

export interface Eraser {
  /** Rows have come further: looks soon. */
  nudge: () => void;
  /** Done when nothing is under way any more. */
  stop: () => Promise<void>;
}

const SOON_MS = 200;
const LOOK_MS = 3_000;

export function openEraser({ log, orm, logger, metrics }: EraserOptions): Eraser {
  let stopping = false;
  let timer: { at: number; handle: NodeJS.Timeout } | undefined;
  let underWay: Promise<void> | undefined;
  const failed = seldom((err: unknown, times) =>
    logger.warn({ err, times }, 'what was deleted cannot be erased now, it is tried again'),
  );
  const waits = seldom<number>((owed, times) =>
    logger.warn({ owed, times }, 'erasing waits: there is no connection to NATS for it'),
  );
  // A gauge begins with 0: nobody has looked yet.
  metrics.erasuresOwed.remove();

  const eraseAll = async (db: Db, place: ErasableLog) => {
    for (let more = true; more && !stopping; ) {
      const piece = await erasePiece(db, place);
      metrics.erased.inc(piece.erased);
      for (const change of piece.refused) refuse(change);
      if (piece.erased > 0) logger.info({ entries: piece.erased }, 'what was deleted is erased');
      more = piece.more;
    }
  };
  const look = async () => {
    const db: Db = orm.em.fork().getKysely();
    const place = log();
    if (place !== undefined) await eraseAll(db, place).catch(failed);
    // Also where that failed: what waits is to be seen.
    const owed = await deletionsAbove(db, await erasedUpTo(db));
    metrics.erasuresOwed.set(owed);
    if (place === undefined && owed > 0) waits(owed);
  };
  /** It happens once for each: the checkpoint goes over it. */
  const refuse = ({ seq, room, target }: Change) => {
    metrics.erasuresRefused.inc();
    logger.error(
      { seq, room, target: target?.seq },
      'a deletion names a message that is another one: nothing was erased',
    );
  };

  const later = (ms: number) => {
    const at = performance.now() + ms;
    if (stopping || underWay !== undefined || (timer !== undefined && timer.at <= at)) return;
    clearTimeout(timer?.handle);
    timer = { at, handle: setTimeout(run, ms) };
  };
  let again = false;
  const run = () => {
    timer = undefined;
    again = false;
    underWay = look()
      .catch((error: unknown) => {
        // What was counted last is no answer any more: 0 would say that all is well.
        metrics.erasuresOwed.remove();
        failed(error);
      })
      .finally(() => {
        underWay = undefined;
        later(again ? SOON_MS : LOOK_MS);
      });
  };
  run();

  return {
    nudge: () => {
      again = true;
      later(SOON_MS);
    },
    stop: async () => {
      stopping = true;
      clearTimeout(timer?.handle);
      await underWay;
    },
  };
}
