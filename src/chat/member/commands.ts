// Coming into rooms, being sent out of them, what one may do there: one command, the acts of acts.ts. Invariant: whoever acts
// may act, as the log has it at that moment; what is done to somebody leaves nothing out that was done to them before.
import { z } from 'zod';
import { type CommandOf, type Decision, defineCommand, refuse } from '../kernel/command.ts';
import { type InRoom, makeFact } from '../kernel/fact.ts';
import { memberSubject, stateSubject } from '../kernel/subjects.ts';
import { ownedBy } from '../room/commands.ts';
import { type RoomFact, roomChanged } from '../room/facts.ts';
import { commandId, personId, roomName } from '../room/fields.ts';
import { ownersOf, ROOM_LIMITS, type Room } from '../room/room.ts';
import { ACTS, type Act } from './acts.ts';
import type { MemberFact } from './facts.ts';
import { FOREVER_MS, type Member, memberOf, nameIn } from './member.ts';
import { actProblem, restsOn, standingNeeds, standingOf } from './standing.ts';

export const member = defineCommand({
  type: 'member',
  schema: z
    .strictObject({
      type: z.literal('member'),
      id: commandId,
      room: roomName,
      user: personId.describe('Whom it is about.'),
      do: z.enum(Object.keys(ACTS) as [Act, ...Act[]]).describe('What is done about them.'),
      until: z
        .int()
        .min(1)
        .max(FOREVER_MS)
        .optional()
        .describe('Of `mute`: milliseconds since 1970; for good where it is missing.'),
      role: z.enum(['owner', 'moderator', 'member']).optional().describe('Of `role`.'),
    })
    .superRefine(({ do: act, until, role }, context) => {
      const issue = (message: string) => context.addIssue({ code: 'custom', message });
      if (until !== undefined && act !== 'mute') issue('until is of mute');
      if ((role !== undefined) !== (act === 'role')) issue('role is of role, which needs it');
    })
    .describe('Changes what somebody is in a room.'),
  anywhere: true,
  cost: 4,
  bytes: (command) => JSON.stringify(command).length,
  needs: ({ room, user }, asker) => ({
    states: [...new Set([...standingNeeds(room, asker.user.id), memberSubject(room, user)])],
  }),
  decide: (command, at): Decision<MemberFact | RoomFact> => {
    const { id, room, user: whom, do: does, until, role } = command;
    const { asker, state, known, now } = at;
    const act = ACTS[does];
    const standing = standingOf(at, room);
    const isOwn = whom === asker.user.id;
    const subject = memberSubject(room, whom);
    const { seq } = state(subject);
    const before = memberOf(state(subject));
    // Whoever goes, or comes by an invitation, asks nobody for leave: what they may do there says nothing of that.
    const problem = act.isOfOneself ? undefined : actProblem(standing, room, now);
    if (problem !== undefined) return problem;
    const next = act.decide({
      standing,
      isOwn,
      before,
      isKnown: seq > 0,
      until,
      role,
      room,
      now,
    });
    if ('refused' in next) return refuse(next.refused, next.message);
    const name = isOwn ? asker.user.name : (known.nameOf(whom) ?? nameIn(state(subject)) ?? whom);
    const user = isOwn ? asker.user : { id: whom, name };
    const about = { id, room, user: asker.user };
    const owners = ownersAfter(standing.room, whom, before, next.member);
    if (owners !== undefined && owners.length > ROOM_LIMITS.ownersMax) {
      return refuse('conflict', `a room has at most ${ROOM_LIMITS.ownersMax} owners`);
    }
    const ofRoom = owners && { room: ownedBy(standing.room, owners) };
    const and: InRoom[] = ofRoom ? [makeFact(roomChanged, { ...about, data: ofRoom })] : [];
    return {
      do: 'append',
      fact: makeFact(next.kind, { ...about, data: { user, member: next.member } }) as MemberFact,
      and,
      expects: [subject, restsOn(room, asker), ...(ofRoom ? [stateSubject(room)] : [])],
    };
  },
});
export type MemberCommand = CommandOf<typeof member>;

/** Undefined where they stay who they were. */
function ownersAfter(
  room: Room,
  whom: string,
  before: Member,
  after: Member,
): readonly string[] | undefined {
  const isOwner = after.role === 'owner';
  if (isOwner === (before.role === 'owner')) return undefined;
  const others = ownersOf(room).filter((one) => one !== whom);
  return isOwner ? [...others, whom] : others;
}
