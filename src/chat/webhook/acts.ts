// What an owner does about a webhook that there is, act by act: what it is then, or why that cannot be, in words. Pure.
import type { User } from '../../shared/wire/objects.ts';
import { skipped } from './delivery.ts';
import { alsoAnsweredBy, answeredBy } from './hearing.ts';
import { normalUrl, WEBHOOK_LIMITS, type Webhook } from './webhook.ts';

interface Asked {
  id: string;
  do: string;
  url?: string | undefined;
  seq?: number | undefined;
}
/** Who does it, and when by the log's clock. */
interface Doing {
  user: User;
  now: number;
}
type Act = (before: Webhook, asked: Asked, doing: Doing) => Webhook | string;

/** Whoever says something about one that fails wants to see whether it goes now: it is tried at once. */
const triedNow = (before: Webhook): Webhook =>
  before.failing === undefined
    ? before
    : { ...before, failing: { ...before.failing, attempts: 0, next: 0 } };

const ACTS: Readonly<Record<string, Act>> = {
  change: (before, { url = '' }, { user, now }) => ({
    ...triedNow(before),
    url: normalUrl(url),
    answers: answeredBy(user, now),
  }),
  pause: (before) => ({ ...before, state: 'paused' }),
  resume: (before, _, { user, now }) => ({
    ...triedNow(before),
    state: 'on',
    answers: alsoAnsweredBy(before, user, now),
  }),
  // By its sequence: what one saw failing may be delivered by now, and something else fails.
  skip: (before, { seq = 0 }, { now }) =>
    before.failing?.seq === seq
      ? skipped(before, now)
      : 'that one does not wait any more: look again',
  again: (before, { id }) => {
    const { givenUp, again, ...rest } = before;
    if (givenUp === undefined) return 'nothing was given up: there is nothing to send again';
    const all = [...new Set([...(again?.seqs ?? []), ...givenUp.last])].sort((a, b) => a - b);
    const seqs = all.slice(-WEBHOOK_LIMITS.givenUpMax);
    return { ...triedNow(rest), again: { id: id.toLowerCase(), seqs } };
  },
};

export const actOn = (before: Webhook, asked: Asked, doing: Doing): Webhook | string =>
  ACTS[asked.do]?.(before, asked, doing) ?? 'nobody here knows how to do that';
