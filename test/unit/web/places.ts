// Places in a browser to keep things, without a browser: with room for so many characters, at once or later.
import type { KeyValueStore } from '../../../src/client/storage.ts';
import type { Backing } from '../../../src/web/model/keeping.ts';

interface Limited {
  /** What is kept. */
  items: Map<string, string>;
  /** Characters of all values. */
  room: number;
}

/** Like `localStorage`: keeps at once or throws at once. */
export function place(
  room = Number.POSITIVE_INFINITY,
): KeyValueStore & Limited & Pick<Backing, 'makeRoom'> {
  const items = new Map<string, string>();
  return {
    items,
    room,
    keys: () => [...items.keys()],
    getItem: (key) => items.get(key) ?? null,
    setItem(key, value) {
      const others = [...items].filter(([one]) => one !== key);
      const used = others.reduce((sum, [, text]) => sum + text.length, value.length);
      if (used > this.room) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, value);
    },
    removeItem: (key) => void items.delete(key),
  };
}

/** Like IndexedDB: shows a value at once and learns later whether it is kept. */
export function latePlace(room = Number.POSITIVE_INFINITY): Backing & Limited {
  const disk = place(room);
  const shown = new Map<string, string>();
  return {
    items: disk.items,
    get room() {
      return disk.room;
    },
    set room(characters) {
      disk.room = characters;
    },
    keys: () => [...shown.keys()],
    getItem: (key) => shown.get(key) ?? null,
    setItem: async (key, value) => {
      shown.set(key, value);
      await Promise.resolve();
      disk.setItem(key, value);
    },
    removeItem: async (key) => {
      shown.delete(key);
      await Promise.resolve();
      disk.removeItem(key);
    },
  };
}
