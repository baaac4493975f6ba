import { z } from 'zod';
import { defineFact, type FactOf } from '../kernel/fact.ts';
import { changeSubject } from '../kernel/subjects.ts';
import { target } from '../message/target.ts';

/** That it is one emoji is a rule of the command. */
const reaction = z.looseObject({
  target,
  emoji: z.string().min(1).max(64).describe('One, fully qualified (UTS #51).'),
});

export const reactionAdded = defineFact({
  type: 'ReactionAdded',
  subject: ({ room }) => changeSubject(room),
  versions: [{ data: reaction.describe('Somebody answers a message with an emoji.') }],
});
export type ReactionAdded = FactOf<typeof reactionAdded>;

export const reactionRemoved = defineFact({
  type: 'ReactionRemoved',
  subject: ({ room }) => changeSubject(room),
  versions: [{ data: reaction.describe('Somebody takes an emoji back.') }],
});
export type ReactionRemoved = FactOf<typeof reactionRemoved>;
