// Who writes in the open room just now. Its place is kept, so that nothing jumps; a screen reader is not told again and again.

import { typingWords } from '../model/around.ts';
import type { Chat } from '../model/chat.ts';
import { useStore } from './use-store.ts';

export function TypingLine({ chat, room }: { chat: Chat; room: string }) {
  const words = useStore(chat.store, ({ typing }) => typingWords(typing.get(room) ?? []));
  return (
    <p class="typing" dir="auto" title={words}>
      {words}
    </p>
  );
}
