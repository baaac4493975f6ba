// Says for a moment that something was done. Its place stands there always, so that screen readers notice what appears in it.
import { useEffect } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { useStore } from './use-store.ts';

/** A word or two, and a sentence: as long as one reads it. */
const SAID_MS = 2_500;
const LETTER_MS = 70;

export function Toast({ chat }: { chat: Chat }) {
  const said = useStore(chat.store, (state) => state.said);
  useEffect(() => {
    if (said === undefined) return;
    const readMs = Math.max(SAID_MS, said.words.length * LETTER_MS);
    const timer = setTimeout(() => chat.tell(undefined), readMs);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div class="toast" role="status">
      {said?.words}
    </div>
  );
}
