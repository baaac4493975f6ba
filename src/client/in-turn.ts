// A browser's tabs have one cookie between them. Whoever asks about it may have it renewed, and two who do so at once would use what
// renews it twice, which a provider takes for a theft: so they ask in turn.

const LOCK = 'chatk8s:session';

interface Locks {
  request: <T>(name: string, how: { signal: AbortSignal }, work: () => Promise<T>) => Promise<T>;
}

/**
 * What `work` resolves with, when no other tab of this origin does such work. Rejects where its turn does not come within `patienceMs`.
 * Where there are no locks (a page over plain HTTP from another machine, an old browser) it begins at once.
 */
export async function inTurn<T>(patienceMs: number, work: () => Promise<T>): Promise<T> {
  // Not every runtime's types know them, and not every page has them.
  const { locks } = (globalThis.navigator ?? {}) as { locks?: Locks };
  if (locks === undefined) return await work();
  return await locks.request(LOCK, { signal: AbortSignal.timeout(patienceMs) }, work);
}
