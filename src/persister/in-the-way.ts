// Ends sessions of our roles that keep locked what provisioning waits for: a transaction that somebody leaves open, by
// accident or not, stops no deployment. What they did not commit is undone; the persister does it again.
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Logger } from '../shared/logger.ts';

const LOOK_MS = 1_000;
/** A batch or a page is done by then. */
const WAITED = '3 seconds';

/** `name`: the application name of provisioning's own connections. Returns the verb that stops looking. */
export function endWhoIsInTheWay(orm: MikroORM, name: string, log: Logger): () => void {
  const look = async () => {
    const { rows } = await sql<{ usename: string }>`
      select holder.usename, pg_terminate_backend(holder.pid)
      from pg_stat_activity holder
      where holder.usename in ('operator', 'persister') and holder.pid in (
        select unnest(pg_blocking_pids(waiting.pid)) from pg_stat_activity waiting
        where waiting.usename = current_user and waiting.application_name = ${name}
          and waiting.wait_event_type = 'Lock' and waiting.query_start < now() - ${sql.lit(WAITED)}::interval
      )`.execute(orm.em.fork().getKysely());
    for (const { usename } of rows) {
      log.warn({ role: usename }, 'ended a session that held up provisioning');
    }
  };
  const timer = setInterval(() => {
    // Provisioning itself says what is wrong with the database.
    look().catch((error: unknown) => log.debug({ err: error }, 'nobody can be ended now'));
  }, LOOK_MS);
  return () => clearInterval(timer);
}
