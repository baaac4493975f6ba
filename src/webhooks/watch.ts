// The facts about webhooks, as the log has them: of each place the last one, then every new one, over a consumer that is made anew
// whenever something is wrong with it.
import {
  AckPolicy,
  DeliverPolicy,
  type JetStreamManager,
  type JsMsg,
  type NatsConnection,
  nanos,
} from 'nats';
import { facts } from '../chat/features.ts';
import { ALL_WEBHOOKS } from '../chat/kernel/subjects.ts';
import { saysWebhook } from '../chat/webhook/webhook.ts';
import type { Logger } from '../shared/logger.ts';
import { openPull } from '../shared/pull.ts';
import { fromConsumer } from '../shared/raw-entry.ts';
import { STREAM } from '../shared/subjects.ts';
import type { Known } from './known.ts';

export interface WatchOptions {
  nc: NatsConnection;
  jsm: JetStreamManager;
  logger: Logger;
  known: Known;
}

export interface Watch {
  readonly reading: boolean;
  /** Resolves when everything was read that the log had. */
  readonly whenCaughtUp: Promise<void>;
  stop: () => void;
}

/** The server forgets a consumer that nobody reads after this long. */
const INACTIVE_MS = 60_000;

export function watchWebhooks({ nc, jsm, logger, known }: WatchOptions): Watch {
  const first = Promise.withResolvers<void>();
  let expected = 1;
  const open = async () => {
    const info = await jsm.consumers.add(STREAM, {
      name: `webhooks_${crypto.randomUUID()}`,
      deliver_policy: DeliverPolicy.LastPerSubject,
      ack_policy: AckPolicy.None,
      max_deliver: 1,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: nanos(INACTIVE_MS),
      filter_subject: ALL_WEBHOOKS,
    });
    expected = 1;
    if (info.num_pending === 0) first.resolve();
    return nc.jetstream().consumers.getPullConsumerFor(info);
  };
  const onMessage = (message: JsMsg) => {
    const { entry, delivery } = fromConsumer(message);
    if (delivery.consumerSequence !== expected) {
      return pull.restart(`delivery ${delivery.consumerSequence} came where ${expected} was due`);
    }
    expected += 1;
    const reading = facts.read(entry);
    // What nobody here understands leaves what was known: a newer version is there to obey it.
    if (reading.is === 'known' && saysWebhook(reading.entry.fact.data)) {
      known.learn(reading.entry.fact.data.webhook, entry.seq);
    }
    if (delivery.pending === 0) first.resolve();
  };
  const pull = openPull({
    logger,
    open,
    onMessage,
    onRestart: () => undefined,
    maxMessages: 200,
    expiresMs: 10_000,
  });
  return {
    get reading() {
      return pull.reading;
    },
    whenCaughtUp: first.promise,
    stop: pull.stop,
  };
}
