// Who said a message, and what can be done with them: as it is of a person in the list of people.
import { useEffect } from 'preact/hooks';
import type { User } from '../../shared/wire/objects.ts';
import type { Chat } from '../model/chat.ts';
import { personIn } from '../model/people.ts';
import type { RoomFrame } from '../model/room.ts';
import { PersonDialog } from './person-dialog.tsx';
import { useStore } from './use-store.ts';

export interface SaidByProps {
  chat: Chat;
  room: RoomFrame;
  user: User;
  onClose: () => void;
}

export function SaidBy({ chat, room, user, onClose }: SaidByProps) {
  const present = useStore(chat.store, (state) => state.present.get(room.name));
  // What they are in this room may not be known yet.
  useEffect(() => void chat.people.loadLike(room.name, user.name), [room.name, user.id]);
  const row = personIn(room, present, user, Date.now());
  return <PersonDialog chat={chat} room={room} row={row} onClose={onClose} />;
}
