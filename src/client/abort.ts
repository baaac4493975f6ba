// Giving up a wait by an `AbortSignal`. Invariant: nothing is begun under a signal that is aborted already, and nothing listens to one
// when the wait is over.

/** What every wait of this library can be told. */
export interface WaitOptions {
  /** Gives the waiting up: it rejects with the signal's `reason`. What was asked of the server may be done all the same. */
  signal?: AbortSignal | undefined;
}

/** What `begin` resolves to; rejects with the signal's reason as soon as it is aborted. */
export function until<T>(begin: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return begin();
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const over = () => signal.removeEventListener('abort', abort);
    begin().finally(over).then(resolve, reject);
  });
}
