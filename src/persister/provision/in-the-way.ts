// Ends sessions of our roles that keep locked what provisioning waits for: a transaction that somebody leaves open, by
// accident or not, stops no deployment. What they did not commit is undone; the persister does it again.
import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Logger } from '../../shared/logger.ts';
import type { Db } from '../rows/checkpoint.ts';

const LOOK_MS = 1_000;
/** A batch or a page is done by then. */
const WAITED = '3 seconds';

/** `name`: the application name of connections that do what provisioning does. Returns the verb that stops looking. */
export function endWhoIsInTheWay(orm: MikroORM, name: string, logger: Logger): () => void {
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
      logger.warn({ role: usename }, 'ended a session that held up provisioning');
    }
  };
  const timer = setInterval(() => {
    // Provisioning itself says what is wrong with the database.
    look().catch((error: unknown) => logger.debug({ err: error }, 'nobody can be ended now'));
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/**
 * The same for who holds one of these tables for longer than that, where nobody may wait for it; says who is not ours. How long
 * those do it who may do more than we (a superuser) is not shown to us: they are said at once.
 */
export async function endWhoHolds(
  db: Db,
  tables: readonly string[],
  logger: Logger,
): Promise<string[]> {
  const { rows } = await sql<{ usename: string; pid: number; ours: boolean }>`
    with holder as (
      select distinct a.pid, a.usename, a.usename in ('operator', 'persister') as ours
      from pg_stat_activity a join pg_locks l on l.pid = a.pid
      where l.granted and a.pid <> pg_backend_pid() and a.usename is not null
        and coalesce(a.xact_start < now() - ${sql.lit(WAITED)}::interval, true)
        and l.relation in (select to_regclass(name) from unnest(${tables}::text[]) as name)
    )
    select usename, pid, ours, case when ours then pg_terminate_backend(pid) end from holder`.execute(
    db,
  );
  for (const { usename, ours } of rows) {
    if (ours) logger.warn({ role: usename }, 'ended a session that held up provisioning');
  }
  return rows.flatMap(({ usename, pid, ours }) => (ours ? [] : [`${usename} (pid ${pid})`]));
}
