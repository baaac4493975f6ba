import { z } from 'zod';
import { defineFact, type FactOf } from '../kernel/fact.ts';
import { textProblem } from './text.ts';

export const messageText = z.string().superRefine((text, context) => {
  const message = textProblem(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** Somebody said something in a room. */
export const messagePosted = defineFact({
  type: 'MessagePosted',
  versions: [{ data: z.looseObject({ text: messageText }) }],
});
export type MessagePosted = FactOf<typeof messagePosted>;
