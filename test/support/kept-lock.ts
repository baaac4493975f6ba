// A transaction that somebody leaves open.
import { sql } from 'kysely';
import { openDatabase } from '../../src/persister/database/database.ts';

/** Keeps what `statement` locks until the answer is called. */
export async function keepLock(url: string, statement: string): Promise<() => Promise<void>> {
  const orm = await openDatabase({ url }, { name: 'keeps', connectionsMax: 1, statementMs: 0 });
  const [locked, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const db = orm.em.fork().getKysely();
  const kept = db.transaction().execute(async (transaction) => {
    await sql.raw(statement).execute(transaction);
    locked.resolve();
    await end.promise;
  });
  kept.catch(locked.reject);
  await locked.promise;
  return async () => {
    end.resolve();
    await kept.finally(() => orm.close(true));
  };
}
