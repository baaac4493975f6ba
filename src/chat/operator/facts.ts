// Who may do everything in every room that is not direct: given and taken from outside of the chat, by who looks after it
// (docs/adr/0030). No gateway may write these: NATS refuses their subject to it. The envelope's `user` is who did it.
import { z } from 'zod';
import { defineRoomlessFact, type FactOf } from '../kernel/fact.ts';
import { operatorSubject } from '../kernel/subjects.ts';
import type { OperatorData } from './operator.ts';

const data: z.ZodType<OperatorData> = z.looseObject({
  user: z.looseObject({ id: z.string().min(1).max(128), name: z.string() }),
  isOperator: z.boolean(),
});

const ofOperator = <const Type extends string>(type: Type, what: string) =>
  defineRoomlessFact({
    type,
    subject: (about) => operatorSubject(about.data.user.id),
    versions: [{ data: data.describe(what) }],
  });

export const operatorGranted = ofOperator('OperatorGranted', 'Somebody is an operator now.');
export const operatorRevoked = ofOperator(
  'OperatorRevoked',
  'Somebody is no operator any more, whatever else says that they are.',
);
export type OperatorFact = FactOf<typeof operatorGranted> | FactOf<typeof operatorRevoked>;
