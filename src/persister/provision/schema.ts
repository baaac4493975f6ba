// The tables and roles, made or brought up to date under one lock, so that any number of replicas may try.
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { type Kysely, sql } from 'kysely';
import type { Logger } from '../../shared/logger.ts';
import { type DatabasePlace, hostOf, NO_ENTITIES, tlsOf } from '../database/database.ts';
import { MIGRATIONS } from '../database/migrations/list.ts';
import type { Db } from '../rows/checkpoint.ts';
import { endWhoIsInTheWay } from './in-the-way.ts';
import { leftToSuperuser, provisionRoles, type RolePasswords } from './roles.ts';
import { inTurn } from './turn.ts';

/**
 * A table without columns that only provisioning may write to, and so may lock: an advisory lock could be taken, and kept,
 * by whoever may connect.
 */
export const LOCK = 'provisioning';
const NAME = 'provision';
/** Above what the keepalives below take to notice a lost holder. */
export const LOCK_WAIT_MS = 30_000;

export async function provisionSchema(
  place: DatabasePlace,
  passwords: RolePasswords,
  logger: Logger,
): Promise<void> {
  const orm = await MikroORM.init({
    clientUrl: place.url,
    ...hostOf(place),
    ...NO_ENTITIES,
    extensions: [Migrator],
    pool: { min: 0, max: 4 },
    driverOptions: {
      ...tlsOf(place),
      application_name: NAME,
      connectionTimeoutMillis: 3_000,
      // A lock whose holder is lost with its node, and a Postgres that is lost with its own, are waited for briefly;
      // provisioning then tries again. The statements themselves may take as long as a large table needs.
      lock_timeout: LOCK_WAIT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    },
    migrations: {
      tableName: 'migration',
      snapshot: false,
      migrationsList: MIGRATIONS,
      // Each for itself: what one has locked is not kept locked while the next ones take their time.
      allOrNothing: false,
    },
    logger: () => undefined,
  });
  const stopEnding = endWhoIsInTheWay(orm, NAME, logger);
  try {
    await makeLock(orm, LOCK);
    const turn = { lock: LOCK, waitMs: LOCK_WAIT_MS, begin: letGoWhenLost };
    // Reading the table is no hindrance: the operator reads every one.
    await inTurn(orm, turn, async (db) => {
      // On connections of their own: they are done and visible before the lock is given back.
      await orm.migrator.up();
      await dropSearchOfBefore(orm.em.fork().getKysely());
      await provisionRoles(db, passwords);
      const statements = await leftToSuperuser(db);
      if (statements.length > 0) {
        logger.warn(
          { statements },
          'whoever may connect can fill the disk of the rows: run these as superuser in the database',
        );
      }
    });
  } finally {
    stopEnding();
    await orm.close(true);
  }
}

/**
 * The index that persisters of before search by, for which each row of a message waits. It goes when none of them is left: at the
 * first provisioning long after words began to follow the rows, and at once where there are no rows.
 */
async function dropSearchOfBefore(db: Db): Promise<void> {
  const { rows } = await sql`
    select from search_progress
    where since < now() - interval '1 hour' or not exists (select from event)`.execute(db);
  if (rows.length > 0) await sql`drop index if exists message_search`.execute(db);
}

/** Several may try at once: whoever comes second finds it made. */
export async function makeLock(orm: MikroORM, name: string): Promise<void> {
  await sql`
    do $$ begin
      create table if not exists ${sql.table(name)} ();
    exception when duplicate_table or unique_violation then null;
    end $$`.execute(orm.em.fork().getKysely());
}

/** Should this program be lost with its node, the server notices within 25 s and gives its locks to the next one. */
export async function letGoWhenLost<T>(db: Kysely<T>): Promise<void> {
  await sql`select set_config('tcp_keepalives_idle', '10', true),
    set_config('tcp_keepalives_interval', '5', true),
    set_config('tcp_keepalives_count', '3', true)`.execute(db);
}
