// What the person is in a room, and so what they may do there: as the gateway said it when they came in, and as facts say it since.
// Pure. Invariant: who may do what is the same rule that the gateway decides by (src/chat/member/standing.ts).
import { MODERATOR } from '../../chat/kernel/command.ts';
import { FOREVER_MS, saysMember } from '../../chat/member/member.ts';
import {
  actProblem,
  isOperatorOf,
  moderates,
  rankOf,
  type Standing,
} from '../../chat/member/standing.ts';
import { saysRoom } from '../../chat/room/room.ts';
import type { EventFrame } from '../../shared/wire/frames.ts';
import type { User } from '../../shared/wire/objects.ts';
import { NO_WRITING_WORDS } from '../words/notices.ts';
import { withMember } from './members.ts';
import type { Room, RoomFrame } from './room.ts';
import { isDirectRoom } from './room-names.ts';
import { untilOf } from './time.ts';

export interface Somebody {
  user: User;
  /** Of their token. */
  roles: readonly string[];
}

/** As the gateway judges it; undefined where a gateway of before says nothing of rooms, or nobody asked yet. */
export function standingIn(
  { name, standing }: Pick<Room, 'name' | 'standing'>,
  { user, roles }: Somebody,
): Standing | undefined {
  if (standing === undefined) return undefined;
  const { state: room, member } = standing;
  return { room, member, isOperator: isOperatorOf({ user, roles }, room, name) };
}

/** Whether they may do what only those may who look after the room. Where nothing is said of rooms, the token counts. */
export function moderatesIn(room: RoomFrame, somebody: Somebody): boolean {
  const standing = standingIn(room, somebody);
  return standing === undefined ? somebody.roles.includes(MODERATOR) : moderates(standing);
}

/** Whether they may change what the room is; its slow mode those who moderate it, too. */
export function ownsRoom(room: RoomFrame, somebody: Somebody): boolean {
  const standing = standingIn(room, somebody);
  return standing !== undefined && !isDirectRoom(room) && rankOf(standing) === 3;
}

/** Whether they may become a member by themselves: of a room that somebody made, and is open. */
export const mayJoin = ({ standing }: Pick<Room, 'standing'>): boolean =>
  standing !== undefined &&
  standing.state.kind === 'public' &&
  standing.state.archived !== true &&
  standing.state.owners !== undefined &&
  standing.member.state !== 'in' &&
  standing.member.state !== 'banned';

/** Whether they may ask somebody in. */
export function mayInvite(room: RoomFrame, somebody: Somebody, now: number): boolean {
  const standing = standingIn(room, somebody);
  if (standing === undefined || isDirectRoom(room)) return false;
  return actProblem(standing, room.name, now) === undefined;
}

/** Why they write nothing in it now, in words; `untilMs`: then they may again. Undefined where nothing is against it. */
export function whyNoWriting(
  { name, standing }: Pick<Room, 'name' | 'standing'>,
  somebody: Somebody,
  now: number,
): { words: string; untilMs?: number } | undefined {
  const full = standingIn({ name, standing }, somebody);
  if (full?.room.archived === true) return { words: NO_WRITING_WORDS.archived };
  const { mutedUntil = 0 } = full?.member ?? {};
  if (full === undefined || full.isOperator || mutedUntil <= now) return undefined;
  if (mutedUntil >= FOREVER_MS) return { words: NO_WRITING_WORDS.muted };
  return { words: NO_WRITING_WORDS.mutedUntil(untilOf(mutedUntil, now)), untilMs: mutedUntil };
}

/** After a fact: it may say all that the room is now, or all that somebody is in it. */
export function withFact(
  room: Room,
  { seq, data }: Pick<EventFrame, 'seq' | 'data'>,
  me: string,
): Room {
  const { standing } = room;
  if (saysRoom(data))
    return standing === undefined ? room : { ...room, standing: { ...standing, state: data.room } };
  if (!saysMember(data)) return room;
  const members = withMember(room.members, { ...data, seq });
  if (standing === undefined || data.user.id !== me) return { ...room, members };
  return { ...room, members, standing: { ...standing, member: data.member } };
}
