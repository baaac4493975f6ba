// The page's database. Its connection is opened by the page's first lines (early.ts), before anybody knows what it is for.

export const STORE_NAME = 'chatk8s';
export const VALUES = 'values';

export interface Opened {
  connection: IDBDatabase;
  /** It was not there before: nothing is kept in it. */
  isNew: boolean;
}

/** Rejects where the browser has no IndexedDB or does not let the page have it. */
export const openDatabase = (): Promise<Opened> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(STORE_NAME, 1);
    let isNew = false;
    request.onupgradeneeded = () => {
      request.result.createObjectStore(VALUES);
      isNew = true;
    };
    request.onsuccess = () => resolve({ connection: request.result, isNew });
    request.onerror = () => reject(request.error);
  });
