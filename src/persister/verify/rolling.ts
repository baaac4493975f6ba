// The newest entries below the checkpoint are compared with their rows all the time: a fold that errs, a row that somebody
// changed by hand is known within a minute, not when somebody asks. Bounded: so many entries a look, whatever comes.
// Any number of replicas may do it at once; the whole proof is `make verify`.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Envelope } from '../../chat/kernel/fact.ts';
import type { Plan } from '../../chat/kernel/plan.ts';
import type { Logger } from '../../shared/logger.ts';
import { lookEvery } from '../../shared/look-every.ts';
import { seldom } from '../../shared/seldom.ts';
import type { PersisterMetrics } from '../metrics.ts';
import { checkpointOf } from '../rows/checkpoint.ts';
import type { LogApi } from '../rows/holes.ts';
import { type Difference, identityOf } from './difference.ts';
import { verify } from './verify.ts';

export interface RollingOptions<F extends Envelope> extends LogApi {
  /** Of its own, one connection: no batch waits for it. */
  orm: MikroORM;
  plan: Plan<F>;
  logger: Logger;
  metrics: Pick<PersisterMetrics, 'mismatches' | 'verified'>;
  everyMs: number;
}

/** Looked at each time, however little came. */
const NEWEST = 2_000;
/** With what came since the last look: more than this, and the rest is left to `make verify`. */
const MOST = 10_000;
/** The next look tries again. */
const PATIENCE_MS = 10_000;
const SAID_MAX = 10;

/** Returns the verb that stops it; a look under way ends by itself when its stores close. */
export function verifyRolling<F extends Envelope>(options: RollingOptions<F>): () => void {
  const { orm, plan, logger, metrics, everyMs, nc, jsm } = options;
  /** Everything up to here was looked at. */
  let looked = 0;
  /** What was found at the last look: counted once. */
  let known = new Set<string>();
  // A gauge begins with 0: nobody has looked at anything yet.
  metrics.verified.remove();

  const look = async () => {
    const { seq } = await checkpointOf(orm.em.fork().getKysely());
    const from = Math.max(1, seq - MOST + 1, Math.min(looked, seq - NEWEST) + 1);
    const program = 'persister';
    const found = await verify({ nc, jsm, program, orm, plan, from, patienceMs: PATIENCE_MS });
    const { to, differences, count } = found;
    const fresh = differences.filter((one) => !known.has(identityOf(one)));
    for (const { kind } of fresh) metrics.mismatches.inc({ kind });
    if (fresh.length > 0) {
      logger.error(
        { from, to, count, some: fresh.slice(0, SAID_MAX).map(namesOf) },
        'rows are not what the log says',
      );
    }
    known = new Set(differences.map(identityOf));
    looked = to;
    if (count === 0) metrics.verified.set(to);
  };
  const failed = seldom((err: unknown, times) =>
    logger.warn({ err, times }, 'the newest rows cannot be compared with the log now'),
  );
  return lookEvery(everyMs, look, failed);
}

/** Where it is, without what people wrote. */
const namesOf = ({ kind, seq, table, columns }: Difference) => ({
  kind,
  seq,
  table,
  columns: Object.keys(columns),
});
