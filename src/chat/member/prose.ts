// What was done to somebody in a room, in words. Pure.
import type { Notice } from '../kernel/view.ts';
import { FOREVER_MS } from './member.ts';
import type { MemberSeen } from './view.ts';

/** "Ada VERB Bob REST", or "Bob VERB" of what people do about themselves. */
export interface Deed {
  verb: string;
  rest: string;
}

export interface Telling {
  /** A time in words, from milliseconds since 1970. */
  when: (ms: number) => string;
  /** Whether they were asked into the room and had not answered. */
  wasInvited: boolean;
}

/** Undefined for what only a newer version knows. */
export function memberDeed(
  { event, user, data }: Notice,
  { when, wasInvited }: Telling,
): Deed | undefined {
  const { about, role, mutedUntil = 0 } = data as MemberSeen;
  const isOwn = about.id === user.id;
  const until = mutedUntil >= FOREVER_MS ? 'for good' : `until ${when(mutedUntil)}`;
  const deeds: Readonly<Record<string, [verb: string, rest?: string]>> = {
    MemberInvited: ['invited'],
    MemberJoined: [isOwn ? 'joined' : 'added'],
    MemberLeft: [wasInvited ? 'declined the invitation' : 'left'],
    MemberRemoved: ['removed'],
    MemberBanned: ['banned'],
    MemberUnbanned: ['lifted the ban on'],
    MemberMuted: ['muted', until],
    MemberUnmuted: ['unmuted'],
    RoleChanged: isOwn ? [`became ${roleWords(role)}`] : ['made', roleWords(role)],
  };
  const [verb, rest = ''] = deeds[event] ?? [];
  return verb === undefined ? undefined : { verb, rest };
}

const roleWords = (role: string): string =>
  ({ owner: 'an owner', moderator: 'a moderator' })[role] ?? 'a plain member';
