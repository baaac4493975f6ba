// What was given up and an owner has sent again: the same entries, each tried a few times, beside what is delivered as it happens. What
// fails once more is given up once more, and stays where it was.

import { missedAgain } from '../chat/webhook/delivery.ts';
import type { Webhook } from '../chat/webhook/webhook.ts';
import { changeOr, type Handling, type Through } from './lane.ts';
import { messageOf } from './message.ts';
import { type LanePorts, tryOnce } from './try.ts';

/** Somebody looks on: whether it goes now is known in a minute. */
const TRIES = 3;

/** Rejects while the log does not answer: then the entry comes again. */
export async function deliverAgain(
  ports: LanePorts,
  { id, entry, signal }: Handling,
): Promise<Through> {
  const { known, say, now, waitsMs, metrics } = ports;
  const { seq } = entry;
  let [attempts, next] = [0, 0];
  while (!signal.aborted) {
    const webhook = known.get(id)?.webhook;
    if (webhook?.state !== 'on') return 'given back';
    const message = messageOf({ ...entry }, webhook);
    if (message === undefined || webhook.again?.seqs.includes(seq) !== true) return 'skipped';
    if (next > now()) {
      await changeOr(ports, next - now(), signal);
      continue;
    }
    const outcome = await tryOnce(ports, { webhook, message, entry });
    if (outcome === undefined) continue;
    if (outcome === 'skipped') return outcome;
    if (outcome.is === 'delivered') return 'delivered';
    attempts += 1;
    const wait = attempts < TRIES ? waitsMs[attempts - 1] : undefined;
    next = now() + (wait ?? 0);
    if (wait !== undefined) continue;
    const { error } = outcome;
    const missed = (before: Webhook) => missedAgain(before, { seq, error, now: now() });
    if (!(await say(id, { isBad: true, next: missed }))) continue;
    metrics.givenUp.inc();
    return 'given up';
  }
  return 'given back';
}
