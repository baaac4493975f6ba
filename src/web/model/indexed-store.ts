// The page's values in IndexedDB, which has room where `localStorage` has none. Everything is read once and held in
// memory; each write is a transaction of its own. Invariant: what another tab writes or removes is seen here, too.
import { type IDBPDatabase, wrap } from 'idb';
import { type Opened, openDatabase, STORE_NAME, VALUES } from './database.ts';
import { firstDatabase } from './early.ts';
import type { Backing } from './keeping.ts';
import { letGoOfPage } from './offline-app.ts';
import { type Change, TabValues } from './tab-values.ts';

/** Rejects where the browser has no IndexedDB or does not let the page have it. */
export async function openIndexedStore(): Promise<Backing> {
  const values = new TabValues();
  const first = await firstDatabase();
  let database: Promise<IDBPDatabase> | undefined = Promise.resolve(wrapped(first));
  const opened = () => {
    database ??= openDatabase().then(wrapped);
    return database;
  };

  const otherTabs = new BroadcastChannel(STORE_NAME);
  const followers: ((key: string) => void)[] = [];
  otherTabs.onmessage = ({ data }: MessageEvent<Change>) => {
    values.apply(data);
    for (const tell of followers) tell(data[0]);
  };
  const reading = read(wrapped(first)).then((all) => values.read(all));
  // Another tab may write into it in the same moment: nobody waits for that.
  if (first.isNew) reading.catch(() => undefined);
  else await reading;

  const write = async (change: Change): Promise<void> => {
    values.apply(change);
    otherTabs.postMessage(change);
    const connection = opened();
    try {
      await commit(await connection, change);
    } catch (error) {
      // Lost while a phone slept, or with the site's data when the person cleared it: the next try opens another.
      if (database === connection) database = undefined;
      void connection.then((lost) => lost.close()).catch(() => undefined);
      throw error;
    }
  };
  return {
    keys: () => values.keys(),
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => write([key, value]),
    removeItem: (key) => write([key, undefined]),
    follow: (changed) => void followers.push(changed),
    makeRoom: letGoOfPage,
  };
}

const wrapped = ({ connection }: Opened): IDBPDatabase => wrap(connection);

async function commit(database: IDBPDatabase, [key, value]: Change): Promise<void> {
  const transaction = database.transaction(VALUES, 'readwrite');
  const { store, done } = transaction;
  const request = value === undefined ? store.delete(key) : store.put(value, key);
  // Without waiting for the request: a page that goes away has done all that it has to.
  transaction.commit();
  await Promise.all([request, done]);
}

async function read(database: IDBPDatabase): Promise<Change[]> {
  const { store } = database.transaction(VALUES);
  const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
  return keys.map((key, index) => [String(key), String(values[index])]);
}
