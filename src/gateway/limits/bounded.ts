// Counting by a key that strangers choose (an address, a user) must not grow with the number of strangers.

/** About 15 MB; past it the key that came first starts anew. */
const KEYS_MAX = 100_000;

/** Sets a key of a map that never holds more than {@link KEYS_MAX}. */
export function setBounded<V>(map: Map<string, V>, key: string, value: V): void {
  if (!map.has(key) && map.size >= KEYS_MAX) {
    const [first] = map.keys();
    if (first !== undefined) map.delete(first);
  }
  map.set(key, value);
}
