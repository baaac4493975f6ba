// What can be done about a membership, act by act: who may, and what the membership is then. Pure; a table, so that each act
// is read by itself. Whoever acts on others stands above them, but for owners, who are each other's equals.
import type { ErrorCode } from '../../shared/wire/codes.ts';
import { isDirectName } from '../room/direct-name.ts';
import { isDirect, isPublic, ownersOf } from '../room/room.ts';
import {
  type MEMBER_FACTS,
  memberBanned,
  memberInvited,
  memberJoined,
  memberLeft,
  memberMuted,
  memberRemoved,
  memberUnbanned,
  memberUnmuted,
  roleChanged,
} from './facts.ts';
import { FOREVER_MS, kept, type Member } from './member.ts';
import { rankOf, type Standing } from './standing.ts';

export interface About {
  /** Who acts. */
  standing: Standing;
  /** Whether it is about themselves. */
  isOwn: boolean;
  /** The membership that it is about. */
  before: Member;
  /** Whether the log ever said one. */
  isKnown: boolean;
  until: number | undefined;
  role: string | undefined;
  room: string;
  now: number;
}

type Next =
  | { kind: (typeof MEMBER_FACTS)[number]; member: Member }
  | { refused: ErrorCode; message: string };

interface Rules {
  /** What one does about oneself alone, whatever one may do in the room. */
  isOfOneself: boolean;
  decide: (about: About) => Next;
}

const no = (refused: ErrorCode, message: string): Next => ({ refused, message });
const direct = no('forbidden', 'a direct room stays with its people');

/** Of another membership; undefined where the one who acts stands above it. */
function notAbove({ standing, isOwn, before }: About): Next | undefined {
  if (isDirect(standing.room)) return direct;
  const rank = rankOf(standing);
  if (rank < 2) return no('forbidden', 'only moderators and owners of the room may');
  if (isOwn) return no('forbidden', 'this cannot be done to oneself');
  const other = before.state === 'in' ? ({ owner: 3, moderator: 2 }[before.role] ?? 1) : 1;
  if (rank > other || rank === 3) return undefined;
  return no('forbidden', 'only owners may, of one who moderates as well');
}

const isLastOwner = ({ standing: { room }, before }: About): boolean =>
  before.role === 'owner' && ownersOf(room).length <= 1;
const lastOwner = no('conflict', 'you are the only owner: make somebody else one first');

const invite: Rules['decide'] = ({ standing, isOwn, before }) => {
  if (isDirect(standing.room)) return direct;
  if (isOwn) return no('conflict', 'nobody invites themselves: join');
  if (before.state === 'banned') return no('conflict', 'they are banned: unban them first');
  if (before.state === 'in' || before.state === 'invited') {
    return no('conflict', before.state === 'in' ? 'they are in it' : 'they are invited already');
  }
  const member = { state: 'invited', role: 'member', ...kept(before) };
  return { kind: memberInvited, member };
};

const accept: Rules['decide'] = ({ standing, isOwn, before, isKnown, room }) => {
  if (!isOwn) return no('forbidden', 'each person accepts for themselves');
  if (before.state === 'banned') return no('forbidden', `you are banned from ${room}`);
  if (before.state === 'in') return no('conflict', `you are in ${room}`);
  if (standing.room.archived === true) return no('forbidden', `${room} is archived`);
  // Who left a direct room is one of its people all the same.
  const mayComeBack = isDirect(standing.room) && isKnown;
  const isOpen = isPublic(standing.room) && !isDirectName(room) && standing.isBot !== true;
  const mayCome = before.state === 'invited' || isOpen || standing.isOperator || mayComeBack;
  if (!mayCome) return no('forbidden', `${room} is private: somebody who is in it invites you`);
  return { kind: memberJoined, member: { state: 'in', role: 'member', ...kept(before) } };
};

const leave: Rules['decide'] = (about) => {
  const { isOwn, before, room } = about;
  if (!isOwn) return no('forbidden', 'each person leaves for themselves: remove them');
  if (before.state !== 'in' && before.state !== 'invited') {
    return no('conflict', `you are not in ${room}`);
  }
  if (isLastOwner(about)) return lastOwner;
  return { kind: memberLeft, member: { state: 'out', role: 'member', ...kept(before) } };
};

const remove: Rules['decide'] = (about) => {
  const { before } = about;
  const problem = notAbove(about);
  if (problem !== undefined) return problem;
  if (before.state === 'banned') return no('conflict', 'they are banned already');
  return { kind: memberRemoved, member: { state: 'removed', role: 'member', ...kept(before) } };
};

const ban: Rules['decide'] = (about) => {
  const { before } = about;
  const problem = notAbove(about);
  if (problem !== undefined) return problem;
  if (before.state === 'banned') return no('conflict', 'they are banned already');
  return { kind: memberBanned, member: { state: 'banned', role: 'member', ...kept(before) } };
};

const unban: Rules['decide'] = (about) => {
  const { before } = about;
  const problem = notAbove(about);
  if (problem !== undefined) return problem;
  if (before.state !== 'banned') return no('conflict', 'they are not banned');
  return { kind: memberUnbanned, member: { state: 'out', role: 'member', ...kept(before) } };
};

const mute: Rules['decide'] = (about) => {
  const { before, until = FOREVER_MS, now } = about;
  const problem = notAbove(about);
  if (problem !== undefined) return problem;
  if (until <= now) return no('conflict', 'until lies in the past: unmute them');
  return { kind: memberMuted, member: { ...before, mutedUntil: until } };
};

const unmute: Rules['decide'] = (about) => {
  const { before, now } = about;
  const problem = notAbove(about);
  if (problem !== undefined) return problem;
  const { mutedUntil = 0, ...member } = before;
  if (mutedUntil <= now) return no('conflict', 'they are not muted');
  return { kind: memberUnmuted, member };
};

const role: Rules['decide'] = (about) => {
  const { standing, isOwn, before, role: next = 'member' } = about;
  if (isDirect(standing.room)) return direct;
  if (rankOf(standing) < 3) return no('forbidden', 'only owners of the room give and take roles');
  if (before.state !== 'in') return no('conflict', 'they are not in the room: invite them first');
  if (before.role === next) return no('conflict', `they are ${next} already`);
  if (isOwn && isLastOwner(about)) return lastOwner;
  return { kind: roleChanged, member: { ...before, role: next } };
};

export const ACTS = {
  invite: { isOfOneself: false, decide: invite },
  accept: { isOfOneself: true, decide: accept },
  leave: { isOfOneself: true, decide: leave },
  remove: { isOfOneself: false, decide: remove },
  ban: { isOfOneself: false, decide: ban },
  unban: { isOfOneself: false, decide: unban },
  mute: { isOfOneself: false, decide: mute },
  unmute: { isOfOneself: false, decide: unmute },
  role: { isOfOneself: false, decide: role },
} as const satisfies Record<string, Rules>;
export type Act = keyof typeof ACTS;
