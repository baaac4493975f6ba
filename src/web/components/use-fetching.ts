import { useEffect, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { watchLongFetch } from '../model/long-fetch.ts';

/** Whether more of a room is on its way for so long that it is to be shown: whatever else is drawn of the room stays. */
export function useFetching(chat: Chat, room: string, side: 'older' | 'newer'): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(
    () => watchLongFetch(chat.store, { room, side, onChange: setLong }),
    [chat, room, side],
  );
  return isLong;
}
