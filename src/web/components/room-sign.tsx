// What stands before a room's name: open to all, closed to most, or people. The name says who; the sign says nothing to a screen
// reader but that a room is private.
import type { Sign } from '../model/room-names.ts';
import { ROOM_WORDS } from '../words/rooms.ts';
import { Icon } from './icon.tsx';

export function RoomSign({ sign, here }: { sign: Sign; here?: boolean }) {
  switch (sign) {
    case 'open':
      return (
        <span class="hash" aria-hidden="true">
          #
        </span>
      );
    case 'closed':
      return (
        <span class="hash">
          <Icon name="lock" size={14} />
          <span class="visually-hidden">{ROOM_WORDS.private} </span>
        </span>
      );
    default:
      return <span class="here" data-here={here} aria-hidden="true" />;
  }
}
