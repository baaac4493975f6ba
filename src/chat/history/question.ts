import { z } from 'zod';
import { ROOM_NAME, ROOM_NAME_RULE } from '../../shared/names.ts';
import type { HistoryCommand } from '../../shared/wire/commands.ts';
import type { HistoryFrame } from '../../shared/wire/frames.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import { defineQuestion, questionId, refuseQuestion } from '../kernel/question.ts';

/** The year 9999: what Postgres and people can say. */
const MS_MAX = 253_402_300_799_999;

/** A page of what was said in a room before, or what was said around a message or a time. */
export const history = defineQuestion<HistoryCommand, HistoryFrame>({
  type: 'history',
  schema: z
    .strictObject({
      type: z.literal('history'),
      id: questionId,
      room: z.string().regex(ROOM_NAME, ROOM_NAME_RULE).describe('The name of the room.'),
      before: z.int().min(0).optional().describe('Only events below it: the lowest that one has.'),
      around: z.int().min(0).optional().describe('Messages around this sequence.'),
      at: z
        .int()
        .min(0)
        .max(MS_MAX)
        .optional()
        .describe('Messages around this time, milliseconds since 1970.'),
      as: z
        .literal('messages')
        .optional()
        .describe('With `before`: messages as they are now in place of what was done to them.'),
      limit: z
        .int()
        .min(1)
        .max(LIMITS.pageMax)
        .default(LIMITS.pageDefault)
        .describe('At most so many.'),
    })
    .refine(
      ({ before, around, at }) =>
        [before, around, at].filter((of) => of !== undefined).length === 1,
      'give one of before, around and at',
    )
    .describe(
      'Asks for a page of what was said before, or for what was said around a message or a time.',
    ),
  added: ['around', 'at', 'as'],
  cost: 4,
  share: 1,
  // So many answers may come in one turn of the event loop.
  atOnce: 4,
  refuse: ({ room }, { isIn }) =>
    isIn(room)
      ? undefined
      : refuseQuestion('not_joined', `join ${room} first, then ask for its history`),
  answeredBy: ['history'],
  answer: async ({ id, room, before, around, at, as, limit }, asking) => {
    const about = { type: 'history', id, room } as const;
    if (before === undefined) {
      const place = around === undefined ? { at } : { around };
      return { ...about, ...(await asking.messages({ room, limit, ...place })) };
    }
    // Beyond the log's end there is nothing that the rows could ever have caught up with.
    const below = Math.min(before, asking.position() + 1);
    if (as === undefined) return { ...about, ...(await asking.past(room, below, limit)) };
    return { ...about, ...(await asking.messages({ room, limit, before: below })) };
  },
});
