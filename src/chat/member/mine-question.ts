import { z } from 'zod';
import { MINE_REQUEST } from '../../shared/subjects.ts';
import type { MineCommand } from '../../shared/wire/commands.ts';
import type { MineFrame } from '../../shared/wire/frames.ts';
import { LIST } from '../../shared/wire/limits.ts';
import { listLimit } from '../kernel/list.ts';
import { defineQuestion, questionId } from '../kernel/question.ts';
import { type MineRequest, mineMark, mineReply } from './mine.ts';

/** In which rooms one is, and into which one is asked: for a new device, and for what happened while nobody was there. */
export const mine = defineQuestion<MineCommand, MineFrame>({
  type: 'mine',
  schema: z
    .strictObject({
      type: z.literal('mine'),
      id: questionId,
      after: mineMark.schema.optional().describe('Where the page before ended: its `next`.'),
      limit: listLimit.default(LIST.default).describe('At most so many.'),
    })
    .describe('Asks in which rooms one is, and into which one is asked.'),
  cost: 4,
  share: 2,
  atOnce: 2,
  answeredBy: ['mine'],
  answer: async ({ id, after, limit }, { ask, asker, closed, position }) => {
    const mark = after === undefined ? undefined : mineMark.read(after);
    const request: MineRequest = {
      userId: asker.user.id,
      ...(mark !== undefined && { after: mark }),
      limit,
      // What happens above it their connections are told.
      upTo: position(),
    };
    const { rooms, next, asOf } = await ask(MINE_REQUEST, request, mineReply);
    const shut = new Set(closed());
    // Whoever asks a bot into another room: it comes into none but its own.
    const isTheirs = (room: string) => asker.scope?.includes(room) ?? true;
    return {
      type: 'mine',
      id,
      rooms: rooms.filter(({ room }) => !shut.has(room) && isTheirs(room)),
      ...(next !== undefined && { next: mineMark.write(next) }),
      asOf,
    };
  },
});
