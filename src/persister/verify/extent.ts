// From where to where a run goes: the log's ends, the rows' checkpoint, and whether both are of one history.
import { setTimeout as sleep } from 'node:timers/promises';
import type { JetStreamManager } from 'nats';
import { noLeader } from '../../shared/cut-off.ts';
import { hasQuorum } from '../../shared/quorum.ts';
import { STREAM } from '../../shared/subjects.ts';
import { type Checkpoint, checkpointOf, type Db, OtherLog } from '../rows/checkpoint.ts';

/** Nothing is known to differ, and nothing to be equal. */
export class CannotVerify extends Error {
  constructor(why: string, cause?: unknown) {
    super(why, { cause });
    this.name = 'CannotVerify';
  }
}

export interface LogEnds {
  /** When the log was made. */
  epoch: string;
  first: number;
  last: number;
}

export async function endsOf(jsm: JetStreamManager): Promise<LogEnds> {
  const info = await jsm.streams.info(STREAM);
  // Who holds itself for the leader, cut off from the others, does not know where the log ends.
  if (!hasQuorum(info)) throw noLeader();
  const { created, state } = info;
  return { epoch: String(created), first: state.first_seq, last: state.last_seq };
}

/** The checkpoint of rows that are of this log. */
export async function checkpointOn(db: Db, epoch: string): Promise<Checkpoint> {
  const found = await checkpointOf(db);
  if (found.epoch !== epoch) throw new CannotVerify(new OtherLog().message);
  return found;
}

/** Resolves once the rows have come to `seq`; rejects where they come no further for so long. */
export async function untilRowsAt(
  read: () => Promise<Checkpoint>,
  seq: number,
  patienceMs: number,
): Promise<void> {
  let reached = -1;
  let since = performance.now();
  for (;;) {
    const { seq: now } = await read();
    if (now >= seq) return;
    if (now > reached) {
      reached = now;
      since = performance.now();
    } else if (performance.now() - since > patienceMs) {
      throw new CannotVerify(
        `the rows have come to ${now} of ${seq}, and no further for ${Math.round(patienceMs / 1000)} s`,
      );
    }
    await sleep(LOOK_MS);
  }
}

const LOOK_MS = 100;

/** A store that is away for a moment is asked again; what was decided is not. */
export async function patiently<T>(
  what: string,
  ask: () => Promise<T>,
  patienceMs: number,
): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof CannotVerify) throw error;
      if (performance.now() > until) {
        const why = error instanceof Error ? error.message : String(error);
        throw new CannotVerify(`${what} cannot be asked: ${why}`, error);
      }
      await sleep(RETRY_MS);
    }
  }
}

const RETRY_MS = 500;
