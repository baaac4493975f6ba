import { z } from 'zod';
import { BOTS_REQUEST } from '../../shared/subjects.ts';
import type { BotsCommand } from '../../shared/wire/commands.ts';
import type { BotsFrame } from '../../shared/wire/frames.ts';
import { LIST } from '../../shared/wire/limits.ts';
import { listLimit } from '../kernel/list.ts';
import { defineQuestion, questionId, refuseQuestion } from '../kernel/question.ts';
import { roomName } from '../room/fields.ts';
import { type BotsRequest, botsMark, botsReply } from './list.ts';

/** Which bots and hooks a room has, for those who look after it: who made each, and when. */
export const bots = defineQuestion<BotsCommand, BotsFrame>({
  type: 'bots',
  schema: z
    .strictObject({
      type: z.literal('bots'),
      id: questionId,
      room: roomName.describe('One that the connection is in, and looks after.'),
      after: botsMark.schema.optional().describe('Where the page before ended: its `next`.'),
      limit: listLimit.default(LIST.default).describe('At most so many.'),
    })
    .describe('Asks which bots and hooks a room has.'),
  cost: 4,
  share: 2,
  atOnce: 2,
  refuse: ({ room }, { isIn }) =>
    isIn(room) ? undefined : refuseQuestion('not_joined', `join ${room} first, then ask this`),
  answeredBy: ['bots'],
  answer: async ({ id, room, after, limit }, { ask, moderates, position }) => {
    if (!(await moderates(room))) return refused(room);
    const mark = after === undefined ? undefined : botsMark.read(after);
    const request: BotsRequest = {
      room,
      ...(mark !== undefined && { after: mark }),
      limit,
      upTo: position(),
    };
    const { bots: found, next, asOf } = await ask(BOTS_REQUEST, request, botsReply);
    // Who asked may moderate no more.
    if (!(await moderates(room))) return refused(room);
    return {
      type: 'bots',
      id,
      room,
      bots: found,
      ...(next !== undefined && { next: botsMark.write(next) }),
      asOf,
    };
  },
});

const refused = (room: string) =>
  refuseQuestion('forbidden', `only moderators and owners of ${room} may ask this`);
