// The smallest store that does: one value, replaced as a whole, and those who want to know. Invariant: a value
// is never changed in place, so "the same object" means "nothing changed".

export interface Store<T> {
  get(): T;
  update(change: (value: T) => T): void;
  /** Calls `listener` after every change. Returns the function that ends this. */
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    update: (change) => {
      const next = change(value);
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
