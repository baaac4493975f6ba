// The keys that open something from anywhere (src/web/words/keys.ts lists them). Invariant: what lies over the page has to be done
// with first.
import { useEffect, useRef } from 'preact/hooks';
import { isWrittenIn } from './is-written-in.ts';

export interface PageKeys {
  onSwitch: () => void;
  onHelp: () => void;
  onSettings: () => void;
  onAllRead: () => void;
}

export function usePageKeys(keys: PageKeys): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector('dialog[open]') !== null) return;
      const deed = deedOf(event);
      if (deed === undefined) return;
      event.preventDefault();
      now.current[deed]();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function deedOf(event: KeyboardEvent): keyof PageKeys | undefined {
  const { key, ctrlKey, metaKey, shiftKey, altKey, target } = event;
  if (altKey) return undefined;
  if (ctrlKey || metaKey) {
    if (key.toLowerCase() === 'k' && !shiftKey) return 'onSwitch';
    if (key === '/' || key === '?') return 'onHelp';
    return key === ',' ? 'onSettings' : undefined;
  }
  if (key === 'Escape' && shiftKey) return 'onAllRead';
  return key === '?' && !isWrittenIn(target) ? 'onHelp' : undefined;
}
