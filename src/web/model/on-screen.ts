// What of a room is on the screen. Pure.
import { type ChatState, roomIn } from './chat-state.ts';
import type { Room } from './room.ts';
import { viewOf } from './stretch.ts';

/** What is on the screen: the live end with what is on its way, or a stretch of the past. */
export function onScreen(room: Room): Room {
  const { stretch } = room;
  if (stretch === undefined) return room;
  return {
    ...room,
    view: viewOf(stretch),
    older: stretch.older,
    outgoing: [],
  };
}

/** The same of the room of a name, for who asks once. */
export function shownIn(state: ChatState, name: string): Room | undefined {
  const room = roomIn(state, name);
  return room && onScreen(room);
}
