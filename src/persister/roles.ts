// Postgres roles, each able to do its own job and nothing else: the persister adds and changes rows, the operator only
// reads. Neither makes or changes a table; which migrations ran is provisioning's business.
import { type Kysely, sql } from 'kysely';
import { entities } from './entities.ts';

export interface RolePasswords {
  persister: string;
  operator: string;
}

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
}
