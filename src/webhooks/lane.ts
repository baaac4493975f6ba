// One entry on its way to one receiver: it is in hand until the receiver took it, or it was given up. What fails for a moment is
// nobody's business; what goes on failing is said in the log, with when it is tried next, so that every replica keeps to it and an
// owner sees it. Invariants: an entry is given out of hand only once it is delivered, given up (and that is in the log), or
// deleted; to what is paused or revoked nothing is delivered any more, also not what is under way.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry, InRoom } from '../chat/kernel/fact.ts';
import { failed, gaveUp, isGivenUp, recovered } from '../chat/webhook/delivery.ts';
import type { Webhook } from '../chat/webhook/webhook.ts';
import type { Outcome } from './attempt.ts';
import { messageOf } from './message.ts';
import { waitAfter } from './schedule.ts';
import { type LanePorts, longestOf, stop, tryOnce, unsaidMs } from './try.ts';

/** What became of an entry. */
export type Through = 'delivered' | 'given up' | 'skipped' | 'given back';

export interface Handling {
  /** Of the webhook. */
  id: string;
  entry: Entry<InRoom>;
  /** The program stops, or this is not to be delivered any more. */
  signal: AbortSignal;
}

/** The first failure is nobody's business: the second try is after seconds. */
const QUIET_ATTEMPTS = 1;

/** What this program knows beyond the log, of tries that were not said, by the fact that they rest on. */
interface Tries {
  rests: number;
  attempts: number;
  next: number;
}

/** Rejects while the log does not answer: then the entry comes again. */
export async function deliver(ports: LanePorts, handling: Handling): Promise<Through> {
  const { known, now } = ports;
  const { id, entry, signal } = handling;
  let tries: Tries = { rests: -1, attempts: 0, next: 0 };
  while (!signal.aborted) {
    const is = known.get(id);
    if (is?.webhook.state !== 'on') return 'given back';
    const { webhook } = is;
    const message = messageOf(entry, webhook);
    if (message === undefined || isGivenUp(webhook, entry.seq)) return 'skipped';
    if (tries.rests !== is.seq) tries = { rests: is.seq, ...triesIn(webhook, entry.seq) };
    // Whose clock was ahead, or is set back, makes nobody wait longer than anybody ever does.
    tries.next = Math.min(tries.next, now() + longestOf(ports));
    if (tries.next > now()) {
      await changeOr(ports, tries.next - now(), signal);
      continue;
    }
    const outcome = await tryOnce(ports, { webhook, message, entry });
    if (outcome === undefined) continue;
    if (outcome === 'skipped') return outcome;
    if (outcome.is === 'delivered') {
      await sayRecovered(ports, id);
      return 'delivered';
    }
    const after = await judge(ports, { ...handling, outcome, tries });
    if (after === 'given up') return after;
    tries = after;
  }
  return 'given back';
}

const triesIn = ({ failing }: Webhook, seq: number): Pick<Tries, 'attempts' | 'next'> =>
  failing?.seq === seq ? failing : { attempts: 0, next: 0 };

/** It was not delivered: when it is tried next, where it is; the log is told of it. */
async function judge(
  ports: LanePorts,
  about: Handling & { outcome: Exclude<Outcome, { is: 'delivered' }>; tries: Tries },
): Promise<'given up' | Tries> {
  const { say, now, metrics, waitsMs } = ports;
  const { id, outcome, tries } = about;
  const { seq } = about.entry;
  const { error } = outcome;
  const attempts = tries.attempts + 1;
  if (outcome.is === 'gone') {
    await stop(ports, { id, seq, error });
    return tries;
  }
  const wait = waitAfter({ attempts, ...outcome }, waitsMs, Math.random());
  if (wait === undefined) {
    const next = (before: Webhook) => gaveUp(before, { seq, error, now: now() });
    // Where somebody said something else of it, they may want it to be tried; a receiver is not asked again at once for that.
    if (!(await say(id, { isBad: true, next }))) return { ...tries, next: now() + unsaidMs(ports) };
    metrics.givenUp.inc();
    return 'given up';
  }
  const at = now() + wait;
  if (attempts > QUIET_ATTEMPTS) {
    const next = (before: Webhook) =>
      failed(before, { seq, attempts, next: at, error, now: now() });
    await say(id, { isBad: true, next });
  }
  return { ...tries, attempts, next: at };
}

const SAYINGS = 5;
const SAY_AGAIN_MS = 200;

/** Somebody may say something else at that moment: it is delivered all the same. */
async function sayRecovered({ known, say }: LanePorts, id: string): Promise<void> {
  for (let sayings = 0; sayings < SAYINGS; sayings++) {
    if (known.get(id)?.webhook.failing === undefined) return;
    if (await say(id, { isBad: false, next: recovered })) return;
    await sleep(SAY_AGAIN_MS);
  }
}

const TIMER_MAX_MS = 2 ** 31 - 1;

/** Waits so long, or until something is another thing. */
export async function changeOr(
  { known }: Pick<LanePorts, 'known'>,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const woken = new AbortController();
  const stopWatching = known.onChange(() => woken.abort());
  const either = AbortSignal.any([signal, woken.signal]);
  // That it was woken is no failure.
  await sleep(Math.min(ms, TIMER_MAX_MS), undefined, { signal: either }).catch(() => undefined);
  stopWatching();
}
