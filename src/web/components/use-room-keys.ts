// The keys that work all over the page: Alt with an arrow steps through the rooms, `/` and Ctrl+K (on a Mac Command+K) find one.
import { useEffect, useRef } from 'preact/hooks';

export interface RoomKeys {
  step: (by: 1 | -1) => void;
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
        now.current.step(key === 'ArrowDown' ? 1 : -1);
      } else if (asksToFind(event) && now.current.find()) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function asksToFind({ key, altKey, ctrlKey, metaKey, shiftKey, target }: KeyboardEvent): boolean {
  if (altKey) return false;
  if (ctrlKey || metaKey) return key.toLowerCase() === 'k' && !shiftKey;
  return key === '/' && !isWrittenIn(target);
}

const isWrittenIn = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select'));
