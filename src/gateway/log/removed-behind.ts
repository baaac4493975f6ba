// What the log removed behind where some rows come to: they still have its text. Since this gateway reads the log it saw that itself
// (removed.ts); what came before is read of the log, where rows lag that far: once, and no further back than they do.
import { setTimeout as sleep } from 'node:timers/promises';
import { facts } from '../../chat/features.ts';
import { ALL_CHANGES } from '../../chat/kernel/subjects.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { STREAM } from '../../shared/subjects.ts';
import { type DirectGet, LogUnreadable } from './direct-get.ts';
import type { ReadNext } from './read-entry.ts';
import type { Removed } from './removed.ts';

/**
 * Which entries were removed by what stands behind `asOf`; without it by what this gateway saw. Rejects with {@link LogUnreadable}
 * while nobody can say.
 */
export type RemovedBehind = (asOf: number | undefined) => Promise<(seq: number) => boolean>;

export interface RemovedBehindOptions {
  removed: Pick<Removed, 'has'>;
  /** What was removed by entries from here on is in `removed`. */
  from: number;
  get: DirectGet;
  /** Where the next one is, as the log's leader has it. */
  next: ReadNext;
  /** Of so many it is known. */
  max?: number;
}

const KNOWN_MAX = 50_000;
const PAGE = 256;
/** A replica that lags is there again within moments, or who asks asks later. */
const TRIES_MAX = 5;
const PAUSE_MS = 200;

export function createRemovedBehind(options: RemovedBehindOptions): RemovedBehind {
  const { removed, get, next, max = KNOWN_MAX } = options;
  const before = new Set<number>();
  let known = options.from;
  let reading: Promise<void> | undefined;

  /** What entries from `from` on remove, up to where it was looked. */
  const page = async (from: number): Promise<{ seqs: number[]; upTo: number }> => {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      if (tries > 0) await sleep(PAUSE_MS);
      const { messages } = await get(STREAM, { seq: from, next_by_subj: ALL_CHANGES, batch: PAGE });
      const last = messages.at(-1);
      if (last !== undefined) {
        const unknown = messages.filter(({ seq }) => seq < known);
        return { seqs: unknown.flatMap(removedBy), upTo: last.seq };
      }
      // A replica that lags says that there is none, too.
      const end = await next(ALL_CHANGES, from);
      if (end >= known - 1) return { seqs: [], upTo: end };
    }
    throw new LogUnreadable('what answers lags behind');
  };
  const readFrom = async (from: number): Promise<void> => {
    const found: number[] = [];
    for (let at = from; at < known; ) {
      const { seqs, upTo } = await page(at);
      found.push(...seqs);
      if (before.size + found.length > max) {
        throw new LogUnreadable(`the rows have not even ${max} of its deletions`);
      }
      at = upTo + 1;
    }
    for (const seq of found) before.add(seq);
    known = from;
  };

  return async (asOf = known) => {
    while (asOf + 1 < known) {
      reading ??= readFrom(asOf + 1).finally(() => {
        reading = undefined;
      });
      await reading;
    }
    return (seq) => removed.has(seq) || before.has(seq);
  };
}

function removedBy(raw: RawEntry): number[] {
  const reading = facts.read(raw);
  const seq = reading.is === 'known' ? facts.removedBy(reading.entry.fact) : undefined;
  return seq === undefined ? [] : [seq];
}
