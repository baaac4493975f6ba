// Making a room, and changing what it is. A room and those it begins with are one: all of it is in the log, or nothing. What
// is decided about a room rests on its state, and of who decides on their own membership.
import { z } from 'zod';
import type { User } from '../../shared/wire/objects.ts';
import {
  type Asker,
  type CommandOf,
  type Deciding,
  type Decision,
  defineCommand,
  isModerator,
  type Refusal,
  refuse,
} from '../kernel/command.ts';
import { makeFact } from '../kernel/fact.ts';
import { messageSubject, stateSubject } from '../kernel/subjects.ts';
import { type MemberFact, memberInvited, memberJoined } from '../member/facts.ts';
import { actProblem, rankOf, restsOn, standingNeeds, standingOf } from '../member/standing.ts';
import { isGuest } from '../name/guest.ts';
import { directRoom } from './direct.ts';
import { isDirectName } from './direct-name.ts';
import { type RoomFact, roomArchived, roomChanged, roomCreated } from './facts.ts';
import { commandId, personId, roomName, title, topic } from './fields.ts';
import { isDirect, ROOM_LIMITS, type Room } from './room.ts';

const encoder = new TextEncoder();
const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

export const create = defineCommand({
  type: 'create',
  schema: z
    .strictObject({
      type: z.literal('create'),
      id: commandId,
      room: roomName,
      kind: z
        .enum(['public', 'private', 'direct'])
        .describe('A direct room is of a few people, and named after them.'),
      title: title.optional(),
      topic: topic.optional(),
      members: z
        .array(personId)
        .max(ROOM_LIMITS.firstMembersMax)
        .optional()
        .describe('Who is invited; of a direct room, who is in it.'),
    })
    .describe('Makes a room and those it begins with, all or nothing.'),
  anywhere: true,
  cost: 8,
  bytes: bytesOf,
  needs: ({ room }, { user }) => ({
    states: [...standingNeeds(room, user.id), messageSubject(room)],
  }),
  decide: (command, at): Decision<RoomFact | MemberFact> => {
    const { id, room, kind, title: called, topic: about, members = [] } = command;
    const { user } = at.asker;
    const others = [...new Set(members)].filter((one) => one !== user.id);
    const problem = creationProblem(command, others, at);
    if (problem !== undefined) return problem;
    const made: Room = {
      kind,
      ...(called && { title: called }),
      ...(about && { topic: about }),
      ...(kind !== 'direct' && { owners: [user.id] }),
    };
    const person = (one: string): User => ({ id: one, name: at.known.nameOf(one) ?? one });
    const own = { user, member: { state: 'in', role: kind === 'direct' ? 'member' : 'owner' } };
    const first = { id, room, user };
    const joined = makeFact(memberJoined, { ...first, data: own });
    const rest = others.map((one) =>
      kind === 'direct'
        ? makeFact(memberJoined, {
            ...first,
            data: { user: person(one), member: { state: 'in', role: 'member' } },
          })
        : makeFact(memberInvited, {
            ...first,
            data: { user: person(one), member: { state: 'invited', role: 'member' } },
          }),
    );
    return {
      do: 'append',
      fact: makeFact(roomCreated, { ...first, data: { room: made } }),
      and: [joined, ...rest],
      expects: [stateSubject(room), restsOn(room, at.asker), messageSubject(room)],
    };
  },
});
export type CreateCommand = CommandOf<typeof create>;

function creationProblem(
  { room, kind }: { room: string; kind: string },
  others: readonly string[],
  at: Deciding,
): Refusal | undefined {
  const { asker, state, known } = at;
  if (asker.scope !== undefined) return refuse('forbidden', 'people make rooms, bots do not');
  if (kind === 'direct') {
    const people = others.length + 1;
    if (people < ROOM_LIMITS.directMin || people > ROOM_LIMITS.directMax) {
      const { directMin, directMax } = ROOM_LIMITS;
      return refuse('forbidden', `a direct room is of ${directMin} to ${directMax} people`);
    }
    const name = directRoom([asker.user.id, ...others]);
    if (room !== name) return refuse('forbidden', `the direct room of these people is ${name}`);
  } else if (isDirectName(room)) {
    return refuse('forbidden', 'such names are those of direct rooms: choose another one');
  } else if (!mayCreate(asker, known.roomCreation)) {
    return refuse('forbidden', `here ${known.roomCreation} make rooms, nobody else`);
  }
  if (state(stateSubject(room)).seq > 0) {
    return refuse('conflict', `there is a room ${room} already: join it, or choose another name`);
  }
  if (state(messageSubject(room)).seq === 0) return undefined;
  // It would be theirs from then on.
  return refuse(
    'conflict',
    `people talk in ${room} already: it is everybody's, choose another name`,
  );
}

