// The tables of the rows as they are, value by value, of any schema; and what the log makes of them in a database of their own.
import pino from 'pino';
import { PLAN } from '../../src/chat/features.ts';
import { openDatabase, WRITING } from '../../src/persister/database/database.ts';
import { provisionSchema } from '../../src/persister/provision/schema.ts';
import { fold } from '../../src/persister/rows/fold.ts';
import { createUpsert } from '../../src/persister/rows/write.ts';
import { readLog } from '../../src/persister/tools/read-log.ts';
import { STREAM } from '../../src/shared/subjects.ts';
import type { TestChat } from './chat.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';

export type AllRows = Record<string, string[]>;

/** Each row as Postgres writes it, in one order. */
export async function allRows(database: TestDatabase, schema = 'public'): Promise<AllRows> {
  const found: AllRows = {};
  for (const { name, columns } of PLAN.tables) {
    const listed = Object.keys(columns).map((column) => `"${column}"`);
    const rows = await database.sql<{ row: string }>(
      `select (${listed.join(', ')})::text as row from ${schema}.${name} order by 1`,
    );
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}

/** What the rows must be, by nothing but the fold and the statement of the persister. */
export async function rowsOfLog(chat: TestChat): Promise<AllRows> {
  const database = await createTestDatabase();
  const { persister, operator } = database.credentials.postgres;
  const place = { url: database.adminUrl };
  await provisionSchema(place, { persister, operator }, pino({ level: 'silent' }));
  const orm = await openDatabase(place, { name: 'rows of the log', ...WRITING });
  const nc = await chat.nats.connect('provision');
  try {
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const { state } = await jsm.streams.info(STREAM);
    const span = { from: state.first_seq, to: state.last_seq };
    const upsert = createUpsert(PLAN.tables);
    for await (const { entries } of readLog({ nc, jsm, program: 'provision', ...span })) {
      await upsert(orm.em.fork().getKysely(), fold(entries));
    }
    return await allRows(database);
  } finally {
    await nc.close();
    await orm.close(true);
    await database.drop();
  }
}
