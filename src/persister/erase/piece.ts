// One piece of the eraser's work, in one transaction: what deletions and edits behind the checkpoint ask for is taken out of the
// log, then out of its mirror, then out of the rows, then the checkpoint goes over them.
// Invariant: the checkpoint moves last and all of it may be done twice, so whoever is killed anywhere leaves nothing undone.
// Several replicas do it one at a time: who finds the checkpoint locked leaves it to the other.
import { sql } from 'kysely';
import { type Db, wholeWith } from '../rows/checkpoint.ts';
import { forgetWords } from '../search/piece.ts';
import {
  type Change,
  changesAbove,
  DELETED,
  deletionsOf,
  EDITED,
  editsOf,
  emptyEvents,
  eventsAt,
} from './changes.ts';
import { decide, fitting } from './decide.ts';
import type { ErasableLog } from './log.ts';

export interface Erased {
  /** Entries whose row said something. */
  erased: number;
  refused: Change[];
  /** There is more to do right away. */
  more: boolean;
}

/** Deletions and edits of one transaction, which has to end within its limits: each entry takes the log up to 50 ms. */
const CHANGES_MAX = 50;
/** Of messages that were edited more often than that, the other edits come with the next piece. */
const EDITS_MAX = 100;

const NOTHING: Erased = { erased: 0, refused: [], more: false };

export const erasePiece = (pool: Db, log: ErasableLog): Promise<Erased> =>
  pool.transaction().execute((db) => erase(db, log));

async function erase(db: Db, log: ErasableLog): Promise<Erased> {
  const place = await lockPlace(db);
  if (place === undefined) return NOTHING;
  const { epoch, seq, whole } = place;
  const [first] = await changesAbove(db, seq, whole, 1);
  if (first === undefined) return NOTHING;
  const ends = await log.ends();
  // Rows of another log than this one say nothing about it: provisioning compares the two.
  if (ends.epoch !== epoch) return NOTHING;
  const upTo = Math.min(whole, ends.mirrored);
  const changes = await changesAbove(db, seq, upTo, CHANGES_MAX);
  const last = changes.at(-1);
  if (last === undefined) return NOTHING;
  const named = await eventsAt(db, targetsOf(changes));
  // Of these alone, for each of them is erased: what stays would be found again, for ever.
  const edits = await editsOf(db, fitting(changes.filter(isDeletion), named), upTo, EDITS_MAX);
  const { erase, refused } = decide(changes, {
    ...{ named, edits },
    deletions: await deletionsOf(db, targetsOf(changes.filter((one) => !isDeletion(one)))),
  });
  await log.erase(erase);
  const erased = await emptyEvents(db, erase);
  await forgetWords(db, erase);
  // An edit that is empty does not say any more what it changed: it is not found again.
  const done = edits.length < EDITS_MAX;
  await moveTo(db, epoch, done ? last.seq : seq);
  return {
    erased,
    refused: done ? refused : [],
    more: !done || changes.length === CHANGES_MAX,
  };
}

const isDeletion = ({ type }: Change): boolean => type === DELETED;

const targetsOf = (changes: readonly Change[]): number[] => [
  ...new Set(changes.flatMap(({ target }) => (target === undefined ? [] : [target.seq]))),
];

interface Place {
  /** Of the log that the rows are of. */
  epoch: string;
  /** Up to here everything was erased. */
  seq: number;
  /** Up to here the rows have everything, and deletions and edits went into all of them. */
  whole: number;
}

/** Undefined where somebody else has it, or nobody compared rows and log yet. */
async function lockPlace(db: Db): Promise<Place | undefined> {
  const { rows } = await sql<{ epoch: string | null; of: string | null; seq: string }>`
    select log_epoch as of, seq from erasure for update skip locked`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { epoch, whole } = await wholeWith(db, [DELETED, EDITED]);
  if (epoch === null) return undefined;
  // Another log, as one that was brought back: it may have again what was erased.
  return { epoch, seq: row.of === epoch ? Number(row.seq) : 0, whole };
}

const moveTo = (db: Db, epoch: string, seq: number) =>
  sql`update erasure set log_epoch = ${epoch}, seq = ${seq}::bigint`.execute(db);

/** How far it is, without waiting for who is at it; 0 in another log. */
export async function erasedUpTo(db: Db): Promise<number> {
  const { rows } = await sql<{ seq: string }>`
    select case when erasure.log_epoch = progress.log_epoch then erasure.seq else 0 end as seq
    from erasure cross join progress`.execute(db);
  return Number(rows[0]?.seq ?? 0);
}
