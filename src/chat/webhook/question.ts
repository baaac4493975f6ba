// What an owner is told of the webhooks of a room. The log itself is asked, so that who made one sees it at once.
import { z } from 'zod';
import type { SecretCommand, WebhooksCommand } from '../../shared/wire/commands.ts';
import type { SecretFrame, WebhooksFrame } from '../../shared/wire/frames.ts';
import type { ListedWebhook } from '../../shared/wire/objects.ts';
import { type Asking, defineQuestion, questionId, refuseQuestion } from '../kernel/question.ts';
import { roomName } from '../room/fields.ts';
import { madeAt } from './hearing.ts';
import { isMeant } from './id.ts';
import { isRevoked, WEBHOOK_LIMITS, type Webhook, webhookOf, webhookSubjects } from './webhook.ts';

const notIn = (room: string, { isIn }: Pick<Asking, 'isIn'>) =>
  isIn(room) ? undefined : refuseQuestion('not_joined', `join ${room} first`);

const NOT_OURS = refuseQuestion('forbidden', 'an owner of the room looks after its webhooks');

/** All that send, or are paused, in the order of their places. */
async function webhooksOf(
  room: string,
  { states, asker }: Pick<Asking, 'states' | 'asker'>,
): Promise<Webhook[]> {
  const all = await states(webhookSubjects(room), asker.user.id);
  return all.map(webhookOf).filter((one) => one !== undefined && !isRevoked(one)) as Webhook[];
}

export const webhooks = defineQuestion<WebhooksCommand, WebhooksFrame>({
  type: 'webhooks',
  schema: z
    .strictObject({ type: z.literal('webhooks'), id: questionId, room: roomName })
    .describe('Asks for the webhooks of a room, as its owner.'),
  cost: 4,
  share: 2,
  atOnce: 4,
  refuse: ({ room }, asking) => notIn(room, asking),
  answeredBy: ['webhooks'],
  answer: async ({ id, room }, asking) => {
    if (!(await asking.owns(room))) return NOT_OURS;
    const found = await webhooksOf(room, asking);
    return { type: 'webhooks', id, room, webhooks: found.map(listed) };
  },
});

const listed = ({
  id,
  url,
  events,
  state,
  by,
  failing,
  givenUp,
  again,
}: Webhook): ListedWebhook => ({
  id,
  url,
  events: [...events],
  state,
  by,
  ...(failing && { failing }),
  ...(givenUp && {
    givenUp: { ...givenUp, last: [...givenUp.last] },
  }),
  ...(again && { again: [...again.seqs] }),
});

/** Follows from the webhook's id, so a lost answer is no lost secret; but it is told for a while alone, and to its maker. */
export const secret = defineQuestion<SecretCommand, SecretFrame>({
  type: 'secret',
  schema: z
    .strictObject({
      type: z.literal('secret'),
      id: questionId,
      room: roomName,
      webhook: z.guid().describe('Which one: its id, or that of the command that made it.'),
    })
    .describe('Asks for the secret of a webhook that one has just made.'),
  cost: 4,
  share: 2,
  atOnce: 4,
  refuse: ({ room }, asking) => notIn(room, asking),
  answeredBy: ['secret'],
  answer: async ({ id, room, webhook }, asking) => {
    if (!(await asking.owns(room))) return NOT_OURS;
    const { id: userId } = asking.asker.user;
    const all = await webhooksOf(room, asking);
    const found = all.find((one) => isMeant(one, { userId, room, said: webhook }));
    if (found === undefined || found.by.id !== userId) {
      return refuseQuestion('forbidden', 'its secret is told to who made it');
    }
    if (asking.now() - madeAt(found) > WEBHOOK_LIMITS.secretMs) {
      return refuseQuestion(
        'forbidden',
        'its secret was shown when it was made: make another webhook',
      );
    }
    const told = asking.secretOf(found.id);
    if (told === undefined)
      return refuseQuestion('unavailable', 'this gateway has no WEBHOOK_SECRET');
    return { type: 'secret', id, room, webhook: found.id, secret: told };
  },
});
