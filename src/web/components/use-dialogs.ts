import type { Chat } from '../model/chat.ts';
import { COMMON_WORDS } from '../words/places.ts';
import { useLater } from './use-later.ts';

/** The list of a room's people and the dialogs about people, rooms and names, once they are there; `onMissing`: one is wanted, and cannot be had. */
export const useDialogs = (chat: Chat, isWanted: boolean, onMissing: () => void) =>
  useLater({
    load: () => import('./dialogs.ts'),
    isWanted,
    onMissing: () => {
      onMissing();
      chat.say(COMMON_WORDS.missing);
    },
  });
