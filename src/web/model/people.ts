// The list of a room's people, and what one of them may do with another. Pure. Invariant: nothing is offered that the gateway
// refuses by its rules (src/chat/member/acts.ts), as far as the page knows who is what.

import { actProblem, rankOf } from '../../chat/member/standing.ts';
import type { Present } from '../../client/api.ts';
import type { User } from '../../shared/wire/objects.ts';
import { compareNames } from './name-order.ts';
import type { RoomFrame } from './room.ts';
import { isDirectRoom } from './room-names.ts';
import { type Somebody, standingIn } from './standing.ts';

/** In the order of the list. A visitor is here without being a member, as in any open room. */
export const GROUPS = ['owner', 'moderator', 'member', 'visitor', 'invited', 'banned'] as const;
export type Group = (typeof GROUPS)[number];

export interface PersonRow {
  user: User;
  group: Group;
  /** Whether they have the room open somewhere now. */
  here: boolean;
  /** Milliseconds since 1970; missing where they may write. */
  mutedUntil?: number;
}

/** Everybody who is known to belong there or to be there, owners first, each group by name. */
export function peopleOf(
  { members }: RoomFrame,
  present: Present | undefined,
  now: number,
): PersonRow[] {
  const rows = new Map<string, PersonRow>();
  const here = new Map((present?.here ?? []).map((user) => [user.id, user]));
  for (const [id, { user, member }] of members) {
    const group = groupOf(member.state, member.role) ?? (here.has(id) ? 'visitor' : undefined);
    if (group === undefined) continue;
    const { mutedUntil = 0 } = member;
    rows.set(id, {
      // Who is here says what they are called now.
      user: here.get(id) ?? user,
      group,
      here: here.has(id),
      ...(mutedUntil > now && { mutedUntil }),
    });
  }
  for (const [id, user] of here) {
    if (!rows.has(id)) rows.set(id, { user, group: 'visitor', here: true });
  }
  return [...rows.values()].sort(
    (a, b) =>
      GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) ||
      compareNames(a.user.name, b.user.name) ||
      compareNames(a.user.id, b.user.id),
  );
}

/** Somebody who said something there, wherever they are now. */
export function personIn(
  room: RoomFrame,
  present: Present | undefined,
  user: User,
  now: number,
): PersonRow {
  const row = peopleOf(room, present, now).find((one) => one.user.id === user.id);
  return row ?? { user, group: 'visitor', here: false };
}

function groupOf(state: string, role: string): Group | undefined {
  if (state === 'invited' || state === 'banned') return state;
  if (state !== 'in') return undefined;
  return role === 'owner' || role === 'moderator' ? role : 'member';
}

/** Those whose names have every word that was typed. */
export function matching<T extends { user: User }>(rows: readonly T[], typed: string): T[] {
  const words = typed.toLocaleLowerCase().replace(/^\s*@/, '').split(/\s+/).filter(Boolean);
  return rows.filter(({ user }) => {
    const name = user.name.toLocaleLowerCase();
    return words.every((word) => name.includes(word));
  });
}

export const whoFits = (users: readonly User[], typed: string): User[] =>
  matching(
    users.map((user) => ({ user })),
    typed,
  ).map(({ user }) => user);

export type PersonDeed =
  | 'write'
  | 'invite'
  | 'moderator'
  | 'owner'
  | 'member'
  | 'mute'
  | 'unmute'
  | 'remove'
  | 'ban'
  | 'unban';

/** What `somebody` may do with a person in a room; with themselves only to be less than they are. */
export function personDeeds(
  room: RoomFrame,
  { user, group, mutedUntil }: Pick<PersonRow, 'user' | 'group' | 'mutedUntil'>,
  { somebody, now }: { somebody: Somebody; now: number },
): PersonDeed[] {
  const standing = standingIn(room, somebody);
  const isOwn = user.id === somebody.user.id;
  const write: PersonDeed[] = isOwn ? [] : ['write'];
  if (standing === undefined || isDirectRoom(room)) return write;
  if (actProblem(standing, room.name, now) !== undefined) return write;
  const rank = rankOf(standing);
  const isIn = group in RANKS;
  const isAlone = group === 'owner' && (standing.room.owners ?? []).length <= 1;
  const roles = ROLES.filter((role) => role !== group && rank === 3 && isIn && !(isOwn && isAlone));
  if (isOwn) return roles;
  const isAbove = rank === 3 || rank > (RANKS[group] ?? 1);
  const mute = mutedUntil === undefined ? 'mute' : 'unmute';
  const order: PersonDeed[] = rank > 1 && isAbove ? [mute, ...sending(group)] : [];
  return [...write, ...(group === 'visitor' ? (['invite'] as const) : []), ...roles, ...order];
}

const RANKS: Partial<Record<Group, number>> = { owner: 3, moderator: 2, member: 1 };
const ROLES = ['owner', 'moderator', 'member'] as const;
const sending = (group: Group): PersonDeed[] =>
  group === 'banned' ? ['unban'] : ['remove', 'ban'];
