import { useEffect, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { roomIn } from '../model/chat-state.ts';
import { isFetching } from '../model/drawn-room.ts';

/** What comes sooner is there before anybody saw that it was waited for, milliseconds. */
const SHOWN_AFTER_MS = 300;

/** Whether more of a room is on its way for so long that it is to be shown: whatever else is drawn of the room stays. */
export function useFetching(chat: Chat, room: string, side: 'older' | 'newer'): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      if (isFetching(roomIn(chat.store.get(), room), side)) {
        timer ??= setTimeout(() => setLong(true), SHOWN_AFTER_MS);
        return;
      }
      clearTimeout(timer);
      timer = undefined;
      setLong(false);
    };
    look();
    const end = chat.store.subscribe(look);
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [chat, room, side]);
  return isLong;
}
