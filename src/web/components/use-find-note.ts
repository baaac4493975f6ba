// The browser's own search sees what is drawn, which is a part of a long room: whoever begins it is told where everything is found.
import { useEffect, useRef } from 'preact/hooks';

/** `isWhole`: there is nothing of the room that the browser would not find. */
export function useFindNote(isWhole: () => boolean, tell: () => void) {
  const whole = useRef(isWhole);
  whole.current = isWhole;
  useEffect(() => {
    let told = false;
    const key = ({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent) => {
      const isFind = key.toLowerCase() === 'f' && (ctrlKey || metaKey) && !shiftKey && !altKey;
      if (!isFind || whole.current() || told) return;
      told = true;
      tell();
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, []);
}
