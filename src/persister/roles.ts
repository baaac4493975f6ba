// Postgres roles, each able to do its own job and nothing else: the persister adds and changes rows, the operator only
// reads. Neither makes or changes a table, not even a temporary one; which migrations ran is provisioning's business.
import { type Kysely, sql } from 'kysely';
import { entities } from './entities.ts';

export interface RolePasswords {
  persister: string;
  operator: string;
}

/** More than an operator's terminals and tools open; the server's other connections are kept for those who write. */
const OPERATOR_CONNECTIONS = 10;
/** Makers of large objects: Postgres lets everybody call them. */
const LARGE_OBJECTS = [
  'pg_catalog.lo_create(oid)',
  'pg_catalog.lo_creat(integer)',
  'pg_catalog.lo_from_bytea(oid, bytea)',
];

export async function provisionRoles<T>(db: Kysely<T>, passwords: RolePasswords): Promise<void> {
  for (const role of ['persister', 'operator'] as const) {
    const name = sql.id(role);
    await sql`
      do $$ begin
        create role ${name} login;
      exception when duplicate_object then null;
      end $$`.execute(db);
    await sql`alter role ${name} login password ${sql.lit(passwords[role])}`.execute(db);
    await sql`grant usage on schema public to ${name}`.execute(db);
    // What an earlier version granted goes; the grants below are all there are.
    await sql`revoke all on all tables in schema public from ${name}`.execute(db);
    await sql`alter default privileges in schema public revoke all on tables from ${name}`.execute(
      db,
    );
  }
  await sql`grant select on all tables in schema public to operator`.execute(db);
  for (const { meta } of entities) {
    await sql`grant select, insert, update on ${sql.table(meta.tableName)} to persister`.execute(
      db,
    );
  }
  await sql`revoke create on schema public from public`.execute(db);
  await revokeDefaults(db);
  await limitOperator(db);
}

/** What Postgres lets everybody do and no role of ours needs: both fill the disk that the rows are on. */
async function revokeDefaults<T>(db: Kysely<T>): Promise<void> {
  await sql`
    do $$ begin
      execute format('revoke temporary on database %I from public', current_database());
    end $$`.execute(db);
  // Only the server's superuser takes it from everybody; others get a warning from the server and change nothing.
  for (const name of await leftToEverybody(db)) {
    await sql`revoke execute on function ${sql.raw(name)} from public`.execute(db);
  }
}

/** What a role may still do because only the server's superuser could have taken it away; empty where it was. */
export async function leftToEverybody<T>(db: Kysely<T>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from unnest(${sql.val(LARGE_OBJECTS)}::text[]) as name
    where has_function_privilege('operator', name, 'execute')`.execute(db);
  return rows.map(({ name }) => name);
}

/** The times are what a session begins with: who needs more sets them for it, who forgets a transaction holds nothing up. */
async function limitOperator<T>(db: Kysely<T>): Promise<void> {
  await sql`alter role operator connection limit ${sql.lit(OPERATOR_CONNECTIONS)}`.execute(db);
  await sql`
    do $$ begin
      execute format('alter role operator in database %I set statement_timeout = ''10min''', current_database());
      execute format(
        'alter role operator in database %I set idle_in_transaction_session_timeout = ''1min''', current_database()
      );
    end $$`.execute(db);
}
