// What tests have a page run on its own storage, as text: types of a browser are not those of the tests.

/** Fills `localStorage` to its last character. */
export const FILL_LOCAL_STORAGE = `for (let size = 2 ** 20; size >= 1; size /= 2)
  for (let i = 0; ; i += 1) try { localStorage.setItem('junk' + size + '/' + i, 'x'.repeat(size)) } catch { break }`;

/** A browser that gives a page neither IndexedDB nor `localStorage`, as with blocked cookies. */
export const NO_STORAGE = `for (const name of ['indexedDB', 'localStorage'])
  Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError') } })`;

/** A browser that keeps no page's files. */
export const NO_WORKER = `Object.defineProperty(Navigator.prototype, 'serviceWorker', { get() {} })`;

/** What IndexedDB holds of the page, by key. */
export const VALUES = `new Promise((resolve) => {
  const opening = indexedDB.open('chatk8s');
  opening.onsuccess = () => {
    const store = opening.result.transaction('values').objectStore('values');
    const [keys, values] = [store.getAllKeys(), store.getAll()];
    store.transaction.oncomplete = () => {
      opening.result.close();
      resolve(Object.fromEntries(keys.result.map((key, index) => [key, values.result[index]])));
    };
  };
})`;

/** Writes what another tab would have written. */
export const PUT = `(values) => new Promise((resolve) => {
  const opening = indexedDB.open('chatk8s');
  opening.onsuccess = () => {
    const transaction = opening.result.transaction('values', 'readwrite');
    for (const [key, value] of values) transaction.objectStore('values').put(value, key);
    transaction.oncomplete = () => {
      opening.result.close();
      resolve();
    };
  };
})`;

/** Writes ever smaller values that cannot be packed, until not even a kilobyte is taken any more. */
export const FILL_INDEXED_DB = `async ({ name, store, prefix }) => {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(store);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const put = (value, key) => new Promise((resolve) => {
    const transaction = database.transaction(store, 'readwrite');
    transaction.objectStore(store).put(value, key);
    transaction.oncomplete = () => resolve(true);
    transaction.onabort = () => resolve(false);
  });
  let count = 0;
  for (let size = 2 ** 15; size >= 2 ** 9; size /= 2) {
    const codes = crypto.getRandomValues(new Uint16Array(size)).map((code) => 0x4e00 + (code % 20000));
    while (await put(String.fromCharCode(...codes), prefix + 'r' + count)) count += 1;
  }
  database.close();
}`;
