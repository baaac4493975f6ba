import { z } from 'zod';
import { ROOM_NAME, ROOM_NAME_RULE } from '../../shared/names.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import { type CommandOf, type Decision, defineCommand, refuse } from '../kernel/command.ts';
import { makeFact } from '../kernel/fact.ts';
import { mentionsOf, needsOfMentions } from '../mention/resolve.ts';
import { type MessagePosted, messagePosted } from './facts.ts';
import { textProblem } from './text.ts';

const messageText = z
  .string()
  .superRefine((text, context) => {
    const message = textProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({ minLength: 1, maxLength: LIMITS.textMax })
  .describe('Not only white space, no NUL, no lone surrogates; its length is counted in UTF-16.');

export const post = defineCommand({
  type: 'post',
  schema: z
    .strictObject({
      type: z.literal('post'),
      id: z
        .uuidv7('the id of a post is a UUIDv7 that the client makes')
        .describe('The same id again is the same message, for good.'),
      room: z.string().regex(ROOM_NAME, ROOM_NAME_RULE).describe('One that the connection is in.'),
      text: messageText,
    })
    .describe('Says something in a room.'),
  cost: 1,
  bytes: ({ text }) => new TextEncoder().encode(text).length,
  needs: ({ text }) => needsOfMentions(text),
  decide: ({ id, room, text }, at): Decision<MessagePosted> => {
    const { asker, joined } = at;
    if (!joined) return refuse('not_joined', `join ${room} first, then send this again`);
    const data = { text, ...mentionsOf(text, at) };
    return { do: 'append', fact: makeFact(messagePosted, { id, room, user: asker.user, data }) };
  },
});
export type PostCommand = CommandOf<typeof post>;
