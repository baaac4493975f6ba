// Brings along what stands in `localStorage`: what an older page kept there, or a page that could have nothing else.
// Invariant: a value is removed there only when it is kept in its new place.
import { isRecord } from '../../client/records.ts';
import { isCursor, type KeyValueStore, keysOf } from '../../client/storage.ts';
import type { Backing } from './keeping.ts';
import { cachePrefix, keptPrefix, USER_KEY } from './memory.ts';

const APP = 'chatk8s:';
const KEPT = /^chatk8s:kept:/;
const CACHE = /^chatk8s:cache:/;
/** `chatk8s:<user id>:<kind>:<room or message>`; a user id may hold colons, what comes after it does not. */
const OLD_OF_ROOM = /^chatk8s:(.+):(post|draft|room):([^:]+)$/;
const OLD_OF_USER = /^chatk8s:(.+):(rooms|last-room)$/;

interface Value {
  key: string;
  text: string;
}

export async function bringAlong(older: KeyValueStore, store: Backing): Promise<void> {
  for (const key of keysOf(older, APP)) {
    const moved = newPlace({ key, text: older.getItem(key) ?? '' });
    if (moved === 'stays' || (older === store && moved?.key === key)) continue;
    try {
      if (moved !== undefined) await store.setItem(moved.key, moved.text);
      older.removeItem(key);
    } catch {
      // No room for it now: it stays where it is, and the next page tries again.
    }
  }
}

/** Where a value of ours stands from now on; undefined for what is not worth it, because the server has it, too. */
function newPlace({ key, text }: Value): Value | 'stays' | undefined {
  if (key === USER_KEY || KEPT.test(key) || CACHE.test(key)) return { key, text };
  const [, owner = '', kind = '', name = ''] = OLD_OF_ROOM.exec(key) ?? OLD_OF_USER.exec(key) ?? [];
  switch (kind) {
    case 'post':
    case 'draft':
      return { key: `${keptPrefix(owner)}${kind}:${name}`, text };
    case 'room':
      return readMark(text, `${keptPrefix(owner)}read:${name}`);
    case 'rooms':
    case 'last-room':
      return { key: `${cachePrefix(owner)}${kind}`, text };
    default:
      return 'stays';
  }
}

/** An older page kept how far a room was read together with the room's messages. */
function readMark(room: string, key: string): Value | undefined {
  const value: unknown = parsed(room);
  if (!isRecord(value) || !isCursor(value.cursor)) return undefined;
  const mark = { ...value.cursor, seq: value.readSeq };
  return isCursor(mark) ? { key, text: JSON.stringify(mark) } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut or somebody else's: nothing can be taken from it.
    return undefined;
  }
}
