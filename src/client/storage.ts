// What outlives the process or the page: where each room was read up to, and what was typed but not
// yet stored. Invariant: one key per message, so that two tabs of one person never overwrite each other.

/** How far a room was received: a position in one log, which `epoch` names. */
export interface Cursor {
  seq: number;
  epoch: string;
}

/** A message on its way. */
export interface PendingPost {
  /** UUIDv7; the same id again is the same message, on any gateway, next week too. */
  id: string;
  room: string;
  text: string;
  /** Whether a gateway may have seen it: then it keeps its id whatever happens. */
  sent: boolean;
}

/**
 * Where a client keeps it. Everything is synchronous: a closing page waits for nothing. What it throws is thrown on,
 * outside of the client, which goes on without it.
 */
export interface ChatStorage {
  loadCursor(room: string): Cursor | undefined;
  /** `undefined` forgets the room. */
  saveCursor(room: string, cursor: Cursor | undefined): void;
  /** Oldest first. */
  loadPosts(): PendingPost[];
  savePost(post: PendingPost): void;
  /** Another tab of the same person may have been first. */
  removePost(id: string): void;
}

/** Forgets everything with the process. The default. */
export function memoryStorage(): ChatStorage {
  const cursors = new Map<string, Cursor>();
  const posts = new Map<string, PendingPost>();
  return {
    loadCursor: (room) => cursors.get(room),
    saveCursor: (room, cursor) => {
      if (cursor === undefined) cursors.delete(room);
      else cursors.set(room, cursor);
    },
    loadPosts: () => [...posts.values()],
    savePost: (post) => {
      posts.set(post.id, post);
    },
    removePost: (id) => void posts.delete(id),
  };
}

/** Where values are kept by key; `webStorage(localStorage)` is one. */
export interface KeyValueStore {
  /** All of them at once: asked for one by one, a thousand would be listed a thousand times. */
  keys(): string[];
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The browser's `localStorage` or `sessionStorage` as a {@link KeyValueStore}. */
export function webStorage(
  storage: Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>,
): KeyValueStore {
  return {
    keys: () =>
      Array.from({ length: storage.length }, (_, index) => storage.key(index)).filter(
        (key) => key !== null,
      ),
    getItem: (key) => storage.getItem(key),
    setItem: (key, value) => storage.setItem(key, value),
    removeItem: (key) => storage.removeItem(key),
  };
}

/**
 * Keeps it in `store`. `namespace` must name the user (`chatk8s:<user id>`), so that nothing one person typed
 * is ever sent as another. `onRefused` is told when a message on its way is not kept, because the store is full or
 * forbidden: it is sent all the same, and lost only with the page.
 */
export function browserStorage(
  store: KeyValueStore,
  namespace: string,
  onRefused?: (error: unknown) => void,
): ChatStorage {
  const cursorKey = (room: string) => `${namespace}:cursor:${room}`;
  const postPrefix = `${namespace}:post:`;
  return {
    loadCursor: (room) => readJson(store, cursorKey(room), isCursor),
    saveCursor: (room, cursor) => {
      if (cursor === undefined) store.removeItem(cursorKey(room));
      else tryTo(() => writeJson(store, cursorKey(room), cursor));
    },
    loadPosts: () =>
      keysOf(store, postPrefix)
        .map((key) => readJson(store, key, isPost))
        .filter((post) => post !== undefined)
        // UUIDv7: the order of the ids is the order in which they were typed.
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    savePost: (post) => tryTo(() => writeJson(store, postPrefix + post.id, post), onRefused),
    removePost: (id) => store.removeItem(postPrefix + id),
  };
}

/** The keys of `store` that begin with `prefix`. */
export const keysOf = (store: Pick<KeyValueStore, 'keys'>, prefix: string): string[] =>
  store.keys().filter((key) => key.startsWith(prefix));

/** Reads JSON of the expected shape; anything else, an older version's say, counts as absent. */
export function readJson<T>(
  store: KeyValueStore,
  key: string,
  is: (value: unknown) => value is T,
): T | undefined {
  const text = store.getItem(key);
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return is(value) ? value : undefined;
  } catch {
    // Somebody else's text under our key: as good as none.
    return undefined;
  }
}

/** Writes JSON. Throws what the store throws when it is full or forbidden. */
export function writeJson(store: KeyValueStore, key: string, value: unknown): void {
  store.setItem(key, JSON.stringify(value));
}

/** A store that refuses costs what it would have kept, never the message in hand. */
function tryTo(write: () => void, onRefused?: (error: unknown) => void): void {
  try {
    write();
  } catch (error) {
    // A cursor that is not kept costs a backlog: nobody need be told.
    onRefused?.(error);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const isCursor = (value: unknown): value is Cursor =>
  isRecord(value) && Number.isSafeInteger(value.seq) && typeof value.epoch === 'string';

const isPost = (value: unknown): value is PendingPost =>
  isRecord(value) &&
  typeof value.id === 'string' &&
  typeof value.room === 'string' &&
  typeof value.text === 'string' &&
  typeof value.sent === 'boolean';
