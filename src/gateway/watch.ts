// Looks after the reader from outside, every few seconds: a reader that stays behind the log's leader while
// its consumer still sends heartbeats is started over; a log that was made anew ends this gateway, for its
// ring and every cursor it gave out count in the old one.
import type { Logger } from '../shared/logger.ts';
import type { Extents } from './log/extent.ts';
import type { Reader } from './log/reader.ts';

const LOOK_MS = 5_000;

export interface WatchOptions {
  reader: Reader;
  extents: Extents;
  log: Logger;
  /** Called once: the log is another one now. */
  onNewLog: () => void;
}

export interface ReaderWatch {
  /** Why the log cannot be used, in words: it was asked for and not there, or did not answer twice. */
  readonly trouble: string | undefined;
  stop: () => void;
}

/** One unanswered question is an election, or a server that restarts. */
const UNANSWERED_MAX = 2;

export function watchReader({ reader, extents, log, onNewLog }: WatchOptions): ReaderWatch {
  const { epoch } = extents.log;
  let before = { position: reader.position, lastSeq: extents.log.lastSeq };
  /** A tail that was erased is never delivered: one attempt a target is enough. */
  let tried = 0;
  let unanswered = 0;
  let trouble: string | undefined;

  const look = async () => {
    const now = await extents.refresh();
    if (trouble !== undefined) log.info('the log answers again');
    unanswered = 0;
    trouble = undefined;
    if (now.epoch !== epoch) {
      clearInterval(timer);
      return onNewLog();
    }
    const { position } = reader;
    const stuck = position === before.position && position < before.lastSeq;
    if (stuck && tried !== before.lastSeq) {
      tried = before.lastSeq;
      reader.restart(`stuck at ${position} of ${now.lastSeq}`);
    }
    before = { position, lastSeq: now.lastSeq };
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) => {
      unanswered += 1;
      if (unanswered < UNANSWERED_MAX) return log.debug({ err: error }, 'the log did not answer');
      if (trouble === undefined) log.error({ err: error }, 'the log cannot be used');
      trouble = error instanceof Error ? error.message : String(error);
    });
  }, LOOK_MS);
  return {
    get trouble() {
      return trouble;
    },
    stop: () => clearInterval(timer),
  };
}
