// The keys that work all over the page: Alt with an arrow steps through the rooms, with Shift through those in which something is
// new; `/` finds one of the list.
import { useEffect, useRef } from 'preact/hooks';
import { isWrittenIn } from './is-written-in.ts';

export interface RoomKeys {
  step: (by: 1 | -1, isNew: boolean) => void;
  /** Whether there is a field to type into. */
  find: () => boolean;
}

export function useRoomKeys(keys: RoomKeys): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, altKey } = event;
      if (altKey && (key === 'ArrowDown' || key === 'ArrowUp')) {
        event.preventDefault();
        now.current.step(key === 'ArrowDown' ? 1 : -1, event.shiftKey);
      } else if (asksToFind(event) && now.current.find()) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function asksToFind({ key, altKey, ctrlKey, metaKey, target }: KeyboardEvent): boolean {
  if (altKey || ctrlKey || metaKey) return false;
  // Behind what lies over the page nothing is found.
  return key === '/' && !isWrittenIn(target) && document.querySelector('dialog[open]') === null;
}
