// How far the rows have come, told to the gateways over core NATS: everything up to the watermark is in Postgres, in all rows
// that are made of it. It is what was read from the database that holds them, and nothing else; the log is asked only how much is on its way, what is a
// hole, and what it was told is done. Where rows lack that were acknowledged, the log is delivered again from the first.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { ConsumerInfo, JetStreamManager, NatsConnection } from 'nats';
import type { Logger } from '../../shared/logger.ts';
import { seldom } from '../../shared/seldom.ts';
import { PERSISTER_CONSUMER, STREAM, WATERMARK } from '../../shared/subjects.ts';
import { deliverAgain } from '../log/durable.ts';
import type { PersisterMetrics } from '../metrics.ts';
import { type Db, OtherLog, projectedUpTo } from './checkpoint.ts';
import { createIdentity } from './identity.ts';
import { settle } from './settle.ts';

export interface WatermarkOptions {
  nc: NatsConnection;
  jsm: JetStreamManager;
  /** Of its own: what it asks waits for no batch. */
  orm: MikroORM;
  logger: Logger;
  metrics: PersisterMetrics;
  /** The rows have come further. */
  onMoved?: () => void;
}

export interface Watermark {
  /** As of the last look, for those who look on: no answer rests on it. */
  readonly seq: number;
  /** Events that are not in Postgres yet, as of the last look; undefined before the first. */
  readonly lag: number | undefined;
  /** The log as of the last look: when it was made, and its first sequence; undefined before. */
  readonly log: { epoch: string; first: number } | undefined;
  /** Why nothing can be said, in words; undefined where all is well. */
  readonly trouble: string | undefined;
  /** Looks soon: something was committed. */
  nudge: () => void;
  /**
   * Resolves with true once everything up to `seq` is in Postgres, with false after `withinMs`. An event that nobody
   * understands yet is there, too: whether there is one, and what it says, can be asked.
   */
  reach: (seq: number, withinMs: number) => Promise<boolean>;
  stop: () => void;
}

/** At most so often while it moves, and so often anyway. */
const SOON_MS = 100;
const LOOK_MS = 1_000;
/** What is delivered again becomes rows meanwhile; where it does not, the log is not asked for ever faster. */
const AGAIN_MS = 5_000;

export function openWatermark(options: WatermarkOptions): Watermark {
  const { nc, jsm, orm, logger, metrics, onMoved } = options;
  let seq = 0;
  /** The checkpoint, of which the events up to `seq` are projected. */
  let whole = 0;
  let lag: number | undefined;
  let known: Watermark['log'];
  let trouble: string | undefined;
  let looking = false;
  let soon: NodeJS.Timeout | undefined;
  let deliveredAgainAt = Number.NEGATIVE_INFINITY;
  const waiting = new Set<{ seq: number; done: (reached: boolean) => void }>();
  const identity = createIdentity(logger);
  const failed = seldom((err: unknown, times) =>
    logger.warn({ err, times }, 'rows are missing, and the log cannot be read again now'),
  );
  // A gauge begins with 0, and a lag of 0 nobody has looked at would say that all is well.
  metrics.lag.remove();
  metrics.watermark.remove();

  const look = async () => {
    if (looking) return;
    looking = true;
    try {
      const { created, state } = await jsm.streams.info(STREAM);
      const consumer = await jsm.consumers.info(STREAM, PERSISTER_CONSUMER);
      known = { epoch: String(created), first: state.first_seq };
      lag = consumer.num_pending + consumer.num_ack_pending;
      metrics.lag.set(lag);
      // After the consumer was asked and never before: what it calls acknowledged was committed by then.
      await readRows(known.epoch, state.last_seq, consumer).catch((error: unknown) => {
        logger.debug({ err: error }, 'how far the rows are cannot be read now');
      });
    } catch (error) {
      logger.debug({ err: error }, 'the log cannot be looked at now');
      // What was looked at last is no answer any more: a lag of 0 would say that all is well.
      lag = undefined;
      metrics.lag.remove();
    } finally {
      looking = false;
    }
    if (lag || waiting.size > 0) nudge();
  };

  const readRows = async (epoch: string, last: number, consumer: ConsumerInfo) => {
    const db: Db = orm.em.fork().getKysely();
    const found = await settle(db, { nc, jsm }, { epoch, last, quiet: lag === 0 });
    identity.note(found);
    trouble = found.epoch === epoch ? undefined : new OtherLog().message;
    if (trouble !== undefined) return;
    if (found.seq > whole) onMoved?.();
    whole = found.seq;
    seq = await projectedUpTo(db, whole);
    metrics.watermark.set(seq);
    nc.publish(WATERMARK, JSON.stringify({ seq }));
    for (const waiter of waiting) if (waiter.seq <= whole) waiter.done(true);
    const acknowledged = consumer.ack_floor.stream_seq;
    if (found.owed && acknowledged > whole) await readAgain(acknowledged).catch(failed);
  };

  const readAgain = async (acknowledged: number) => {
    if (performance.now() - deliveredAgainAt < AGAIN_MS) return;
    if (!(await deliverAgain(nc, jsm, whole + 1))) return;
    deliveredAgainAt = performance.now();
    metrics.rowsMissing.inc();
    logger.warn(
      { rows: whole, acknowledged },
      'rows are missing: the log is read from there again',
    );
  };

  const nudge = () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      void look();
    }, SOON_MS);
  };
  const regular = setInterval(() => void look(), LOOK_MS);
  void look();

  return {
    get seq() {
      return seq;
    },
    get lag() {
      return lag;
    },
    get log() {
      return known;
    },
    get trouble() {
      return trouble;
    },
    nudge,
    reach: (wanted, withinMs) => {
      nudge();
      return new Promise((resolve) => {
        const done = (reached: boolean) => {
          clearTimeout(timer);
          waiting.delete(waiter);
          resolve(reached);
        };
        const waiter = { seq: wanted, done };
        const timer = setTimeout(() => done(false), withinMs);
        waiting.add(waiter);
      });
    },
    stop: () => {
      clearInterval(regular);
      clearTimeout(soon);
      for (const waiter of waiting) waiter.done(false);
    },
  };
}
