// Postgres roles, each able to do its own job and nothing else: the persister writes rows and changes no
// table, the operator only reads.
import { type Kysely, sql } from 'kysely';

export interface RolePasswords {
  persister: string;
  operator: string;
}

const GRANTS = {
  persister: 'select, insert, update, delete',
  operator: 'select',
} as const;

export async function provisionRoles<T>(db: Kysely<T>, passwords: RolePasswords): Promise<void> {
  for (const [role, grants] of Object.entries(GRANTS)) {
    const name = sql.id(role);
    const password = sql.lit(passwords[role as keyof typeof GRANTS]);
    await sql`
      do $$ begin
        create role ${name} login;
      exception when duplicate_object then null;
      end $$`.execute(db);
    await sql`alter role ${name} login password ${password}`.execute(db);
    await sql`grant usage on schema public to ${name}`.execute(db);
    await sql`grant ${sql.raw(grants)} on all tables in schema public to ${name}`.execute(db);
    await sql`
      alter default privileges in schema public
      grant ${sql.raw(grants)} on tables to ${name}`.execute(db);
  }
  await sql`revoke create on schema public from public`.execute(db);
}
