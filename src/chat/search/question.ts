import { z } from 'zod';
import { SEARCH_REQUEST } from '../../shared/subjects.ts';
import type { SearchCommand } from '../../shared/wire/commands.ts';
import type { FoundFrame } from '../../shared/wire/frames.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import { isModerator } from '../kernel/command.ts';
import { defineQuestion, questionId, refuseQuestion } from '../kernel/question.ts';
import { parseQuery, QUERY_MAX } from './query.ts';
import { type SearchRequest, searchReply } from './request.ts';

const typed = z
  .string()
  .superRefine((query, context) => {
    const parsed = parseQuery(query);
    if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem });
  })
  .meta({ minLength: 1, maxLength: QUERY_MAX })
  .describe('Words, "phrases", -word, from: in: before: after: has:link; its length is UTF-16’s.');

/** Messages that say something, of all rooms that are open to who asks. */
export const search = defineQuestion<SearchCommand, FoundFrame>({
  type: 'search',
  schema: z
    .strictObject({
      type: z.literal('search'),
      id: questionId,
      query: typed,
      before: z
        .int()
        .min(0)
        .optional()
        .describe('Only messages below it: the lowest that was found.'),
      limit: z
        .int()
        .min(1)
        .max(LIMITS.pageMax)
        .default(LIMITS.foundDefault)
        .describe('At most so many.'),
    })
    .describe('Looks for messages, in all rooms that are open to who asks.'),
  // The database looks through an index for it, where a page of history lies side by side.
  cost: 8,
  share: 2,
  atOnce: 2,
  answeredBy: ['found'],
  answer: async ({ id, query, before, limit }, { ask, asker, closed, removedBehind }) => {
    const { scope } = asker;
    let below = before;
    for (let pages = 0; pages < PAGES_MAX; pages++) {
      const request: SearchRequest = {
        query,
        ...(below !== undefined && { before: below }),
        limit,
        closed: [...closed()],
        reader: {
          userId: asker.user.id,
          isOperator: isModerator(asker),
          ...(scope && { scope: [...scope] }),
        },
      };
      const found = await ask(SEARCH_REQUEST, request, searchReply);
      if ('tooWide' in found) return refuseQuestion('too_wide', TOO_WIDE);
      // Rows that lag have the text of what was deleted meanwhile; persisters of before know no scope.
      const isRemoved = await removedBehind(found.asOf);
      const messages = found.messages.filter(
        ({ seq, room }) => !isRemoved(seq) && (scope?.includes(room) ?? true),
      );
      below = found.messages.at(-1)?.seq;
      // Below a page without messages nobody could ask on.
      if (messages.length > 0 || !found.more || below === undefined) {
        return { type: 'found', id, messages, more: found.more };
      }
    }
    throw new Error('what was found is deleted, and the rows lag behind that');
  },
});

/** So many pages may hold nothing but what was deleted, one below the other. */
const PAGES_MAX = 4;
const TOO_WIDE =
  'too much would have to be looked through: add a word, a room (in:…), a person (from:…) or a time (after:2026-11-01)';
