import { z } from 'zod';
import { type CommandOf, type Decision, defineCommand } from '../kernel/command.ts';
import { makeFact } from '../kernel/fact.ts';
import {
  aboutMessage,
  CHANGE_COST,
  changeFields,
  needsOfChange,
  targetOf,
} from '../message/target.ts';
import { canonicalEmoji } from './emoji.ts';
import {
  type ReactionAdded,
  type ReactionRemoved,
  reactionAdded,
  reactionRemoved,
} from './facts.ts';

const oneEmoji = z
  .string()
  .refine((text) => canonicalEmoji(text) !== undefined, 'a reaction is exactly one emoji')
  .describe('Exactly one emoji of RGI_Emoji; stored fully qualified.');

export const react = defineCommand({
  type: 'react',
  schema: z
    .strictObject({
      type: z.literal('react'),
      ...changeFields,
      emoji: oneEmoji,
      on: z.boolean().describe('Whether it comes or goes.'),
    })
    .describe("Puts an emoji on a message, or takes one's own back."),
  cost: CHANGE_COST,
  bytes: () => 0,
  needs: needsOfChange,
  decide: (command, at) =>
    aboutMessage(command, at, (message): Decision<ReactionAdded | ReactionRemoved> => {
      const { id, room, on } = command;
      const emoji = canonicalEmoji(command.emoji) ?? command.emoji;
      const about = { id, room, user: at.asker.user, data: { target: targetOf(message), emoji } };
      const fact = on ? makeFact(reactionAdded, about) : makeFact(reactionRemoved, about);
      return { do: 'append', fact };
    }),
});
export type ReactCommand = CommandOf<typeof react>;
