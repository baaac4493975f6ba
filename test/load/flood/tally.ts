// What each kind of attacker did and was told, counted. Pure.

/** Kind of attacker → what happened → how often. */
export type Tally = Map<string, Map<string, number>>;

/** As it crosses from one process to another. */
export type TallyEntry = [kind: string, what: string, count: number];

export function count(tally: Tally, kind: string, what: string, by = 1): void {
  const of = tally.get(kind) ?? new Map<string, number>();
  tally.set(kind, of.set(what, (of.get(what) ?? 0) + by));
}

export const entriesOf = (tally: Tally): TallyEntry[] =>
  [...tally].flatMap(([kind, of]) =>
    [...of].map(([what, times]): TallyEntry => [kind, what, times]),
  );

export function sumOf(parts: readonly (readonly TallyEntry[])[]): Tally {
  const sum: Tally = new Map();
  for (const [kind, what, times] of parts.flat()) count(sum, kind, what, times);
  return sum;
}

/** A line for each kind, the most frequent first. */
export function linesOf(tally: Tally): string[] {
  return [...tally].map(([kind, of]) => {
    const said = [...of].sort((a, b) => b[1] - a[1]).map(([what, times]) => `${what} ${times}`);
    return `${kind.padEnd(12)} ${said.join(', ')}`;
  });
}
