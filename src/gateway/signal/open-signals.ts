// Signals over a real NATS: three subscriptions, the bucket of read marks, one timer.
import type { JetStreamManager } from 'nats';
import type { Logger } from '../../shared/logger.ts';
import type { NatsLink } from '../../shared/nats.ts';
import { seldom } from '../../shared/seldom.ts';
import { createDirectGet } from '../log/direct-get.ts';
import type { Extents } from '../log/extent.ts';
import { createMarkStore, putInto } from './mark-store.ts';
import { readSignal, SIGNAL_SUBJECTS, writeSignal } from './signal.ts';
import { Signals, type SignalsOptions, TICK_MS } from './signals.ts';

export interface OpenSignalsOptions extends Pick<SignalsOptions, 'hub' | 'metrics'> {
  link: NatsLink;
  jsm: JetStreamManager;
  extents: Extents;
  position: () => number;
  logger: Logger;
}

/** Says nothing that anybody waits for: the chat goes on without it. */
export function openSignals(options: OpenSignalsOptions): Signals & { close: () => Promise<void> } {
  const { link, jsm, extents, position, logger, hub, metrics } = options;
  const { nc } = link;
  const put = putInto(nc.jetstream());
  const epoch = () => extents.log.epoch;
  const signals = new Signals({
    self: crypto.randomUUID(),
    hub,
    store: createMarkStore({ jsm, directGet: createDirectGet(nc), put, epoch }),
    publish: (signal) => {
      const { subject, payload } = writeSignal(signal);
      nc.publish(subject, payload);
    },
    connected: link.connected,
    log: { epoch, position, last: async () => (await extents.refresh()).lastSeq },
    metrics,
    onFault: seldom((err, times) => logger.warn({ err, times }, 'read marks wait in memory')),
  });
  for (const subject of SIGNAL_SUBJECTS) {
    nc.subscribe(subject, {
      callback: (error, message) => {
        const signal = error === null ? readSignal(message.subject, message.string()) : undefined;
        if (signal !== undefined) signals.hear(signal);
      },
    });
  }
  const timer = setInterval(() => signals.tick(), TICK_MS);
  return Object.assign(signals, {
    close: async () => {
      clearInterval(timer);
      await signals.stop();
    },
  });
}
