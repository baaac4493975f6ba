// The log's durable reader: entries are collected into batches, two batches are written at a time, and
// entries are acknowledged after their commit, never before (P5).
// Bounded: JetStream hands out at most `max_ack_pending` unacknowledged entries to all replicas together, and nothing is asked
// for while so many bytes wait for the database.
import type { Consumer, JetStreamManager, JsMsg, NatsConnection } from 'nats';
import { assertShape } from '../../shared/log-shape.ts';
import type { Logger } from '../../shared/logger.ts';
import { openPull } from '../../shared/pull.ts';
import { fromConsumer, type RawEntry } from '../../shared/raw-entry.ts';
import { STREAM } from '../../shared/subjects.ts';
import type { PersisterMetrics } from '../metrics.ts';
import type { WriteRows, WriteRowsOf } from '../rows/write.ts';
import { commit, GivenUp } from './batch.ts';
import { findDurable } from './durable.ts';
import { type Held, InHand } from './held.ts';
import { Progress } from './liveness.ts';
import { Waiting } from './waiting.ts';

export interface ConsumerOptions {
  nc: NatsConnection;
  jsm: JetStreamManager;
  logger: Logger;
  writeOf: WriteRowsOf;
  /** How far the rows of the log that was made at `epoch` are whole; rejects while the database cannot be asked. */
  whole: (epoch: string) => Promise<number>;
  metrics: PersisterMetrics;
  batchMax: number;
  batchWaitMs: number;
  /** Called after a batch was committed and acknowledged. */
  onCommit: () => void;
  /** The monotonic clock, milliseconds. */
  now?: () => number;
}

export interface LogConsumer {
  /** False means stuck, and a restart would help. `wellSince`: since when the database answers; undefined while it does not. */
  alive: (wellSince: number | undefined) => boolean;
  /** Whether the log is being read: false while the durable consumer is not there, or not ours. */
  readonly reading: boolean;
  /** Why rows could not be written at the last try; undefined once they were. */
  readonly refusal: string | undefined;
  /** Stops reading; resolves when the batches under way are committed, or given back with all that waits. */
  stop: () => Promise<void>;
}

const BATCHES_IN_FLIGHT = 2;
/** A thousand messages of the longest kind; nearly always all that may be out is less. */
const WAITING_BYTES = 16_000_000;

/** The log hands them out again at once, to another replica or the next start, instead of after `ack_wait`. */
function giveBack(held: Iterable<Held>): void {
  for (const { message } of held) message.nak();
}

export function openConsumer(options: ConsumerOptions): LogConsumer {
  const { nc, jsm, logger, writeOf, whole, metrics, batchMax, batchWaitMs, onCommit } = options;
  const { now = () => performance.now() } = options;
  const onMended = () => {
    metrics.consumerMended.inc();
    logger.warn('the durable consumer was gone or changed: made again, or set right');
  };
  const waiting = new Waiting();
  const inFlight = new Set<Promise<void>>();
  const inHand = new InHand();
  /** Of the log that is read: nothing of it may become a row among those of another one. */
  let epoch = '';
  let timer: NodeJS.Timeout | undefined;
  const progress = new Progress();
  let refusal: string | undefined;
  let stopping = false;

  const onMessage = (message: JsMsg) => {
    const { entry, delivery } = fromConsumer(message);
    const { deliveries } = delivery;
    if (deliveries > 1) metrics.redelivered.inc();
    const held = { message, entry, deliveries };
    const before = waiting.add(held);
    if (before !== undefined) inHand.drop(before);
    inHand.take(held, performance.now());
    if (waiting.bytes > WAITING_BYTES) pull.pause();
    if (waiting.size >= batchMax) flush();
    else timer ??= setTimeout(flush, batchWaitMs);
  };

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (stopping) return;
    while (waiting.size > 0 && inFlight.size < BATCHES_IN_FLIGHT) {
      const batch = waiting.take(batchMax);
      const run = persist(batch).finally(() => {
        inFlight.delete(run);
        flush();
      });
      inFlight.add(run);
    }
    if (waiting.bytes <= WAITING_BYTES / 2) pull.goOn();
  }

  const noting = (write: WriteRows) => async (rows: Parameters<WriteRows>[0]) => {
    try {
      await write(rows);
      refusal = undefined;
      progress.tried();
    } catch (error) {
      progress.tried(error);
      refusal = error instanceof Error ? error.message.slice(0, 200) : String(error);
      throw error;
    }
  };

  async function persist(batch: Held[]): Promise<void> {
    const stop = metrics.commitSeconds.startTimer();
    const ofLog = epoch;
    const write = noting(writeOf(ofLog));
    const entries = batch.map(({ entry }) => entry);
    let nowhere: RawEntry[];
    progress.begin(now());
    try {
      // What is of a log that is not read any more is never written: provisioning gave the rows to the new one.
      nowhere = await commit(
        { write, logger, stopping: () => stopping || epoch !== ofLog },
        entries,
      );
    } catch (error) {
      if (error instanceof GivenUp) return giveBack(batch);
      throw error;
    } finally {
      progress.end(now());
      for (const held of batch) inHand.drop(held);
    }
    // What is nowhere is not acknowledged, so the log brings it again.
    const kept = batch.filter(({ entry }) => !nowhere.includes(entry));
    for (const { message } of kept) message.ack();
    stop();
    metrics.persisted.inc(kept.length);
    metrics.deadLettersRefused.inc(nowhere.length);
    onCommit();
  }

  async function open(): Promise<Consumer> {
    const { created, config } = await jsm.streams.info(STREAM);
    assertShape(config);
    const found = String(created);
    if (found !== epoch) {
      for (const held of waiting.takeAll()) inHand.drop(held);
      epoch = found;
    }
    return await findDurable({ nc, jsm, whole: () => whole(found), onMended });
  }

  const pull = openPull({
    logger,
    open,
    onMessage,
    onRestart: () => metrics.restarts.inc(),
    maxMessages: BATCHES_IN_FLIGHT * batchMax,
    expiresMs: 5_000,
  });
  return {
    get reading() {
      return pull.reading;
    },
    get refusal() {
      return refusal;
    },
    alive: (wellSince) => progress.alive(now(), wellSince),
    stop: async () => {
      pull.stop();
      stopping = true;
      clearTimeout(timer);
      giveBack(waiting.takeAll());
      await Promise.all(inFlight);
      inHand.stop();
    },
  };
}
