// What becomes of a webhook as its deliveries go well or badly: the states that the delivering program writes. Pure. Invariant: what
// was given up is counted, and of the last of it the sequences stay, so that an owner may have it sent again.
import type { User } from '../../shared/wire/objects.ts';
import { makeRoomlessFact } from '../kernel/fact.ts';
import { type WebhookFact, webhookFailed, webhookRecovered } from './facts.ts';
import { type Failing, type GivenUp, WEBHOOK_LIMITS, type Webhook } from './webhook.ts';

/** Who writes them. */
export const DELIVERER: User = { id: 'webhooks', name: 'Webhooks', kind: 'bot' };

/** A delivery was tried, and is tried again. */
export const failed = (
  before: Webhook,
  failing: Omit<Failing, 'since'> & { now: number },
): Webhook => {
  const { now, ...said } = failing;
  return { ...before, failing: { ...said, since: before.failing?.since ?? now } };
};

/** A delivery is not tried any more; the next one is. */
export function gaveUp(
  before: Webhook,
  { seq, error, now }: { seq: number; error: string; now: number },
): Webhook {
  const { failing, ...rest } = before;
  return {
    ...rest,
    // Nothing was delivered since then: what comes next goes on from there.
    ...(failing !== undefined && { failing: { ...failing, seq: 0, attempts: 0, next: 0, error } }),
    givenUp: withGivenUp(before.givenUp, [seq], { error, now }),
  };
}

/** An owner does not wait for what fails: it is given up now, and the next one is sent. */
export const skipped = (before: Webhook, now: number): Webhook => {
  const { seq = 0, error = '' } = before.failing ?? {};
  return gaveUp(before, { seq, error: error || 'an owner skipped it', now });
};

function withGivenUp(
  before: GivenUp | undefined,
  seqs: readonly number[],
  { error, now }: { error: string; now: number },
): GivenUp {
  const all = [...new Set([...(before?.last ?? []), ...seqs])].sort((a, b) => a - b);
  return {
    count: (before?.count ?? 0) + seqs.length,
    last: all.slice(-WEBHOOK_LIMITS.givenUpMax),
    at: now,
    error,
  };
}

/** Something was delivered. */
export const recovered = ({ failing: _, ...rest }: Webhook): Webhook => rest;

/** One of those that are sent again was given up once more. */
export function missedAgain(
  before: Webhook,
  { seq, error, now }: { seq: number; error: string; now: number },
): Webhook {
  const { again, givenUp } = before;
  return {
    ...before,
    ...(again && { again: { ...again, seqs: again.seqs.filter((one) => one !== seq) } }),
    givenUp: withGivenUp(givenUp, [seq], { error, now }),
  };
}

/** What was to be sent again is through. */
export const sentAgain = ({ again: _, ...rest }: Webhook): Webhook => rest;

/** Nobody is there any more, or may be told: an owner may let it go on. */
export const stopped = (before: Webhook): Webhook => ({ ...before, state: 'paused' });

export const isGivenUp = ({ givenUp }: Webhook, seq: number): boolean =>
  givenUp?.last.includes(seq) === true;

/** The fact that says a state: that it fails, or that it does not any more. */
export const deliveryFact = (id: string, webhook: Webhook, isBad: boolean): WebhookFact =>
  makeRoomlessFact(isBad ? webhookFailed : webhookRecovered, {
    id,
    user: DELIVERER,
    data: { webhook },
  });
