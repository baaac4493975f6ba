// What the browser keeps of one person's chat: rooms, drafts, and the latest messages of each room together with
// the cursor they end at. Invariant: messages and cursor are written as one value, so that after a reload nothing
// is missing between what is shown and where the SDK resumes.
import {
  type Cursor,
  isCursor,
  isRecord,
  type KeyValueStore,
  keysOf,
  readJson,
  writeJson,
} from '../../client/storage.ts';
import type { User } from '../../shared/protocol.ts';
import type { Message } from './room.ts';

const APP = 'chatk8s';
const USER_KEY = `${APP}:user`;
/** Messages kept of each room, and their characters: a browser gives about five million in all. */
const KEPT_MESSAGES = 200;
const KEPT_CHARACTERS = 100_000;

export interface RememberedRoom {
  cursor: Cursor;
  readSeq: number;
  messages: Message[];
}

export interface Memory {
  /** Under which the SDK keeps this person's unsent messages. */
  namespace: string;
  rooms(): string[];
  saveRooms(names: readonly string[]): void;
  lastRoom(): string | undefined;
  saveLastRoom(name: string): void;
  room(name: string): RememberedRoom | undefined;
  saveRoom(name: string, room: RememberedRoom | undefined): void;
  draft(room: string): string;
  saveDraft(room: string, text: string): void;
  /** Removes everything of this person. */
  clear(): void;
}

export function openMemory(store: KeyValueStore, userId: string): Memory {
  const namespace = `${APP}:${userId}`;
  const key = (name: string) => `${namespace}:${name}`;
  return {
    namespace,
    rooms: () => readJson(store, key('rooms'), isStrings) ?? [],
    saveRooms: (names) => writeJson(store, key('rooms'), names),
    lastRoom: () => readJson(store, key('last-room'), isString),
    saveLastRoom: (name) => writeJson(store, key('last-room'), name),
    room: (name) => readJson(store, key(`room:${name}`), isRoom),
    saveRoom: (name, room) => {
      if (room === undefined) store.removeItem(key(`room:${name}`));
      else writeJson(store, key(`room:${name}`), { ...room, messages: latest(room.messages) });
    },
    draft: (room) => readJson(store, key(`draft:${room}`), isString) ?? '',
    saveDraft: (room, text) => {
      if (text === '') store.removeItem(key(`draft:${room}`));
      else writeJson(store, key(`draft:${room}`), text);
    },
    clear: () => {
      for (const one of keysOf(store, `${namespace}:`)) store.removeItem(one);
    },
  };
}

/** Who used this browser last: lets the page show what it has before a gateway answers. */
export const lastUser = (store: KeyValueStore): User | undefined =>
  readJson(store, USER_KEY, isUser);

export function saveLastUser(store: KeyValueStore, user: User | undefined): void {
  if (user === undefined) store.removeItem(USER_KEY);
  else writeJson(store, USER_KEY, user);
}

/** Whether a `storage` event says that another tab signed in or out. */
export const isUserKey = (key: string | null): boolean => key === USER_KEY;

/** The last messages that fit, without a hole. */
function latest(messages: readonly Message[]): Message[] {
  let characters = 0;
  let from = messages.length;
  while (from > 0 && messages.length - from < KEPT_MESSAGES) {
    characters += messages[from - 1]?.text.length ?? 0;
    if (characters > KEPT_CHARACTERS) break;
    from -= 1;
  }
  return messages.slice(from);
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(isString);
const isUser = (value: unknown): value is User =>
  isRecord(value) && isString(value.id) && isString(value.name);
const isMessage = (value: unknown): value is Message =>
  isRecord(value) &&
  Number.isSafeInteger(value.seq) &&
  isString(value.id) &&
  isString(value.at) &&
  isString(value.text) &&
  isUser(value.user);
const isRoom = (value: unknown): value is RememberedRoom =>
  isRecord(value) &&
  isCursor(value.cursor) &&
  Number.isSafeInteger(value.readSeq) &&
  Array.isArray(value.messages) &&
  value.messages.every(isMessage);
