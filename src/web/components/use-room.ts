import { useRef } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { roomIn } from '../model/chat-state.ts';
import { drawnRoom } from '../model/drawn-room.ts';
import type { Room } from '../model/room.ts';
import { useStore } from './use-store.ts';

/** A room with all that is said in it; undefined where there is none of that name. Who asks is drawn with each message. */
export function useRoom(chat: Chat, name: string): Room | undefined {
  const drawn = useRef<Room>(undefined);
  return useStore(chat.store, (state) => {
    const room = roomIn(state, name);
    drawn.current = room && drawnRoom(room, drawn.current);
    return drawn.current;
  });
}
