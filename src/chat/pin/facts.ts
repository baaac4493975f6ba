import { z } from 'zod';
import { defineFact, type FactOf } from '../kernel/fact.ts';
import { changeSubject } from '../kernel/subjects.ts';
import { target } from '../message/target.ts';

export const messagePinned = defineFact({
  type: 'MessagePinned',
  subject: ({ room }) => changeSubject(room),
  versions: [
    {
      data: z
        .looseObject({ target })
        .describe('A message is to be found by everybody in its room.'),
    },
  ],
});
export type MessagePinned = FactOf<typeof messagePinned>;

export const messageUnpinned = defineFact({
  type: 'MessageUnpinned',
  subject: ({ room }) => changeSubject(room),
  versions: [{ data: z.looseObject({ target }).describe('A message is pinned no more.') }],
});
export type MessageUnpinned = FactOf<typeof messageUnpinned>;
