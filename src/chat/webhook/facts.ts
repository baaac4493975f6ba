// Webhooks: each fact says all of the webhook that it leads to. They concern no room, so that nobody is handed the address who
// comes into it; a gateway tells them to the room's owners alone. What becomes of deliveries says the program that delivers.
import { z } from 'zod';
import { ROOM_NAME } from '../../shared/names.ts';
import { defineRoomlessFact, type FactOf } from '../kernel/fact.ts';
import { webhookSubject } from '../kernel/subjects.ts';
import type { Webhook } from './webhook.ts';

/** Beside these what newer versions say. */
export interface WebhookData {
  webhook: Webhook;
}

const person = z.looseObject({ id: z.string().min(1).max(128), name: z.string() });
const ms = z.number().describe('Milliseconds since 1970.');
const data: z.ZodType<WebhookData> = z.looseObject({
  webhook: z.looseObject({
    id: z.guid().describe('It follows from its maker, its room and the command that made it.'),
    room: z.string().regex(ROOM_NAME),
    slot: z.int().min(1).max(1_000).describe('Its place among those of the room.'),
    url: z.string().describe('Where it is told.'),
    events: z.array(z.string()).describe('What is told.'),
    by: person.describe('Its maker.'),
    made: ms.optional(),
    answers: z
      .array(z.looseObject({ user: person, at: ms }))
      .optional()
      .describe('Who answers for it, where that is not its maker, since then.'),
    state: z.string().describe('`on`, `paused` or `revoked`.'),
    failing: z
      .looseObject({
        seq: z.number(),
        since: ms,
        attempts: z.number(),
        next: ms,
        error: z.string(),
      })
      .optional()
      .describe('What cannot be delivered: what comes behind it waits.'),
    givenUp: z
      .looseObject({
        count: z.number(),
        last: z.array(z.number()).describe('Sequences of the last of them.'),
        at: ms,
        error: z.string(),
      })
      .optional()
      .describe('What never will be delivered by itself.'),
    again: z
      .looseObject({ id: z.guid(), seqs: z.array(z.number()) })
      .optional()
      .describe('What is to be sent again, by its sequences, and by which command.'),
  }),
});

const ofWebhook = <const Type extends string>(type: Type, what: string) =>
  defineRoomlessFact({
    type,
    subject: ({ data: { webhook } }) => webhookSubject(webhook.room, webhook.slot),
    versions: [{ data: data.describe(what) }],
  });

export const webhookMade = ofWebhook(
  'WebhookMade',
  'A program outside is told what happens in a room, from here on. `webhook` is all that it is.',
);
export const webhookChanged = ofWebhook(
  'WebhookChanged',
  'An owner changed a webhook, paused it, let it go on, skipped what it waits for, or has sent again what was given up.',
);
export const webhookRevoked = ofWebhook(
  'WebhookRevoked',
  'A webhook sends nothing more, for good.',
);
/** Written by the program that delivers, as are those below. */
export const webhookFailed = ofWebhook(
  'WebhookFailed',
  'Something could not be delivered: `failing` says what is tried again, `givenUp` what is not.',
);
export const webhookRecovered = ofWebhook(
  'WebhookRecovered',
  'What could not be delivered was, or what was to be sent again is through.',
);
export const WEBHOOK_FACTS = [
  webhookMade,
  webhookChanged,
  webhookRevoked,
  webhookFailed,
  webhookRecovered,
] as const;
export type WebhookFact = FactOf<(typeof WEBHOOK_FACTS)[number]>;
