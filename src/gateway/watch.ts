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

/** Returns the verb that stops it. */
export function watchReader({ reader, extents, log, onNewLog }: WatchOptions): () => void {
  const { epoch } = extents.log;
  let before = { position: reader.position, lastSeq: extents.log.lastSeq };
  /** A tail that was erased is never delivered: one attempt a target is enough. */
  let tried = 0;

  const look = async () => {
    const now = await extents.refresh();
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
    look().catch((error: unknown) => log.debug({ err: error }, 'the log did not say its end'));
  }, LOOK_MS);
  return () => clearInterval(timer);
}
