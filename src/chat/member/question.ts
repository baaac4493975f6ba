import { z } from 'zod';
import { PEOPLE_REQUEST } from '../../shared/subjects.ts';
import type { PeopleCommand } from '../../shared/wire/commands.ts';
import type { PeopleFrame } from '../../shared/wire/frames.ts';
import { LIST } from '../../shared/wire/limits.ts';
import { listLimit, listQuery } from '../kernel/list.ts';
import { defineQuestion, questionId, refuseQuestion } from '../kernel/question.ts';
import { skeleton } from '../name/skeleton.ts';
import { roomName } from '../room/fields.ts';
import { type PeopleRequest, peopleMark, peopleReply } from './people.ts';

/** Who is in a room, for those who are; or who is called something like that, to be written to and invited. */
export const people = defineQuestion<PeopleCommand, PeopleFrame>({
  type: 'people',
  schema: z
    .strictObject({
      type: z.literal('people'),
      id: questionId,
      room: roomName.optional().describe('Only its people; one must be in it.'),
      query: listQuery
        .optional()
        .describe('Only who has a name like it, or a word in it that begins like it.'),
      after: peopleMark.schema.optional().describe('Where the page before ended: its `next`.'),
      limit: listLimit.default(LIST.default).describe('At most so many.'),
    })
    .refine(
      ({ room, query }) => room !== undefined || query !== undefined,
      'give a room, a query, or both',
    )
    .describe('Asks who is in a room, or who is called something like that.'),
  cost: 4,
  share: 2,
  atOnce: 2,
  refuse: ({ room }, { isIn, asker }) => {
    if (room === undefined) {
      return asker.scope === undefined
        ? undefined
        : refuseQuestion('forbidden', 'a bot asks who is in a room that is its own');
    }
    return isIn(room)
      ? undefined
      : refuseQuestion('not_joined', `join ${room} first, then ask who is in it`);
  },
  answeredBy: ['people'],
  answer: async ({ id, room, query, after, limit }, { ask, moderates, position }) => {
    const mark = after === undefined ? undefined : peopleMark.read(after);
    const request: PeopleRequest = {
      ...(room !== undefined && { room }),
      ...(query !== undefined && { query, skeleton: skeleton(query) }),
      ...(mark !== undefined && { after: mark }),
      limit,
      banned: room !== undefined && (await moderates(room)),
      // Who is in the room is told what is above it, and has what is below it from here. Names wait for nothing.
      upTo: room === undefined ? 0 : position(),
    };
    const reply = await ask(PEOPLE_REQUEST, request, peopleReply);
    if ('tooWide' in reply) return refuseQuestion('too_wide', TOO_WIDE);
    const { next, asOf } = reply;
    // Who asked may moderate no more.
    const isTold = request.banned && room !== undefined && (await moderates(room));
    return {
      type: 'people',
      id,
      ...(room !== undefined && { room }),
      people: reply.people.filter(({ state }) => isTold || state !== 'banned'),
      ...(next !== undefined && { next: peopleMark.write(next) }),
      asOf,
    };
  },
});

const TOO_WIDE = 'so many people could not be looked through in time: ask for a longer name';
