// The one reader of the log on this gateway: an ephemeral consumer that is made anew from `next` whenever
// something is wrong with it. The library's own ordered consumer never recovers while the server that hosts
// it stays down, and skips events when it is reset early.
// Invariant: every event of the log from the start sequence on is handed over once, in order (P1, P4).
// Holes in the sequence are normal (erasure): only the consumer's own delivery sequence must be contiguous.
import {
  AckPolicy,
  DeliverPolicy,
  type JetStreamManager,
  type JsMsg,
  type NatsConnection,
  nanos,
} from 'nats';
import { ALL_FACTS } from '../../shared/log-shape.ts';
import type { Logger } from '../../shared/logger.ts';
import { openPull } from '../../shared/pull.ts';
import { fromConsumer, type RawEntry } from '../../shared/raw-entry.ts';
import { STREAM } from '../../shared/subjects.ts';

export interface ReaderOptions {
  nc: NatsConnection;
  jsm: JetStreamManager;
  logger: Logger;
  /** The first sequence to hand over. */
  from: number;
  /** Called in order, synchronously; must not throw. */
  onEvent: (raw: RawEntry) => void;
  onRestart: () => void;
}

export interface Reader {
  /** Everything of the log up to here was handed over; where the reader began, everything below that counts as such. */
  readonly position: number;
  /** The subject of what was handed over last. */
  readonly subject: string | undefined;
  /** Whether the end of the log was reached at least once. */
  readonly caughtUp: boolean;
  /** Resolves when it was. */
  readonly whenCaughtUp: Promise<void>;
  /** Starts over from the next sequence, on a new consumer. */
  restart: (reason: string) => void;
  stop: () => void;
}

/** The server forgets a consumer that nobody reads after this long. */
const INACTIVE_MS = 60_000;

export function openReader(options: ReaderOptions): Reader {
  const { nc, jsm, logger, onEvent, onRestart } = options;
  const js = nc.jetstream();
  let next = options.from;
  let subject: string | undefined;
  let caughtUp = false;
  const first = Promise.withResolvers<void>();
  let expected = 1;

  const open = async () => {
    const info = await jsm.consumers.add(STREAM, {
      name: `gateway_${crypto.randomUUID()}`,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: next,
      ack_policy: AckPolicy.None,
      max_deliver: 1,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: nanos(INACTIVE_MS),
      filter_subject: ALL_FACTS,
    });
    expected = 1;
    if (info.num_pending === 0) reachEnd();
    return js.consumers.getPullConsumerFor(info);
  };

  const reachEnd = () => {
    caughtUp = true;
    first.resolve();
  };
  const onMessage = (message: JsMsg) => {
    const { entry, delivery } = fromConsumer(message);
    const { consumerSequence, pending } = delivery;
    if (consumerSequence !== expected) {
      return pull.restart(`delivery ${consumerSequence} came where ${expected} was due`);
    }
    expected += 1;
    if (pending === 0) reachEnd();
    if (entry.seq < next) return;
    next = entry.seq + 1;
    subject = entry.subject;
    onEvent(entry);
  };

  const pull = openPull({
    logger,
    open,
    onMessage,
    onRestart,
    maxMessages: 500,
    expiresMs: 10_000,
  });
  return {
    get position() {
      return next - 1;
    },
    get subject() {
      return subject;
    },
    get caughtUp() {
      return caughtUp;
    },
    whenCaughtUp: first.promise,
    restart: pull.restart,
    stop: pull.stop,
  };
}
