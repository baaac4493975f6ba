// Provisioning by one at a time, of however many. Whoever waited for the lock in the server would keep a snapshot meanwhile (one of the
// catalog is kept until the lock is there), and an index that is made concurrently waits for every snapshot: both would wait until
// one of them gives up. So nobody waits there.
import { setTimeout as sleep } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Db } from '../rows/checkpoint.ts';

/** Between two tries. */
const TRY_MS = 200;
const LOCK_NOT_AVAILABLE = '55P03';

class Taken extends Error {}

export interface TurnOptions {
  /** The table whose lock it is. */
  lock: string;
  /** How long somebody else may have it. */
  waitMs: number;
  /** Of the transaction that holds the lock, before it does. */
  begin?: (db: Db) => Promise<void>;
}

/** Runs `work` while nobody else does; rejects where somebody else does it for longer than that. */
export async function inTurn<T>(
  orm: MikroORM,
  { lock, waitMs, begin }: TurnOptions,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  for (const until = performance.now() + waitMs; ; await sleep(TRY_MS)) {
    try {
      return await orm.em.fork().transactional(async (em) => {
        const db: Db = em.getKysely();
        await begin?.(db);
        await sql`lock table ${sql.table(lock)} in exclusive mode nowait`
          .execute(db)
          .catch((error) => {
            throw error.code === LOCK_NOT_AVAILABLE
              ? new Taken('somebody else provisions', { cause: error })
              : error;
          });
        return await work(db);
      });
    } catch (error) {
      if (!(error instanceof Taken) || performance.now() > until) throw error;
    }
  }
}
