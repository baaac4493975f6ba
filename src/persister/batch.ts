// A batch until it is committed: operational faults are retried here and nowhere else, with backoff; a row
// that Postgres refuses for what it says is found by halving and becomes a dead letter.
// Invariant: resolves only when every entry is in a committed row (P5).
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../shared/logger.ts';
import type { RawEntry } from '../shared/raw-entry.ts';
import { project, type Rows } from './projection.ts';
import type { WriteRows } from './store.ts';

export interface CommitOptions {
  write: WriteRows;
  log: Logger;
  stopping: () => boolean;
}

/** The batch was given up because the program stops: nothing of it may be acknowledged. */
export class GivenUp extends Error {}

const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 5_000;

export async function commit(options: CommitOptions, entries: readonly RawEntry[]): Promise<void> {
  const rows = project(entries);
  const refusal = await attempt(options, rows);
  if (refusal === undefined) return;
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) {
    options.log.error({ err: refusal, seq: only.seq }, 'Postgres refuses an event: dead letter');
    await attempt(options, refused(only, refusal));
    return;
  }
  const middle = Math.ceil(entries.length / 2);
  await commit(options, entries.slice(0, middle));
  await commit(options, entries.slice(middle));
}

/** Resolves when committed, or with the error that says that a row itself is refused. */
async function attempt(options: CommitOptions, rows: Rows): Promise<Error | undefined> {
  const { write, log, stopping } = options;
  for (let tries = 0; ; tries++) {
    try {
      await write(rows);
      if (tries > 0) log.info({ tries, events: rows.events.length }, 'the rows are written again');
      return undefined;
    } catch (error) {
      if (isDataError(error)) return error;
      if (stopping()) throw new GivenUp();
      if (tries === 0) log.warn({ err: error }, 'rows cannot be written now, trying again');
      const most = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** tries);
      await sleep(most / 2 + Math.random() * (most / 2));
    }
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint): another try ends the same. */
const isDataError = (error: unknown): error is Error =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^2[23]/.test(error.code);

const refused = (entry: RawEntry, error: Error): Rows => ({
  events: [],
  messages: [],
  rooms: [],
  deadLetters: [{ ...entry, reason: 'refused', detail: error.message.slice(0, 500) }],
});
