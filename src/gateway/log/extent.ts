// What is known of the log's ends: where it begins and ends, and which log it is. The leader is asked every few seconds and
// on demand, never for each join; those who ask at the same time share one answer.
import { setTimeout as sleep } from 'node:timers/promises';
import type { JetStreamManager, StreamInfo } from 'nats';
import { assertShape } from '../../shared/log-shape.ts';
import type { Logger } from '../../shared/logger.ts';
import { hasQuorum } from '../../shared/quorum.ts';
import { STREAM } from '../../shared/subjects.ts';
import { LogUnreadable } from './direct-get.ts';
import type { LogClock } from './log-clock.ts';

export interface Extent {
  /** The stream's creation: cursors count in it. */
  epoch: string;
  firstSeq: number;
  lastSeq: number;
  /** What it takes on disk, and where it is full: -1 is nowhere. */
  bytes: number;
  maxBytes: number;
  /** How many servers keep it, and its mirror. */
  replicas: number;
}

const WAIT_MS = 500;

export interface Extents {
  /** As of the last look. */
  readonly log: Extent;
  /**
   * Asks the leader, also for the time. The question leaves after this call. A server that was cut off takes itself for the
   * leader for some seconds more: see {@link Extents.proven}.
   */
  refresh: () => Promise<Extent>;
  /** Whether the last answer came from a leader that most servers follow. */
  readonly proven: boolean;
}

/** Resolves once there is a log of this version's shape; `provision` makes it, perhaps after this program started. */
export async function openExtents(
  jsm: JetStreamManager,
  clock: LogClock,
  logger: Logger,
): Promise<Extents> {
  let info = await untilThere(jsm, logger);
  clock.read(clockOf(info));
  let log = extentOf(info);
  const refresh = shareNext(async () => {
    info = await jsm.streams.info(STREAM);
    clock.read(clockOf(info));
    log = extentOf(info);
    return log;
  });
  return {
    get log() {
      return log;
    },
    refresh,
    get proven() {
      return hasQuorum(info);
    },
  };
}

async function untilThere(jsm: JetStreamManager, logger: Logger): Promise<StreamInfo> {
  for (let tries = 0; ; tries++) {
    try {
      const info = await jsm.streams.info(STREAM);
      assertShape(info.config);
      return info;
    } catch (error) {
      if (tries % 10 === 0) logger.warn({ err: error }, `waiting for the stream ${STREAM}`);
      await sleep(WAIT_MS);
    }
  }
}

/** The log's last sequence, said by a leader that most servers follow. Rejects while there is none. */
export async function endOfLog(extents: Pick<Extents, 'refresh' | 'proven'>): Promise<number> {
  const { lastSeq } = await extents.refresh().catch((error: unknown) => {
    throw new LogUnreadable('its leader does not answer', error);
  });
  if (!extents.proven) throw new LogUnreadable('nobody knows now how far it goes');
  return lastSeq;
}

function clockOf({ ts }: StreamInfo): number {
  if (ts === undefined) throw new Error('this NATS server does not say its time: 2.10 is needed');
  return Date.parse(ts);
}

export const extentOf = ({ created, state, config }: StreamInfo): Extent => ({
  epoch: String(created),
  firstSeq: state.first_seq,
  lastSeq: state.last_seq,
  bytes: state.bytes,
  maxBytes: config.max_bytes,
  replicas: config.num_replicas,
});

/**
 * One question at a time. Calls made while one is under way share the next: its answer may have been given before what they
 * ask about was there.
 */
export function shareNext<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = () => {
    next = undefined;
    running = ask().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return begin();
    next ??= running.then(begin, begin);
    return next;
  };
}
