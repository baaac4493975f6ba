import { z } from 'zod';
import { ROOM_NAME, ROOM_NAME_RULE } from '../../shared/names.ts';
import type { HistoryCommand, HistoryFrame } from '../../shared/wire/frames.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import { defineQuestion, questionId, refuseQuestion } from '../kernel/question.ts';

/** A page of what was said in a room before. */
export const history = defineQuestion<HistoryCommand, HistoryFrame>({
  type: 'history',
  schema: z
    .strictObject({
      type: z.literal('history'),
      id: questionId,
      room: z.string().regex(ROOM_NAME, ROOM_NAME_RULE).describe('The name of the room.'),
      before: z.int().min(0).describe('Only events below it: the lowest that one has.'),
      limit: z
        .int()
        .min(1)
        .max(LIMITS.pageMax)
        .default(LIMITS.pageDefault)
        .describe('At most so many.'),
    })
    .describe('Asks for a page of what was said before.'),
  cost: 4,
  share: 1,
  // So many answers may come in one turn of the event loop.
  atOnce: 4,
  refuse: ({ room }, { isIn }) =>
    isIn(room)
      ? undefined
      : refuseQuestion('not_joined', `join ${room} first, then ask for its history`),
  answeredBy: ['history'],
  answer: async ({ id, room, before, limit }, { past, position }) => {
    // Beyond the log's end there is nothing that the rows could ever have caught up with.
    const below = Math.min(before, position() + 1);
    return { type: 'history', id, room, ...(await past(room, below, limit)) };
  },
});
