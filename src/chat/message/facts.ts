import { z } from 'zod';
import { defineFact, type FactOf } from '../kernel/fact.ts';
import { messageSubject } from '../kernel/subjects.ts';

/**
 * Somebody said something in a room. What a text may be is a rule of the command: what the log took once is a message, also
 * where the rule was another one then, or is at a gateway of another version.
 */
export const messagePosted = defineFact({
  type: 'MessagePosted',
  subject: ({ room }) => messageSubject(room),
  versions: [
    {
      data: z
        .looseObject({
          text: z.string().describe('As it was sent. It is text, not markup.'),
          mentions: z
            .array(z.string())
            .optional()
            .catch(undefined)
            .describe(
              'Ids of the users that it speaks to, as they were called when it was stored.',
            ),
          everyone: z
            .boolean()
            .optional()
            .catch(undefined)
            .describe('It speaks to all who are in the room.'),
        })
        .describe('Somebody said something in a room.'),
    },
  ],
});
export type MessagePosted = FactOf<typeof messagePosted>;
