import type { Chat } from '../model/chat.ts';
import { COMMON_WORDS } from '../words/places.ts';
import { later, useLater } from './use-later.ts';

const DIALOGS = later(() => import('./dialogs.ts'));

/** What opens over the page or beside it about messages, people, rooms and names, once they are there; `onMissing`: one is wanted, and cannot be had. */
export const useDialogs = (chat: Chat, isWanted: boolean, onMissing: () => void) =>
  useLater(DIALOGS, {
    isWanted,
    onMissing: () => {
      onMissing();
      chat.say(COMMON_WORDS.missing);
    },
  });

/** Who comes near what opens one will not wait for it. Where it cannot be had, that is said when it is wanted. */
export const comesNearDialogs = (): void => void DIALOGS.fetch().catch(() => undefined);
