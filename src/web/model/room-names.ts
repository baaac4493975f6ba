// What a room is called before a person: by its title, a direct one by its people. Pure. Its name stays in addresses.
import { isDirectName } from '../../chat/room/direct-name.ts';
import type { User } from '../../shared/wire/objects.ts';
import { ROOM_WORDS } from '../words/rooms.ts';
import type { ChatState } from './chat-state.ts';
import { namesIn } from './message-words.ts';
import type { Room } from './room.ts';

export const isDirectRoom = ({ name, standing }: Pick<Room, 'name' | 'standing'>): boolean =>
  standing?.state.kind === 'direct' || isDirectName(name);

export type Sign = 'open' | 'closed' | 'people';

/** What stands before its name. */
export function signOf(room: Pick<Room, 'name' | 'standing'>): Sign {
  if (isDirectRoom(room)) return 'people';
  const { kind = 'public' } = room.standing?.state ?? {};
  return kind === 'public' ? 'open' : 'closed';
}

/** The people of a direct room without the person, by the names that they have now. */
export function othersIn({ members, view }: Room, me: string): User[] {
  const names = namesIn(view);
  return [...members.values()]
    .filter(({ user }) => user.id !== me)
    .map(({ user }) => ({ ...user, name: names.get(user.id) ?? user.name }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

export function labelOf(room: Room, me: string): string {
  if (!isDirectRoom(room)) return room.standing?.state.title ?? room.name;
  const names = othersIn(room, me).map(({ name }) => name);
  // Where nobody knows whose they are.
  return names.length === 0 ? ROOM_WORDS.sections.direct : names.join(', ');
}

/** In a sentence: `#lobby`, a title, or with whom one speaks. */
export const calledIn = (room: Room, me: string): string => calledAs(room, labelOf(room, me));

/** The same by its label. */
export const calledAs = (room: Pick<Room, 'name' | 'standing'>, label: string): string =>
  label === room.name && !isDirectRoom(room) ? `#${label}` : label;

/** The same of any room, also of one that is not in the list: its name is all that is known of it. */
export function calledBy({ rooms, user }: Pick<ChatState, 'rooms' | 'user'>, name: string): string {
  const room = Object.hasOwn(rooms, name) ? rooms[name] : undefined;
  if (room !== undefined) return calledIn(room, user.id);
  return isDirectName(name) ? ROOM_WORDS.sections.direct : `#${name}`;
}
