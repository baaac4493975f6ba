// Who is what in which room: each fact says all of the membership that it leads to, whom it is about, and what happened. Who
// did it is the envelope's `user`.
import { z } from 'zod';
import type { User } from '../../shared/wire/objects.ts';
import { defineFact, type FactOf } from '../kernel/fact.ts';
import { memberSubject } from '../kernel/subjects.ts';
import type { Member } from './member.ts';

/** Beside these what newer versions say. */
export interface MemberData {
  /** Whom it is about. */
  user: User;
  member: Member;
}

const data: z.ZodType<MemberData> = z.looseObject({
  user: z.looseObject({ id: z.string().min(1).max(128), name: z.string() }),
  member: z.looseObject({
    state: z.string(),
    role: z.string(),
    mutedUntil: z.number().optional(),
  }),
});

const ofMember = <const Type extends string>(type: Type, what: string) =>
  defineFact({
    type,
    subject: (about) => memberSubject(about.room, about.data.user.id),
    versions: [{ data: data.describe(`${what} \`member\` is all that they are in the room now.`) }],
  });

export const memberInvited = ofMember('MemberInvited', 'Somebody was asked into a room.');
export const memberJoined = ofMember('MemberJoined', 'Somebody came into a room.');
export const memberLeft = ofMember('MemberLeft', 'Somebody left a room, or said no.');
export const memberRemoved = ofMember('MemberRemoved', 'Somebody was sent out of a room.');
export const memberBanned = ofMember(
  'MemberBanned',
  'Somebody may neither read nor write in a room.',
);
export const memberUnbanned = ofMember('MemberUnbanned', 'A ban is over.');
export const memberMuted = ofMember('MemberMuted', 'Somebody may not write in a room, until then.');
export const memberUnmuted = ofMember('MemberUnmuted', 'Somebody may write again.');
export const roleChanged = ofMember('RoleChanged', 'Somebody got another role in a room.');

export const MEMBER_FACTS = [
  memberInvited,
  memberJoined,
  memberLeft,
  memberRemoved,
  memberBanned,
  memberUnbanned,
  memberMuted,
  memberUnmuted,
  roleChanged,
] as const;
export type MemberFact = FactOf<(typeof MEMBER_FACTS)[number]>;
