// What is known of the streams' ends: where the log starts, which log it is, how far the mirror has come.
// Asked of the leader every few seconds and on demand, never per join; equal questions share one answer.
import type { JetStreamManager, StreamInfo } from 'nats';
import { RECENT_STREAM, STREAM } from '../../shared/subjects.ts';

export interface Extent {
  /** The stream's creation: cursors count in it. */
  epoch: string;
  firstSeq: number;
  lastSeq: number;
}

export interface Extents {
  /** As of the last look. */
  readonly log: Extent;
  /** Asks the leader now. */
  refresh: () => Promise<Extent>;
  /** Up to where the mirror holds what the log holds; asks only when what is known is below `seq`. */
  mirrored: (seq: number) => Promise<boolean>;
}

export async function openExtents(jsm: JetStreamManager): Promise<Extents> {
  let log = extentOf(await jsm.streams.info(STREAM));
  let mirrorLast = 0;
  const refresh = share(async () => {
    log = extentOf(await jsm.streams.info(STREAM));
    return log;
  });
  const refreshMirror = share(async () => {
    mirrorLast = (await jsm.streams.info(RECENT_STREAM)).state.last_seq;
  });
  return {
    get log() {
      return log;
    },
    refresh,
    mirrored: async (seq) => {
      if (mirrorLast < seq) await refreshMirror();
      return mirrorLast >= seq;
    },
  };
}

const extentOf = ({ created, state }: StreamInfo): Extent => ({
  epoch: String(created),
  firstSeq: state.first_seq,
  lastSeq: state.last_seq,
});

/** Calls made while one is under way get its result. */
function share<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= ask().finally(() => {
      running = undefined;
    });
    return running;
  };
}
