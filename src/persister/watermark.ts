// How far the rows have come: everything up to the watermark is in Postgres. Read from the durable consumer
// itself (its ack floor), for with several replicas no single one knows; told to the gateways over core NATS.
import type { JetStreamManager, NatsConnection } from 'nats';
import type { Logger } from '../shared/logger.ts';
import { PERSISTER_CONSUMER, STREAM, WATERMARK } from '../shared/subjects.ts';
import type { PersisterMetrics } from './metrics.ts';

export interface WatermarkOptions {
  nc: NatsConnection;
  jsm: JetStreamManager;
  log: Logger;
  metrics: PersisterMetrics;
}

export interface Watermark {
  readonly seq: number;
  /** Events that are not in Postgres yet, as of the last look; undefined before the first. */
  readonly lag: number | undefined;
  /** Looks soon: something was committed. */
  nudge: () => void;
  /** Resolves with true once everything up to `seq` is in Postgres, with false after `withinMs`. */
  reach: (seq: number, withinMs: number) => Promise<boolean>;
  stop: () => void;
}

/** At most so often while it moves, and so often anyway. */
const SOON_MS = 100;
const LOOK_MS = 1_000;

export function openWatermark({ nc, jsm, log, metrics }: WatermarkOptions): Watermark {
  let seq = 0;
  let lag: number | undefined;
  let looking = false;
  let soon: NodeJS.Timeout | undefined;
  const waiting = new Set<{ seq: number; done: (reached: boolean) => void }>();
  // A gauge begins with 0, and a lag of 0 nobody has looked at would say that all is well.
  metrics.lag.remove();
  metrics.watermark.remove();

  const look = async () => {
    if (looking) return;
    looking = true;
    try {
      // The log's end first: what is settled after that look was settled when it ended there.
      const { last_seq: end } = (await jsm.streams.info(STREAM)).state;
      const info = await jsm.consumers.info(STREAM, PERSISTER_CONSUMER);
      lag = info.num_pending + info.num_ack_pending;
      const { delivered, ack_floor: floor } = info;
      const settled = lag === 0 ? Math.max(end, delivered.stream_seq) : floor.stream_seq;
      seq = Math.max(seq, settled);
      metrics.lag.set(lag);
      metrics.watermark.set(seq);
      nc.publish(WATERMARK, JSON.stringify({ seq }));
      for (const waiter of waiting) if (waiter.seq <= seq) waiter.done(true);
    } catch (error) {
      log.debug({ err: error }, 'the watermark cannot be read now');
      // What was looked at last is no answer any more: a lag of 0 would say that all is well.
      lag = undefined;
      metrics.lag.remove();
    } finally {
      looking = false;
    }
    if (lag || waiting.size > 0) nudge();
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
    nudge,
    reach: (wanted, withinMs) => {
      if (seq >= wanted) return Promise.resolve(true);
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
