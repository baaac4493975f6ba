import { z } from 'zod';
import { ROOM_NAME, ROOM_NAME_RULE } from '../../shared/names.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import {
  type CommandOf,
  type Decision,
  defineCommand,
  refuse,
  refuseByNow,
} from '../kernel/command.ts';
import { makeFact } from '../kernel/fact.ts';
import { moderates, restsOn, standingNeeds, writeProblem } from '../member/standing.ts';
import { mentionsOf, needsOfMentions } from '../mention/resolve.ts';
import { isPrintable, NAME_MAX } from '../name/rule.ts';
import { canonicalEmoji } from '../reaction/emoji.ts';
import {
  type MessageDeleted,
  type MessageEdited,
  type MessagePosted,
  messageDeleted,
  messageEdited,
  messagePosted,
} from './facts.ts';
import { aboutMessage, CHANGE_COST, changeFields, needsOfChange, targetOf } from './target.ts';
import { textProblem } from './text.ts';

const messageText = z
  .string()
  .superRefine((text, context) => {
    const message = textProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({ minLength: 1, maxLength: LIMITS.textMax })
  .describe('Not only white space, no NUL, no lone surrogates; its length is counted in UTF-16.');
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

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
      replyTo: z
        .int()
        .min(1)
        .optional()
        .describe(
          'The sequence of the message that it answers, whatever that is by now: it may be deleted while one writes.',
        ),
      as: z
        .strictObject({
          name: z
            .string()
            .min(1)
            .max(NAME_MAX)
            .refine(isPrintable, 'has characters that cannot be seen')
            .optional(),
          emoji: z
            .string()
            .refine((text) => canonicalEmoji(text) === text, 'this is one emoji')
            .optional(),
        })
        .refine(({ name, emoji }) => name !== undefined || emoji !== undefined, 'say as whom')
        .optional()
        .describe('Of a bot: what the program behind it calls itself, beside the bot’s own name.'),
    })
    .describe('Says something in a room.'),
  added: ['replyTo', 'as'],
  cost: 1,
  bytes: ({ text }) => bytesOf(text),
  needs: ({ room, text }, { user }) => ({
    states: [...standingNeeds(room, user.id), ...needsOfMentions(text)],
  }),
  decide: ({ id, room, text, replyTo, as }, at): Decision<MessagePosted> => {
    const { asker, joined } = at;
    if (!joined) return refuse('not_joined', `join ${room} first, then send this again`);
    const problem = writeProblem(at, room, id);
    if (problem !== undefined) return problem;
    if (as !== undefined && asker.scope === undefined) {
      return refuse('forbidden', 'only bots say something on behalf of a program');
    }
    const data = {
      text,
      ...(replyTo !== undefined && { replyTo }),
      ...mentionsOf(text, at),
      ...(as && { as }),
    };
    const fact = makeFact(messagePosted, { id, room, user: asker.user, data });
    return { do: 'append', fact, expects: restsOn(room, asker) };
  },
});
export type PostCommand = CommandOf<typeof post>;

export const edit = defineCommand({
  type: 'edit',
  schema: z
    .strictObject({ type: z.literal('edit'), ...changeFields, text: messageText })
    .describe("Says one's own message otherwise."),
  cost: CHANGE_COST,
  bytes: ({ text }) => bytesOf(text),
  needs: (command, asker) => needsOfChange(command, asker, needsOfMentions(command.text)),
  decide: (command, at) =>
    aboutMessage(command, at, (message): Decision<MessageEdited> => {
      const { id, room, text } = command;
      const { user } = at.asker;
      if (message.fact.user.id !== user.id) {
        return refuse('forbidden', 'only who wrote a message may edit it');
      }
      if (at.now - Date.parse(message.at) > at.rules.editWindowMs) {
        return refuseByNow('forbidden', 'this message is too old to be edited');
      }
      const data = { target: targetOf(message), text, ...mentionsOf(text, at) };
      return { do: 'append', fact: makeFact(messageEdited, { id, room, user, data }) };
    }),
});
export type EditCommand = CommandOf<typeof edit>;

export const remove = defineCommand({
  type: 'delete',
  schema: z
    .strictObject({ type: z.literal('delete'), ...changeFields })
    .describe("Takes a message away for good: one's own, or anybody's as a moderator of the room."),
  cost: CHANGE_COST,
  bytes: () => 0,
  needs: needsOfChange,
  decide: (command, at) =>
    aboutMessage(command, at, (message, standing): Decision<MessageDeleted> => {
      const { id, room } = command;
      const { user } = at.asker;
      if (message.fact.user.id !== user.id && !moderates(standing)) {
        return refuse('forbidden', 'only who wrote a message, or a moderator, may delete it');
      }
      const data = { target: targetOf(message) };
      return { do: 'append', fact: makeFact(messageDeleted, { id, room, user, data }) };
    }),
});
export type DeleteCommand = CommandOf<typeof remove>;
