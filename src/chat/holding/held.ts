// How much of what there may only be some of somebody has: what decisions need to know it, and whether there is room for one more. Pure.
import { type Bot, botOf } from '../bot/bot.ts';
import { type Deciding, type Refusal, refuse } from '../kernel/command.ts';
import { botSubject, holdingSubject, webhookSubject } from '../kernel/subjects.ts';
import { isRevoked, webhookOf } from '../webhook/webhook.ts';
import { type HeldWebhook, holdingOf } from './holding.ts';

type StateOf = Deciding['state'];

/** What a decision needs beside the holding itself: what is in it, as it is by now. */
export const botsOfHolding = (userId: string, state: StateOf): string[] =>
  holdingOf(state(holdingSubject(userId))).bots.map(botSubject);
export const webhooksOfHolding = (userId: string, state: StateOf): string[] =>
  holdingOf(state(holdingSubject(userId))).webhooks.map(({ room, slot }) =>
    webhookSubject(room, slot),
  );

/** Those that were not revoked, by their ids. */
export function heldBots(userId: string, state: StateOf): string[] {
  const isThere = (bot: Bot | undefined) => bot !== undefined && bot.revoked !== true;
  const { bots } = holdingOf(state(holdingSubject(userId)));
  return bots.filter((id) => isThere(botOf(state(botSubject(id)))));
}

export function heldWebhooks(userId: string, state: StateOf): HeldWebhook[] {
  const { webhooks } = holdingOf(state(holdingSubject(userId)));
  return webhooks.filter(({ room, slot, id }) => {
    const is = webhookOf(state(webhookSubject(room, slot)));
    return is?.id === id && !isRevoked(is);
  });
}

/** Undefined where there is room for one more. */
export const tooMany = (
  what: 'bots' | 'webhooks',
  has: number,
  max: number,
): Refusal | undefined =>
  has < max
    ? undefined
    : refuse(
        'conflict',
        `you have made ${has} ${what}, and ${max} is the most that one person may have here: remove one first`,
      );
