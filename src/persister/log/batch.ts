// A batch until it is committed: operational faults are retried here and nowhere else, with backoff; a row
// that Postgres refuses for what it says is found by halving and becomes a dead letter.
// Invariant: resolves only when every entry is in a committed row, but for those that it names (P5).
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../shared/logger.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { fold, type Rows, refused } from '../rows/fold.ts';
import type { WriteRows } from '../rows/write.ts';

export interface CommitOptions {
  write: WriteRows;
  logger: Logger;
  stopping: () => boolean;
  /** Between two tries. */
  pause?: (ms: number) => Promise<unknown>;
}

/** The batch was given up because the program stops: nothing of it may be acknowledged. */
export class GivenUp extends Error {}

const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 5_000;
/** Another replica may be writing the same at this moment; what is unique after so many tries is the row's own fault. */
const UNIQUE_TRIES = 3;
const UNIQUE_VIOLATION = '23505';

/** Resolves with the entries that are nowhere, as not even a dead letter can be written: none of them may be acknowledged. */
export async function commit(
  options: CommitOptions,
  entries: readonly RawEntry[],
): Promise<RawEntry[]> {
  const { logger } = options;
  const refusal = await attempt(options, fold(entries), entries.length);
  if (refusal === undefined) return [];
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) {
    const { seq } = only;
    logger.error({ err: refusal, seq }, 'Postgres refuses an event: dead letter');
    const again = await attempt(options, refused(only, refusal.message.slice(0, 500)), 1);
    if (again === undefined) return [];
    logger.error(
      { err: again, seq },
      'Postgres refuses the dead letter, too: it is tried for ever',
    );
    return [only];
  }
  const middle = Math.ceil(entries.length / 2);
  return [
    ...(await commit(options, entries.slice(0, middle))),
    ...(await commit(options, entries.slice(middle))),
  ];
}

/** Resolves when committed, or with the error that says that a row itself is refused. */
async function attempt(
  options: CommitOptions,
  rows: Rows,
  events: number,
): Promise<Error | undefined> {
  const { write, logger, stopping, pause = sleep } = options;
  for (let tries = 0; ; tries++) {
    try {
      await write(rows);
      if (tries > 0) logger.info({ tries, events }, 'the rows are written again');
      return undefined;
    } catch (error) {
      if (isOwnFault(error, tries + 1)) return error;
      if (stopping()) throw new GivenUp('given up', { cause: error });
      if (tries === 0) logger.warn({ err: error }, 'rows cannot be written now, trying again');
      const most = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** tries);
      await pause(most / 2 + Math.random() * (most / 2));
    }
  }
}

/** A value that no column takes (SQLSTATE class 22), that is null, or that a check refuses: another try ends the same. */
const OWN_FAULT = /^(22...|23502|23514)$/;

const isOwnFault = (error: unknown, tries: number): error is Error =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  (OWN_FAULT.test(error.code) || (error.code === UNIQUE_VIOLATION && tries >= UNIQUE_TRIES));
