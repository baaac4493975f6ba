// What the log no longer holds, as the live rows tell it: entries of before the log's first, made again from `event` and
// `dead_letter` in the form in which the log had them, so that they go the way of all others. What was erased is not among them, neither a hole
// inside the log nor an event without data: rows that are made anew forget what it took.
import { sql } from 'kysely';
import { facts } from '../../../chat/features.ts';
import { encodeFact } from '../../../chat/kernel/codec.ts';
import { someSubject } from '../../../chat/kernel/subjects.ts';
import type { RawEntry } from '../../../shared/raw-entry.ts';
import { AT, type Db } from '../../rows/checkpoint.ts';
import { EVENT_COLUMNS, entryOf, type StoredRow } from '../../rows/stored-events.ts';
import type { LogPage } from '../read-log.ts';

const PIECE = 1_000;

/** Pages of the rows from one sequence to another. */
export async function* oldRows(db: () => Db, from: number, to: number): AsyncGenerator<LogPage> {
  for (let next = from; next <= to; ) {
    const entries = [...(await events(db(), next, to)), ...(await letters(db(), next, to))].sort(
      (a, b) => a.seq - b.seq,
    );
    const page = entries.slice(0, PIECE);
    const upTo = page.length < PIECE ? to : (page.at(-1)?.seq ?? to);
    yield { entries: page, upTo };
    next = upTo + 1;
  }
}

async function events(db: Db, from: number, to: number): Promise<RawEntry[]> {
  const { rows } = await sql<StoredRow>`
    select ${EVENT_COLUMNS} from public.event
    where seq between ${from} and ${to} and data <> 'null'
    order by seq limit ${PIECE}`.execute(db);
  return rows.map(entryOf).map(({ seq, at, fact }) => ({
    seq,
    at,
    isVoid: false,
    // Where a fact of a newer version stood no row says; nobody asks either.
    subject: facts.subjectOf(fact) ?? someSubject(fact.room),
    data: encodeFact(fact),
  }));
}

async function letters(db: Db, from: number, to: number): Promise<RawEntry[]> {
  const { rows } = await sql<{
    seq: string;
    at: string;
    subject: string;
    reason: string;
    raw: Uint8Array;
  }>`
    select seq, ${AT} as at, subject, reason, raw from public.dead_letter
    where seq between ${from} and ${to} order by seq limit ${PIECE}`.execute(db);
  return rows.map(({ seq, at, subject, reason, raw: data }) => ({
    seq: Number(seq),
    at,
    isVoid: reason === 'void',
    subject,
    data,
  }));
}
