// What stands above a room's very first message.
import type { Room } from '../model/room.ts';
import { isDirectRoom } from '../model/room-names.ts';
import { OPEN_ROOM_WORDS } from '../words/open-room.ts';

export interface BeginningProps {
  room: Room;
  /** What it is called in a sentence. */
  called: string;
}

export const Beginning = ({ room, called }: BeginningProps) => (
  <div class="beginning">
    <h3>{called}</h3>
    <p>{isDirectRoom(room) ? OPEN_ROOM_WORDS.conversationBegins : OPEN_ROOM_WORDS.begins}</p>
  </div>
);
