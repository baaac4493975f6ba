// Finds where this browser lets the page keep things: IndexedDB, else `localStorage`, else nowhere. What an older
// page kept in `localStorage` is brought along.
import { type KeyValueStore, webStorage } from '../../client/storage.ts';
import { openIndexedStore } from './indexed-store.ts';
import type { Backing } from './keeping.ts';
import { bringAlong } from './older-values.ts';

/** An IndexedDB that another tab or a broken profile blocks must not keep the page closed. */
const OPEN_WITHIN_MS = 3_000;

export async function openBrowserStore(): Promise<Backing> {
  const older = localStorageOf();
  const store = (await indexedStore()) ?? older ?? NOWHERE;
  if (older !== undefined) await bringAlong(older, store);
  return store;
}

async function indexedStore(): Promise<Backing | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), OPEN_WITHIN_MS);
  });
  // Refused (a private window, blocked cookies) or out of order: the next best place is looked for.
  return await Promise.race([openIndexedStore().catch(() => undefined), late]);
}

function localStorageOf(): (KeyValueStore & Backing) | undefined {
  try {
    return { ...webStorage(localStorage), follow: followStorage };
  } catch {
    // Blocked cookies: even to ask for it is refused.
    return undefined;
  }
}

/** A browser tells the other tabs of what one writes there. */
const followStorage = (changed: (key: string) => void): void =>
  addEventListener('storage', ({ key }) => {
    if (key !== null) changed(key);
  });

/** Keeps nothing, and says so. */
const NOWHERE: Backing = {
  keys: () => [],
  getItem: () => null,
  setItem: () => {
    throw new DOMException('This browser keeps nothing for this page.', 'SecurityError');
  },
  removeItem: () => undefined,
};
