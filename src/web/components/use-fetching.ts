import type { Chat } from '../model/chat.ts';
import { isFetching } from '../model/drawn-room.ts';
import { useStore } from './use-store.ts';

/** Whether more of a room is on its way, for who shows that: whatever else is drawn of the room stays. */
export const useFetching = (chat: Chat, room: string, side: 'older' | 'newer'): boolean =>
  useStore(chat.store, ({ rooms }) => isFetching(rooms[room], side));
