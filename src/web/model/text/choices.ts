// Whom and what somebody who writes in a room may mean. Pure.
import { isModerator } from '../../../chat/kernel/command.ts';
import type { User } from '../../../shared/wire/objects.ts';
import type { ChatState } from '../chat-state.ts';
import type { Room } from '../room.ts';
import { isDirectRoom, labelOf } from '../room-names.ts';

/** Without the person: those who spoke last first, then whoever else belongs there or is there, by name. */
export function peopleToName(room: Room | undefined, here: readonly User[], me: string): User[] {
  const all = new Map<string, User>();
  const named = new Map([...(room?.members ?? [])].map(([id, { user }]) => [id, user]));
  for (const user of here) named.set(user.id, user);
  for (const { user } of room?.view.messages.toReversed() ?? []) {
    if (!all.has(user.id)) all.set(user.id, user);
  }
  const others = [...named.values()].sort((a, b) => a.name.localeCompare(b.name));
  for (const user of others) if (!all.has(user.id)) all.set(user.id, user);
  all.delete(me);
  return [...all.values()].filter(({ id }) => canBeNamed(room?.members.get(id)?.member.state));
}

const canBeNamed = (state: string | undefined) => state !== 'banned' && state !== 'invited';

/** The person's rooms, but for conversations: they have no name that says anything. */
export const roomsToName = ({ rooms, names, user }: ChatState) =>
  names
    .map((name) => rooms[name])
    .filter((room): room is Room => room !== undefined && !isDirectRoom(room))
    .map((room) => ({ name: room.name, label: labelOf(room, user.id) }));

/** A guest's @everyone is a text like any other (src/chat/mention/resolve.ts). */
export const mayCallEveryone = ({ user, roles }: Pick<ChatState, 'user' | 'roles'>): boolean =>
  isModerator({ user, roles }) || (user.kind !== undefined && user.kind !== 'guest');
