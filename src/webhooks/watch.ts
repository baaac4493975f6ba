// The facts about webhooks, as the log has them: of each place the last one, then every new one, over a consumer that is made anew
// whenever something is wrong with it. Where the last entry of a place was stored too late, or is no fact, what was said before it goes
// on to be so; but whatever this program says of it rests on that entry.
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
import { fromConsumer, type RawEntry } from '../shared/raw-entry.ts';
import { STREAM } from '../shared/subjects.ts';
import type { Known } from './known.ts';
import { lastFact } from './log.ts';

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
  /** Places whose last entry says nothing, while it is looked up what was said before. */
  const lookingUp = new Set<Promise<void>>();
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
  const learn = (entry: RawEntry) => {
    const reading = facts.read(entry);
    if (reading.is === 'known' && saysWebhook(reading.entry.fact.data)) {
      known.learn(reading.entry.fact.data.webhook, entry.seq);
    } else if (reading.is !== 'foreign') lookUp(entry);
    // What nobody here understands leaves what was known: a newer version is there to obey it.
  };
  const lookUp = ({ subject }: RawEntry) => {
    const looked = lastFact(jsm, subject)
      .then((found) => {
        if (found !== undefined && saysWebhook(found.fact.data)) {
          known.learn(found.fact.data.webhook, found.seq);
        }
      })
      .catch((error: unknown) => pull.restart(`${subject} cannot be read: ${String(error)}`))
      .finally(() => lookingUp.delete(looked));
    lookingUp.add(looked);
  };
  const onMessage = (message: JsMsg) => {
    const { entry, delivery } = fromConsumer(message);
    if (delivery.consumerSequence !== expected) {
      return pull.restart(`delivery ${delivery.consumerSequence} came where ${expected} was due`);
    }
    expected += 1;
    learn(entry);
    if (delivery.pending === 0) void Promise.all(lookingUp).then(() => first.resolve());
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
