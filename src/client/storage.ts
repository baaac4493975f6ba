// What outlives the process or the page: where each room was read up to, and what was said but not yet stored.
// Invariant: one key per command, so that two tabs of one person never overwrite each other.
import type { StoredCommand } from './known-commands.ts';
import { isRecord } from './records.ts';

/** How far a room was received: a position in one log, which `epoch` names. */
export interface Cursor {
  seq: number;
  epoch: string;
}

/**
 * Where a client keeps it. Everything is synchronous: a closing page waits for nothing. What it throws is thrown on,
 * outside of the client, which goes on without it.
 */
export interface ChatStorage {
  loadCursor(room: string): Cursor | undefined;
  /** `undefined` forgets the room. */
  saveCursor(room: string, cursor: Cursor | undefined): void;
  /**
   * What was saved and not removed, as it was saved, oldest first. Another version may have saved it: the client knows
   * what it can send, and leaves the rest where it is.
   */
  loadCommands(): unknown[];
  saveCommand(command: StoredCommand): void;
  /** Another tab of the same person may have been first. */
  removeCommand(id: string): void;
}

/** Forgets everything with the process. The default. */
export function memoryStorage(): ChatStorage {
  const cursors = new Map<string, Cursor>();
  const commands = new Map<string, StoredCommand>();
  return {
    loadCursor: (room) => cursors.get(room),
    saveCursor: (room, cursor) => {
      if (cursor === undefined) cursors.delete(room);
      else cursors.set(room, cursor);
    },
    loadCommands: () => [...commands.values()],
    saveCommand: (command) => {
      commands.set(command.id, command);
    },
    removeCommand: (id) => void commands.delete(id),
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

/** The part of a browser's storage that is used. */
export interface WebStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The browser's `localStorage` or `sessionStorage` as a {@link KeyValueStore}. */
export function webStorage(storage: WebStorage): KeyValueStore {
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
 * is ever sent as another. `onRefused` is told when a command on its way is not kept, because the store is full or
 * forbidden: it is sent all the same, and lost only with the page.
 */
export function browserStorage(
  store: KeyValueStore,
  namespace: string,
  onRefused?: (error: unknown) => void,
): ChatStorage {
  const cursorKey = (room: string) => `${namespace}:cursor:${room}`;
  // Of every command, though named after the first of them: what stands there already is found.
  const commandPrefix = `${namespace}:post:`;
  return {
    loadCursor: (room) => readJson(store, cursorKey(room), isCursor),
    saveCursor: (room, cursor) => {
      if (cursor === undefined) store.removeItem(cursorKey(room));
      else tryTo(() => writeJson(store, cursorKey(room), cursor));
    },
    loadCommands: () =>
      keysOf(store, commandPrefix)
        // UUIDv7: the order of the ids is the order in which they were given.
        .sort()
        .map((key) => readJson(store, key, isRecord))
        .filter((command) => command !== undefined),
    saveCommand: (command) =>
      tryTo(() => writeJson(store, commandPrefix + command.id, command), onRefused),
    removeCommand: (id) => store.removeItem(commandPrefix + id),
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

export const isCursor = (value: unknown): value is Cursor =>
  isRecord(value) && Number.isSafeInteger(value.seq) && typeof value.epoch === 'string';
