// Postgres roles, each able to do its own job and nothing else: the persister adds and changes rows, the operator only
// reads. Neither makes or changes a table, not even a temporary one; which migrations ran is provisioning's business.
import { type Kysely, sql } from 'kysely';
import { PLAN } from '../../chat/features.ts';
import { DEAD_LETTER } from '../../chat/kernel/log-tables.ts';

export interface RolePasswords {
  persister: string;
  operator: string;
}

const ROLES = ['persister', 'operator'] as const;
/** Ten sessions of an operator take 1.3 GB of the disk that the rows are on, and no more. */
const TEMPORARY_FILES = '128MB';
/** More than an operator's terminals and tools open; the server's other connections are kept for those who write. */
const OPERATOR_CONNECTIONS = 10;
/** Makers of large objects: Postgres lets everybody call them. */
const LARGE_OBJECTS = [
  'pg_catalog.lo_create(oid)',
  'pg_catalog.lo_creat(integer)',
  'pg_catalog.lo_from_bytea(oid, bytea)',
];

export async function provisionRoles<T>(db: Kysely<T>, passwords: RolePasswords): Promise<void> {
  for (const role of ROLES) {
    const name = sql.id(role);
    await sql`
      do $$ begin
        create role ${name} login;
      exception when duplicate_object then null;
      end $$`.execute(db);
    // To end sessions of it that are in provisioning's way.
    await sql`grant ${name} to current_user`.execute(db);
    await sql`alter role ${name} login password ${sql.lit(passwords[role])}`.execute(db);
    await sql`grant usage on schema public to ${name}`.execute(db);
    // What an earlier version granted goes; the grants below are all there are.
    await sql`revoke all on all tables in schema public from ${name}`.execute(db);
    await sql`alter default privileges in schema public revoke all on tables from ${name}`.execute(
      db,
    );
  }
  await sql`grant select on all tables in schema public to operator`.execute(db);
  await sql`grant select, update on progress, erasure, search_progress to persister`.execute(db);
  await sql`grant select, insert, update, delete on search_entry to persister`.execute(db);
  await grantTables(db);
  await sql`revoke create on schema public from public`.execute(db);
  await revokeDefaults(db);
  await limitOperator(db);
  await limitTemporaryFiles(db);
}

/** What the roles may do with the tables of the rows. */
export async function grantTables<T>(db: Kysely<T>): Promise<void> {
  for (const { name } of PLAN.tables) {
    await sql`grant select on ${sql.table(name)} to operator`.execute(db);
    await sql`grant select, insert, update on ${sql.table(name)} to persister`.execute(db);
  }
  // What turns out to be a fact is no dead letter any more.
  await sql`grant delete on ${sql.table(DEAD_LETTER.name)} to persister`.execute(db);
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

/** What only the server's superuser can still mend, as the statements that do; empty where the server was set up by us. */
export async function leftToSuperuser<T>(db: Kysely<T>): Promise<string[]> {
  const open = await leftToEverybody(db);
  return [
    ...(open.length > 0 ? [`revoke execute on function ${open.join(', ')} from public`] : []),
    ...((await maySetTemporaryFiles(db))
      ? []
      : ROLES.map((role) => `alter role ${role} set temp_file_limit = '${TEMPORARY_FILES}'`)),
  ];
}

async function leftToEverybody<T>(db: Kysely<T>): Promise<string[]> {
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

/** What a session may put aside on disk for one query; only who may set it changes it, and the roles may not. */
async function limitTemporaryFiles<T>(db: Kysely<T>): Promise<void> {
  if (!(await maySetTemporaryFiles(db))) return;
  for (const role of ROLES) {
    await sql`alter role ${sql.id(role)} set temp_file_limit = ${sql.lit(TEMPORARY_FILES)}`.execute(
      db,
    );
  }
}

async function maySetTemporaryFiles<T>(db: Kysely<T>): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select has_parameter_privilege('temp_file_limit', 'set') as may`.execute(db);
  return rows[0]?.may === true;
}
