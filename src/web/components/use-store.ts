// Ties a component to a part of the store: it renders again when that part is another value, and only then.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Store } from '../model/store.ts';

/** `select` must give the same object while nothing it reads has changed. */
export function useStore<T, Part>(
  store: Pick<Store<T>, 'get' | 'subscribe'>,
  select: (value: T) => Part,
): Part {
  const [, rerender] = useState({});
  const part = select(store.get());
  // What is asked for may depend on the component, which renders without its part being another.
  const asked = useRef(select);
  asked.current = select;
  useEffect(() => {
    let shown = part;
    const look = () => {
      const now = asked.current(store.get());
      if (Object.is(now, shown)) return;
      shown = now;
      rerender({});
    };
    look();
    return store.subscribe(look);
  }, [store, part]);
  return part;
}
