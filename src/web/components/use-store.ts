// Ties a component to a part of the store: it renders again when that part is another value, and only then.
import { useEffect, useState } from 'preact/hooks';
import type { Store } from '../model/store.ts';

/** `select` must give the same object while nothing it reads has changed. */
export function useStore<T, Part>(store: Store<T>, select: (value: T) => Part): Part {
  const [, rerender] = useState({});
  const part = select(store.get());
  useEffect(() => {
    let shown = part;
    const look = () => {
      const now = select(store.get());
      if (Object.is(now, shown)) return;
      shown = now;
      rerender({});
    };
    look();
    return store.subscribe(look);
  }, [store, part]);
  return part;
}