export function mayCreate(asker: Asker, who: Deciding['known']['roomCreation']): boolean {
  if (who === 'everyone' || isModerator(asker)) return true;
  return who === 'members' && !isGuest(asker.user);
}

export const change = defineCommand({
  type: 'change',
  schema: z
    .strictObject({
      type: z.literal('change'),
      id: commandId,
      room: roomName,
      /** Empty takes it away, here and below. */
      title: title.optional(),
      topic: topic.optional(),
      kind: z
        .enum(['public', 'private'])
        .optional()
        .describe('Who is not in it has to go when it becomes private.'),
      slowModeSeconds: z
        .int()
        .min(0)
        .max(ROOM_LIMITS.slowModeMaxSeconds)
        .optional()
        .describe('Each person writes once in so many seconds; 0 ends that.'),
      archived: z.boolean().optional().describe('Nobody writes in it.'),
    })
    .refine(
      ({ type: _, id: __, room: ___, ...said }) =>
        Object.values(said).some((value) => value !== undefined),
      'say what to change: title, topic, kind, slowModeSeconds or archived',
    )
    .describe('Changes what a room is: what is given, nothing else.'),
  anywhere: true,
  cost: 4,
  bytes: bytesOf,
  needs: ({ room }, { user }) => ({ states: standingNeeds(room, user.id) }),
  decide: (command, at): Decision<RoomFact> => {
    const { type: _, id, room, ...said } = command;
    const standing = standingOf(at, room);
    const isOpenedAgain = said.archived === false;
    const { archived, ...before } = standing.room;
    const now = isOpenedAgain ? { ...standing, room: before } : standing;
    const problem = actProblem(now, room, at.now) ?? changeProblem(said, now.room, rankOf(now));
    if (problem !== undefined) return problem;
    const data = { room: changed(standing.room, said) };
    const kind = said.archived === true && archived !== true ? roomArchived : roomChanged;
    return {
      do: 'append',
      fact: makeFact(kind, { id, room, user: at.asker.user, data }) as RoomFact,
      expects: [stateSubject(room), restsOn(room, at.asker)],
    };
  },
});
export type ChangeCommand = CommandOf<typeof change>;

type Said = Omit<ChangeCommand, 'type' | 'id' | 'room'>;

function changeProblem(said: Said, room: Room, rank: number): Refusal | undefined {
  if (isDirect(room)) return refuse('forbidden', 'a direct room stays as it is');
  const isSlowModeAlone = Object.entries(said).every(
    ([field, value]) => field === 'slowModeSeconds' || value === undefined,
  );
  if (rank >= (isSlowModeAlone ? 2 : 3)) return undefined;
  return refuse('forbidden', 'an owner of the room changes it, and its slow mode a moderator, too');
}

/** The room that it leads to; what is empty, nothing or false is not said of it. */
export function changed(before: Room, said: Said): Room {
  const { title: _, topic: __, slowModeSeconds: ___, archived: ____, ...others } = before;
  const title = said.title ?? before.title;
  const topic = said.topic ?? before.topic;
  const slowModeSeconds = said.slowModeSeconds ?? before.slowModeSeconds;
  return {
    ...others,
    kind: said.kind ?? before.kind,
    ...(title && { title }),
    ...(topic && { topic }),
    ...(slowModeSeconds && { slowModeSeconds }),
    ...((said.archived ?? before.archived) && { archived: true }),
  };
}

/** The room's state with other owners: what goes with a change of somebody's role. */
export const ownedBy = (before: Room, owners: readonly string[]): Room => ({
  ...before,
  owners: [...owners],
});
