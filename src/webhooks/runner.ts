// What is read from one webhook's consumer is delivered, entry by entry, whatever happens to NATS meanwhile. Stops with the entry that
// is in hand given back, so that another replica has it at once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { JetStreamManager, NatsConnection } from 'nats';
import { facts } from '../chat/features.ts';
import { isInRoom } from '../chat/kernel/fact.ts';
import type { Webhook } from '../chat/webhook/webhook.ts';
import type { Logger } from '../shared/logger.ts';
import { type Delivery, ensureConsumer, nextDelivery, WORKING_EVERY_MS } from './deliveries.ts';
import type { Handling, Through } from './lane.ts';

export interface RunnerOptions {
  nc: NatsConnection;
  jsm: JetStreamManager;
  logger: Logger;
  /** Of the webhook. */
  id: string;
  /** Of the consumer. */
  name: string;
  /** With the consumer's first sequence, as it is where it is made. */
  made: () => { webhook: Webhook; from: number } | undefined;
  /** Whether it waits for what is yet to happen; else it ends where there is nothing now. */
  isWaiting: boolean;
  deliver: (handling: Handling) => Promise<Through>;
  /** There is nothing now. */
  onNone?: () => Promise<void>;
  onFault: (error: unknown) => void;
}

const PAUSE_MS = 1_000;

/** Returns the verb that stops it, which resolves when nothing of it is in hand any more. */
export function runLane(options: RunnerOptions): () => Promise<void> {
  const { nc, jsm, id, name, made, isWaiting, onNone, onFault } = options;
  const stopped = new AbortController();
  const { signal } = stopped;

  const ensure = async () => {
    const as = made();
    if (as !== undefined) await ensureConsumer(jsm, { name, ...as });
  };
  const once = async () => {
    const next = await nextDelivery(nc, name, isWaiting);
    if (next === 'gone') await ensure();
    else if (next === 'none') await onNone?.();
    else return await inHand(next);
    if (next === 'gone' || !isWaiting) await sleep(PAUSE_MS / 4);
  };
  const inHand = async (delivery: Delivery) => {
    const timer = setInterval(delivery.working, WORKING_EVERY_MS);
    try {
      const reading = facts.read(delivery.raw);
      const entry = reading.is === 'known' ? reading.entry : undefined;
      // What is no fact, or one of a newer version, nobody is told of.
      const through =
        entry !== undefined && isInRoom(entry)
          ? await options.deliver({ id, entry, signal })
          : 'skipped';
      if (through === 'given back') delivery.giveBack();
      else await delivery.done();
    } finally {
      clearInterval(timer);
    }
  };
  const run = async () => {
    let isMade = false;
    while (!signal.aborted) {
      try {
        if (!isMade) await ensure();
        isMade = true;
        await once();
      } catch (error) {
        if (signal.aborted) return;
        onFault(error);
        await sleep(PAUSE_MS);
      }
    }
  };
  const running = run();
  return async () => {
    stopped.abort();
    await running;
  };
}
