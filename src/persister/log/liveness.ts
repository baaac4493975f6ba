// Whether the persister gets anything done, for its liveness. What counts is a commit: attempts alone may go on for ever.
// A restart helps only where the fault is in this program, so a database that is away, or that answers every attempt by a
// refusal of its own (a full disk, a lock), or holds the rows of another log, is no reason for one. Pure but for its own state; times are monotonic, milliseconds.
import { OtherLog } from '../rows/checkpoint.ts';

const STUCK_MS = 60_000;

export class Progress {
  #underWay = 0;
  /** Since when nothing was done: the last commit, or when there was something to do again. */
  #since = 0;
  #refused = false;

  begin(nowMs: number): void {
    if (this.#underWay++ === 0) this.#since = nowMs;
  }

  /** A batch is committed, or was given back. */
  end(nowMs: number): void {
    this.#underWay -= 1;
    this.#since = nowMs;
  }

  /** An attempt ended; `error` of one that failed. */
  tried(error?: unknown): void {
    this.#refused = error instanceof OtherLog || hasSqlState(error);
  }

  /** `wellSince`: since when the database has been answering others than the batches; undefined while it does not. */
  alive(nowMs: number, wellSince: number | undefined): boolean {
    if (this.#underWay === 0 || this.#refused || wellSince === undefined) return true;
    return nowMs - Math.max(this.#since, wellSince) < STUCK_MS;
  }
}

/** Of Node's own codes EPIPE alone looks like one, but for its class. Class 08 is a connection's fault. */
const hasSqlState = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(?!08|EP)[0-9A-Z]{5}$/.test(error.code);
