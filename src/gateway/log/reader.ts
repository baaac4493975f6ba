// The one reader of the log on this gateway: an ephemeral pull consumer that is supervised from outside.
// The library's own ordered consumer never recovers while the server that hosts it stays down, and skips
// events when it is reset early; this one is re-created from `next` at the first sign of trouble.
// Invariant: every event of the log from the start sequence on is handed over once, in order (P1, P4).
// Holes in the sequence are normal (erasure): only the consumer's own delivery sequence must be contiguous.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamManager,
  type JsMsg,
  type NatsConnection,
  nanos,
} from 'nats';
import { deliveryOf } from '../../shared/ack-subject.ts';
import type { Logger } from '../../shared/logger.ts';
import { ALL_ROOMS, STREAM } from '../../shared/subjects.ts';

export interface Delivered {
  seq: number;
  /** ISO 8601, milliseconds, UTC: the stream's own timestamp. */
  at: string;
  subject: string;
  data: Uint8Array;
}

export interface ReaderOptions {
  nc: NatsConnection;
  jsm: JetStreamManager;
  log: Logger;
  /** The first sequence to hand over. */
  from: number;
  /** Called in order, synchronously; must not throw. */
  onEvent: (delivered: Delivered) => void;
  onRestart: (reason: string) => void;
}

export interface Reader {
  /** The highest sequence that was handed over (or is known to be behind us). */
  readonly position: number;
  /** Whether the end of the log was reached at least once. */
  readonly caughtUp: boolean;
  /** Starts over from the next sequence, on a new consumer. */
  restart: (reason: string) => void;
  stop: () => void;
}

const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 1_000;
/** The server forgets a consumer nobody reads after this long. */
const INACTIVE_MS = 60_000;
const TROUBLE = new Set([
  'heartbeats_missed',
  'consumer_deleted',
  'consumer_not_found',
  'stream_not_found',
  'no_responders',
]);

export function openReader(options: ReaderOptions): Reader {
  const { nc, jsm, log, onEvent, onRestart } = options;
  const js = nc.jetstream();
  let next = options.from;
  let caughtUp = false;
  let stopped = false;
  /** Each consumer is a generation; whatever still arrives from an older one is ignored. */
  let generation = 0;
  let messages: ConsumerMessages | undefined;

  const restart = (reason: string) => {
    if (stopped) return;
    log.info({ reason, next }, 'reopening the reader');
    onRestart(reason);
    void open();
  };

  async function open(): Promise<void> {
    const mine = ++generation;
    const current = () => !stopped && mine === generation;
    messages?.stop();
    messages = undefined;
    for (let delay = BACKOFF_MIN_MS; current(); delay = Math.min(BACKOFF_MAX_MS, delay * 2)) {
      try {
        const opened = await consume(current);
        if (!current()) return opened.stop();
        messages = opened;
        void supervise(opened, current);
        return;
      } catch (error) {
        if (!current()) return;
        log.warn({ err: error, next, delay }, 'could not open the reader, trying again');
        await sleep(delay);
      }
    }
  }

  async function consume(current: () => boolean): Promise<ConsumerMessages> {
    const info = await jsm.consumers.add(STREAM, {
      name: `gateway_${crypto.randomUUID()}`,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: next,
      ack_policy: AckPolicy.None,
      max_deliver: 1,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: nanos(INACTIVE_MS),
      filter_subject: ALL_ROOMS,
    });
    if (info.num_pending === 0) caughtUp = true;
    let expected = 1;
    return await js.consumers.getPullConsumerFor(info).consume({
      bind: true,
      max_messages: 500,
      idle_heartbeat: 1_000,
      expires: 10_000,
      callback: (message: JsMsg) => {
        if (!current()) return;
        const delivery = deliveryOf(message);
        if (delivery.consumerSequence !== expected) {
          return restart(`delivery ${delivery.consumerSequence} came where ${expected} was due`);
        }
        expected += 1;
        if (delivery.pending === 0) caughtUp = true;
        const { streamSequence: seq, at } = delivery;
        if (seq < next) return;
        next = seq + 1;
        onEvent({ seq, at, subject: message.subject, data: message.data });
      },
    });
  }

  async function supervise(opened: ConsumerMessages, current: () => boolean): Promise<void> {
    for await (const status of await opened.status()) {
      if (!current()) return;
      const conflict = status.type === 'debug' && String(status.data).startsWith('409');
      if (conflict || TROUBLE.has(status.type)) return restart(status.type);
    }
    if (current()) restart('the consumer closed');
  }

  void open();
  return {
    get position() {
      return next - 1;
    },
    get caughtUp() {
      return caughtUp;
    },
    restart,
    stop: () => {
      stopped = true;
      messages?.stop();
    },
  };
}
