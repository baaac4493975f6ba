import type { Chat } from '../model/chat.ts';
import { COMMON_WORDS } from '../words/places.ts';
import { useLater } from './use-later.ts';

/** What opens over the page or beside it about messages, people, rooms and names, once they are there; `onMissing`: one is wanted, and cannot be had. */
export const useDialogs = (chat: Chat, isWanted: boolean, onMissing: () => void) =>
  useLater({
    load: () => import('./dialogs.ts'),
    isWanted,
    onMissing: () => {
      onMissing();
      chat.say(COMMON_WORDS.missing);
    },
  });
