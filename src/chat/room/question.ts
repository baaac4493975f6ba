import { z } from 'zod';
import { ROOMS_REQUEST } from '../../shared/subjects.ts';
import type { RoomsCommand } from '../../shared/wire/commands.ts';
import type { RoomsFrame } from '../../shared/wire/frames.ts';
import { LIST } from '../../shared/wire/limits.ts';
import { listLimit, listQuery } from '../kernel/list.ts';
import { defineQuestion, questionId, refuseQuestion } from '../kernel/question.ts';
import { type RoomsRequest, roomsMark, roomsReply } from './directory.ts';

/** The directory: public rooms, those where something happened last first. */
export const rooms = defineQuestion<RoomsCommand, RoomsFrame>({
  type: 'rooms',
  schema: z
    .strictObject({
      type: z.literal('rooms'),
      id: questionId,
      query: listQuery
        .optional()
        .describe('Only rooms in whose name or title a word begins like it.'),
      after: roomsMark.schema.optional().describe('Where the page before ended: its `next`.'),
      limit: listLimit.default(LIST.default).describe('At most so many.'),
    })
    .describe('Asks for public rooms, the liveliest first.'),
  // All rooms are looked at, where a page of history lies side by side.
  cost: 8,
  share: 2,
  atOnce: 2,
  refuse: (_, { asker }) =>
    asker.scope === undefined
      ? undefined
      : refuseQuestion('forbidden', 'a bot has its own rooms and no others: ask `mine`'),
  answeredBy: ['rooms'],
  answer: async ({ id, query, after, limit }, { ask, asker, tokenRooms, position }) => {
    const mark = after === undefined ? undefined : roomsMark.read(after);
    const request: RoomsRequest = {
      ...(query !== undefined && { query }),
      ...(mark !== undefined && { after: mark }),
      limit,
      closed: [...tokenRooms],
      userId: asker.user.id,
      // What is known here to be private by now is listed to nobody.
      upTo: position(),
    };
    const reply = await ask(ROOMS_REQUEST, request, roomsReply);
    if ('tooWide' in reply) return refuseQuestion('too_wide', TOO_WIDE);
    const { next } = reply;
    return {
      type: 'rooms',
      id,
      rooms: reply.rooms,
      ...(next !== undefined && { next: roomsMark.write(next) }),
    };
  },
});

const TOO_WIDE = 'so many rooms could not be looked through in time: ask for a longer name';
