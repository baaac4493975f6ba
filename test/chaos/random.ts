// Chance that can be played again: the same seed gives the same draws in the same order (mulberry32).
// Invariant: whatever a run does on purpose is drawn here, before it is done; nothing asks Math.random.

export interface Random {
  /** In [0, 1). */
  next: () => number;
  /** A whole number from `low` to `high`, both included. */
  int: (low: number, high: number) => number;
  pick: <T>(list: readonly T[]) => T;
  chance: (probability: number) => boolean;
  shuffled: <T>(list: readonly T[]) => T[];
  /** One of its own, so that how often the one is asked does not change what the other says. */
  fork: () => Random;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    int,
    pick: (list) => {
      if (list.length === 0) throw new Error('nothing to pick from');
      return list[int(0, list.length - 1)] as (typeof list)[number];
    },
    chance: (probability) => next() < probability,
    shuffled: (list) => {
      const left = [...list];
      return list.map(() => left.splice(int(0, left.length - 1), 1)[0] as (typeof list)[number]);
    },
    fork: () => seeded(int(0, 2 ** 32 - 1)),
  };
}
