import { z } from 'zod';
import { defineFact, type FactOf } from '../kernel/fact.ts';
import { changeSubject, messageSubject } from '../kernel/subjects.ts';
import { target } from './target.ts';

const spokenTo = {
  mentions: z
    .array(z.string())
    .optional()
    .catch(undefined)
    .describe('Ids of the users that it speaks to, as they were called when it was stored.'),
  everyone: z
    .boolean()
    .optional()
    .catch(undefined)
    .describe('It speaks to all who are in the room.'),
};

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
          replyTo: z
            .int()
            .min(1)
            .optional()
            .describe('The sequence of the message that it answers.'),
          ...spokenTo,
          as: z
            .looseObject({ name: z.string().optional(), emoji: z.string().optional() })
            .optional()
            .catch(undefined)
            .describe('What the program behind a bot calls itself: shown beside the bot’s name.'),
        })
        .describe('Somebody said something in a room.'),
    },
  ],
});
export type MessagePosted = FactOf<typeof messagePosted>;

export const messageEdited = defineFact({
  type: 'MessageEdited',
  subject: ({ room }) => changeSubject(room),
  versions: [
    {
      data: z
        .looseObject({
          target,
          text: z.string().describe('All of it, as it is from now on.'),
          ...spokenTo,
        })
        .describe('Its author says a message otherwise.'),
    },
  ],
  goesWith: (data) => data.target.seq,
});
export type MessageEdited = FactOf<typeof messageEdited>;

export const messageDeleted = defineFact({
  type: 'MessageDeleted',
  subject: ({ room }) => changeSubject(room),
  versions: [
    {
      data: z
        .looseObject({ target })
        .describe(
          'A message is gone, for good: what remains is who said it and when, and who took it away.',
        ),
    },
  ],
  removes: (data) => data.target.seq,
});
export type MessageDeleted = FactOf<typeof messageDeleted>;
