// One try for one entry, as far as the log and the webhook let it go out: it is still there, somebody who answers for the webhook may read
// the room, and nobody said anything else of it meanwhile. Invariant: what is changed, paused or revoked while the log is asked, or while
// the receiver is waited for, has that try count for nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry, InRoom } from '../chat/kernel/fact.ts';
import { failed, stopped } from '../chat/webhook/delivery.ts';
import { unheardWords } from '../chat/webhook/hearing.ts';
import type { Webhook } from '../chat/webhook/webhook.ts';
import type { Outcome } from './attempt.ts';
import type { Known } from './known.ts';
import type { Saying } from './log.ts';
import type { Message } from './message.ts';
import type { WebhookMetrics } from './metrics.ts';

export interface LanePorts {
  known: Pick<Known, 'get' | 'onChange'>;
  say: (id: string, saying: Saying) => Promise<boolean>;
  isGone: (entry: Entry<InRoom>) => Promise<boolean>;
  /** Whether one of those who answer for a webhook may read its room, as the log has it by now. */
  isHeard: (webhook: Webhook) => Promise<boolean>;
  /** Signs and sends it, when there is a place. */
  attempt: (webhook: Webhook, message: Message, signal: AbortSignal) => Promise<Outcome>;
  waitsMs: readonly number[];
  metrics: WebhookMetrics;
  now: () => number;
}

export const longestOf = ({ waitsMs }: Pick<LanePorts, 'waitsMs'>): number => Math.max(...waitsMs);
const UNSAID_MS = 5_000;
/** So long nobody is tried again whose state the log does not take. */
export const unsaidMs = (ports: LanePorts): number => Math.min(UNSAID_MS, longestOf(ports));

interface Trying {
  webhook: Webhook;
  message: Message;
  entry: Entry<InRoom>;
}

/** Undefined where it is another webhook by then, whatever came of it. */
export async function tryOnce(
  ports: LanePorts,
  trying: Trying,
): Promise<Outcome | 'skipped' | undefined> {
  const { known } = ports;
  const { webhook } = trying;
  const changed = new AbortController();
  // From here on: also what is said while the log is asked counts.
  const stopWatching = known.onChange(() => {
    const is = known.get(webhook.id)?.webhook;
    if (is?.state !== 'on' || is.url !== webhook.url) changed.abort();
  });
  try {
    return await tryWhile(ports, trying, changed.signal);
  } finally {
    stopWatching();
  }
}

async function tryWhile(
  ports: LanePorts,
  { webhook, message, entry }: Trying,
  changed: AbortSignal,
): Promise<Outcome | 'skipped' | undefined> {
  const { attempt, isGone, isHeard, metrics, now } = ports;
  if (await isGone(entry)) {
    metrics.skipped.inc();
    return 'skipped';
  }
  if (!(await isHeard(webhook))) {
    await stop(ports, { id: webhook.id, seq: entry.seq, error: unheardWords(webhook) });
    return undefined;
  }
  if (changed.aborted) return undefined;
  const stopTimer = metrics.seconds.startTimer();
  // A program that stops lets a try that is under way come to its end.
  const outcome = await attempt(webhook, message, changed);
  stopTimer();
  if (changed.aborted) return undefined;
  metrics.deliveries.inc({ outcome: outcome.is });
  if (outcome.is === 'delivered') {
    metrics.lateness.observe(Math.max(0, (now() - Date.parse(entry.at)) / 1_000));
  }
  return outcome;
}

/** Nothing more is sent until an owner lets it go on. */
export async function stop(
  ports: LanePorts,
  { id, seq, error }: { id: string; seq: number; error: string },
): Promise<void> {
  const { say, now } = ports;
  const next = (before: Webhook) =>
    stopped(failed(before, { seq, attempts: 0, next: 0, error, now: now() }));
  // Where it was not stored somebody said something else of it, which is known here in a moment.
  if (!(await say(id, { isBad: true, next }))) await sleep(unsaidMs(ports));
}
