// Whether this browser may keep something of rooms, for whom only the store can say what; it is asked before the store can be.
// Nothing is written down for that: whoever signs out leaves nothing.
import { STORE_NAME } from './database.ts';

/** Where nobody can say it is so. */
export async function wasHere(): Promise<boolean> {
  try {
    // Before anything that keeps the processor: others answer it.
    const asked = indexedDB.databases();
    asked.catch(() => undefined);
    // What older pages kept, and those that have no database.
    if (localStorage.length > 0) return true;
    return (await asked).some(({ name }) => name === STORE_NAME);
  } catch {
    return true;
  }
}
