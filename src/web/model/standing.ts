// What the person is in a room, and so what they may do there: as the gateway said it when they came in, and as facts say it since.
// Pure. Invariant: who may do what is the same rule that the gateway decides by (src/chat/member/standing.ts).
import { MODERATOR } from '../../chat/kernel/command.ts';
import { saysMember } from '../../chat/member/member.ts';
import { isOperatorOf, moderates } from '../../chat/member/standing.ts';
import { saysRoom } from '../../chat/room/room.ts';
import type { User } from '../../shared/wire/frames.ts';
import type { Room, Standing } from './room.ts';

export interface Somebody {
  user: User;
  /** Of their token. */
  roles: readonly string[];
}

/** Whether they may do what only those may who look after the room. A gateway of before says nothing of rooms: then the token counts. */
export function moderatesIn({ name, standing }: Room, { user, roles }: Somebody): boolean {
  if (standing === undefined) return roles.includes(MODERATOR);
  const { state: room, member } = standing;
  return moderates({ room, member, isOperator: isOperatorOf({ user, roles }, room, name) });
}

/** After a fact: it may say all that the room is now, or all that we are in it. */
export function withFact(room: Room, data: unknown, me: string): Room {
  if (room.standing === undefined) return room;
  const before: Standing = room.standing;
  if (saysRoom(data)) return { ...room, standing: { ...before, state: data.room } };
  if (!saysMember(data) || data.user.id !== me) return room;
  return { ...room, standing: { ...before, member: data.member } };
}
