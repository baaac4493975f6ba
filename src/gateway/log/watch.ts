// Looks after the reader from outside, every few seconds: a reader that stays behind the log's leader while
// its consumer still sends heartbeats is started over; a log that was made anew ends this gateway, for its
// ring and every cursor it gave out count in the old one. Where no leader answers that most servers follow, the server
// this gateway is connected to may be cut off from the others: it goes to another one.
import { noLeader, watchCutOff } from '../../shared/cut-off.ts';
import type { Logger } from '../../shared/logger.ts';
import { lookEvery } from '../../shared/look-every.ts';
import type { Extents } from './extent.ts';
import type { Reader } from './reader.ts';

const LOOK_MS = 2_000;
/** A reader that does not move for so long, with something to read, is stuck. */
const STUCK_MS = 5_000;

export interface WatchOptions {
  reader: Reader;
  extents: Extents;
  logger: Logger;
  /** Called once: the log is another one now. */
  onNewLog: () => void;
  /** Leaves this server for another one, where there is one. */
  move: () => void;
}

export interface ReaderWatch {
  /** Why the log cannot be used, in words: for a while it was not there, or nobody answered for it. */
  readonly trouble: string | undefined;
  stop: () => void;
}

export function watchReader({
  reader,
  extents,
  logger,
  onNewLog,
  move,
}: WatchOptions): ReaderWatch {
  const { epoch } = extents.log;
  const cutOff = watchCutOff({ logger, move });
  let before = { atMs: performance.now(), position: reader.position, lastSeq: extents.log.lastSeq };
  /** A tail that was erased is never delivered: one attempt a target is enough. */
  let tried = 0;

  const look = async () => {
    const now = await extents.refresh();
    if (!extents.proven) throw noLeader();
    cutOff.answered();
    if (now.epoch !== epoch) {
      stop();
      return onNewLog();
    }
    const nowMs = performance.now();
    if (nowMs - before.atMs < STUCK_MS) return;
    const { position } = reader;
    const stuck = position === before.position && position < before.lastSeq;
    if (stuck && tried !== before.lastSeq) {
      tried = before.lastSeq;
      reader.restart(`stuck at ${position} of ${now.lastSeq}`);
    }
    before = { atMs: nowMs, position, lastSeq: now.lastSeq };
  };
  const stop = lookEvery(LOOK_MS, look, cutOff.silent);
  return {
    get trouble() {
      return cutOff.trouble;
    },
    stop,
  };
}
