// What stands above a room's very first message. Invariant: what is above the first message that is there takes as much room before
// one knows that it is the very first, so no message moves when one does.
import type { ComponentChildren } from 'preact';
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

/** Where it stands, as long as there may be more above. */
export const BeginningPlace = ({
  children,
  ...beginning
}: BeginningProps & { children?: ComponentChildren }) => (
  <div class="beginning-place">
    <Beginning {...beginning} />
    {children}
  </div>
);
