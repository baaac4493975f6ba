import { z } from 'zod';
import { type CommandOf, type Decision, defineCommand, refuse } from '../kernel/command.ts';
import { makeFact } from '../kernel/fact.ts';
import { moderates } from '../member/standing.ts';
import {
  aboutMessage,
  CHANGE_COST,
  changeFields,
  needsOfChange,
  targetOf,
} from '../message/target.ts';
import {
  type MessagePinned,
  type MessageUnpinned,
  messagePinned,
  messageUnpinned,
} from './facts.ts';

export const pin = defineCommand({
  type: 'pin',
  schema: z
    .strictObject({
      type: z.literal('pin'),
      ...changeFields,
      on: z.boolean().describe('Whether it is pinned.'),
    })
    .describe('Pins a message, or takes the pin away: moderators do.'),
  cost: CHANGE_COST,
  bytes: () => 0,
  needs: needsOfChange,
  decide: (command, at) =>
    aboutMessage(command, at, (message, standing): Decision<MessagePinned | MessageUnpinned> => {
      if (!moderates(standing)) return refuse('forbidden', 'only a moderator may pin a message');
      const { id, room, on } = command;
      const about = { id, room, user: at.asker.user, data: { target: targetOf(message) } };
      const fact = on ? makeFact(messagePinned, about) : makeFact(messageUnpinned, about);
      return { do: 'append', fact };
    }),
});
export type PinCommand = CommandOf<typeof pin>;
