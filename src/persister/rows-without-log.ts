// A log is never made beside rows of another: its sequences would start at 1 again, and the new events would be
// taken for rows that are there. So where the log is missing and rows are not, somebody has to decide.
import { sql } from 'kysely';
import { type DatabasePlace, openDatabase } from './database.ts';

/** Throws, with what to do, when the database holds rows. */
export async function assertNoRows(place: DatabasePlace): Promise<void> {
  const orm = await openDatabase(place, 'provision');
  try {
    const db = orm.em.fork().getKysely();
    const { rows: tables } = await sql<{ made: boolean }>`
      select to_regclass('event') is not null as made`.execute(db);
    if (tables[0]?.made !== true) return;
    const { rows } = await sql<{ last: string | null }>`
      select max(seq)::text as last from event`.execute(db);
    const last = rows[0]?.last ?? undefined;
    if (last === undefined) return;
    throw new Error(
      `the database holds rows up to sequence ${last} of a log that NATS does not have: bring that log back ` +
        '(make restore DIR=…, or its claims), or start anew with an empty database',
    );
  } finally {
    await orm.close(true);
  }
}
