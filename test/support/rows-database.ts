// A database with the tables and roles of today, as a persister uses it: for tests that need rows and no log.
import type { MikroORM } from '@mikro-orm/postgresql';
import pino from 'pino';
import { Registry } from 'prom-client';
import { openDatabase, WRITING } from '../../src/persister/database/database.ts';
import { persisterMetrics } from '../../src/persister/metrics.ts';
import { provisionSchema } from '../../src/persister/provision/schema.ts';
import { createWriteRows, type WriteRows } from '../../src/persister/rows/write.ts';
import { createTestDatabase, type TestDatabase, type TestPostgres } from './postgres.ts';

export interface RowsDatabase {
  database: TestDatabase;
  /** As the role of the persister. */
  orm: MikroORM;
  /** Of the log that the rows are of. */
  write: WriteRows;
  close: () => Promise<void>;
}

/** @param epoch when the log was made that the rows are of. */
export async function openRowsDatabase(epoch: string, on?: TestPostgres): Promise<RowsDatabase> {
  const database = await (on?.createDatabase() ?? createTestDatabase());
  const { persister, operator } = database.credentials.postgres;
  const place = { url: database.adminUrl };
  await provisionSchema(place, { persister, operator }, pino({ level: 'silent' }));
  await database.sql('update progress set log_epoch = ?', [epoch]);
  const orm = await openDatabase({ url: database.persisterUrl }, { name: 'test', ...WRITING });
  return {
    database,
    orm,
    write: createWriteRows(orm, persisterMetrics(new Registry()).deadLetters)(epoch),
    close: async () => {
      await orm.close(true);
      await database.drop();
    },
  };
}
