// What a client missed, from wherever it still is: the ring, the mirror of recent events, the log, and for
// what the log no longer holds the rows. A resume has no horizon (P4).
// Invariant: pages come in order, each about as large as what is written at once; when the last page is taken,
// `ring.after(room, cursor)` is all the rest. What a replica says that lags behind is never taken for all there is.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { RECENT_PER_ROOM, RECENT_STREAM, STREAM } from '../../shared/subjects.ts';
import type { HistoryPage } from '../rows.ts';
import { LogUnreadable } from './direct-get.ts';
import { readRingEntry, toRingEntry } from './entry.ts';
import type { Extents } from './extent.ts';
import type { Ring, RingEntry } from './ring.ts';
import type { EndRequest, Page, RoomReads } from './room-reads.ts';

export interface BacklogSources extends RoomReads {
  ring: Ring;
  extents: Extents;
  /** Of the entry that this gateway read last. */
  newestSubject: () => string | undefined;
  /** Events of the rows above `after`, oldest first. Rejects while the rows cannot be read. */
  readRows: (room: string, after: number, limit: number) => Promise<HistoryPage>;
}

export interface BacklogPage {
  entries: RingEntry[];
  /** Everything of the room up to here was given. */
  upTo: number;
}

const PAGE = 256;
/** A mirror with fewer of a room above a cursor has dropped none of them, not even while it was counting. */
const NONE_DROPPED = RECENT_PER_ROOM - 50;
/** A replica that wakes up is there again within moments, or the client asks later. */
const TRIES_MAX = 5;
const PAUSE_MS = 200;

/** The next page of a room above `at`, which is below what the ring holds. Rejects while it cannot be read. */
export async function pageAfter(
  sources: BacklogSources,
  room: string,
  at: number,
): Promise<BacklogPage> {
  const page = await olderThanRing(sources, room, at);
  if (page.upTo <= at) throw new LogUnreadable(`no progress behind ${at}`);
  return page;
}

async function olderThanRing(
  sources: BacklogSources,
  room: string,
  at: number,
): Promise<BacklogPage> {
  const { ring, extents, readRows } = sources;
  const target = ring.low;
  if (at + 1 < extents.log.firstSeq) {
    const before = extents.log.firstSeq;
    const { entries, more } = await readRows(room, at, PAGE);
    const gone = entries.filter(({ seq }) => seq < before);
    const whole = !more || gone.length < entries.length;
    const upTo = whole ? before - 1 : seqOf(gone.at(-1));
    return {
      entries: gone.map((entry) => toRingEntry(entry)),
      upTo,
    };
  }
  return await untilWhole(async () => {
    const recent = hasNoMiddleGaps(sources)
      ? await recentAbove(sources, room, at, target)
      : undefined;
    if (recent !== undefined) return recent;
    const page = await readAbove(sources, STREAM, room, at);
    if (await reaches(sources, { stream: STREAM, room }, page, at, target))
      return given(page, at, target);
    return undefined;
  });
}

/**
 * A replica of the mirror that catches up takes over what its leader still has of a room, and may have older events of
 * before: then the middle is missing, and nothing shows it. A mirror without replicas lacks what is newest, at most; and so
 * does every replica of the log, which drops nothing of a room.
 */
const hasNoMiddleGaps = ({ extents }: BacklogSources): boolean => extents.log.replicas === 1;

/** Undefined where the mirror may have dropped something above `at`, or lags. */
async function recentAbove(
  sources: BacklogSources,
  room: string,
  at: number,
  target: number,
): Promise<BacklogPage | undefined> {
  const page = await readAbove(sources, RECENT_STREAM, room, at);
  // What is in it is all there is where it still has something older, or fewer than it may have.
  const count = page.messages.length + page.pending;
  const isAll = seqOf(page.messages[0]) <= at + 1 || count < NONE_DROPPED;
  const of = { stream: RECENT_STREAM, room };
  if (!isAll || !(await reaches(sources, of, page, at, target))) return undefined;
  return given(page, at, target);
}

/**
 * A page with something above `at`, where there is something. Reads begin at multiples of a page's count, so that cursors
 * close to each other share them; where long messages end such a page too early it is asked for from the cursor, whose
 * own event shows that the ones behind it were not dropped.
 */
async function readAbove(
  { readPage }: BacklogSources,
  stream: string,
  room: string,
  at: number,
): Promise<Page> {
  const aligned = at - (at % PAGE) + 1;
  for (const from of [aligned, at]) {
    const page = await readPage({ stream, room, from, max: PAGE });
    if (page.pending === 0 || seqOf(page.messages.at(-1)) > at) return page;
  }
  // What is no event of ours may be as large as a page.
  return await readPage({ stream, room, from: at + 1, max: PAGE });
}

function given({ messages, pending }: Page, at: number, target: number): BacklogPage {
  const last = seqOf(messages.at(-1));
  const upTo = pending === 0 || last >= target ? target : last;
  return { entries: entriesBetween(messages, at, target), upTo };
}

/** Where the last messages of a room begin. */
export interface Beginning {
  /** Everything of the room behind this sequence is they and what came with them, what changes them as well. */
  behind: number;
  /** Whether there were as many as were asked for. */
  full: boolean;
}

/** Stops looking for somebody who is gone. */
export async function latest(
  sources: BacklogSources,
  room: string,
  count: number,
  gone: () => boolean,
): Promise<Beginning> {
  const { ring, extents } = sources;
  const target = ring.low;
  const held = ring.lastMessages(room, count);
  if (held.length === count) return { behind: seqOf(held[0]) - 1, full: true };
  if (target < extents.log.firstSeq) return { behind: target, full: false };
  return await untilWhole(() => latestBelow(sources, room, target, count - held.length, gone));
}

async function latestBelow(
  sources: BacklogSources,
  room: string,
  target: number,
  missing: number,
  gone: () => boolean,
): Promise<Beginning | undefined> {
  const seqs: number[] = [];
  for (let from = 1; ; ) {
    const of = { stream: RECENT_STREAM, room, only: 'messages' } as const;
    const page = await sources.readPage({ ...of, from, max: RECENT_PER_ROOM });
    if (gone()) return { behind: target, full: false };
    const end = seqOf(page.messages.at(-1));
    seqs.push(...page.messages.map(seqOf).filter((seq) => seq <= target));
    if (page.pending === 0 || end >= target) {
      if (!(await reaches(sources, of, page, from - 1, target))) return undefined;
      const first = seqs.at(-missing);
      return { behind: (first ?? seqs[0] ?? target + 1) - 1, full: first !== undefined };
    }
    from = end + 1;
  }
}

/**
 * Whether nothing of the room up to `target` comes behind a page from `at` on: an event from there on shows that itself, else
 * a replica that has come as far says so. Of a busy room the ring has later ones, so this is asked in quiet rooms.
 */
async function reaches(
  { readEnd, newestSubject }: BacklogSources,
  of: Pick<EndRequest, 'stream' | 'room' | 'only'>,
  { messages, pending }: Page,
  at: number,
  target: number,
): Promise<boolean> {
  const after = Math.max(at, seqOf(messages.at(-1)));
  if (pending > 0 || after >= target) return true;
  return (await readEnd({ ...of, after, beside: newestSubject() })) >= target;
}

async function untilWhole<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (tries > 0) await sleep(PAUSE_MS);
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new LogUnreadable('what answers lags behind');
}

const entriesBetween = (messages: RawEntry[], above: number, upTo: number): RingEntry[] =>
  messages
    .filter(({ seq }) => seq > above && seq <= upTo)
    .map(entryOf)
    .filter((entry) => entry !== undefined);

/** Clients that share a read share its frames: each event is decoded and encoded once for all of them. */
const read = new WeakMap<RawEntry, { entry: RingEntry | undefined }>();

function entryOf(message: RawEntry): RingEntry | undefined {
  const known = read.get(message) ?? { entry: readRingEntry(message) };
  read.set(message, known);
  return known.entry;
}

const seqOf = (item: { seq: number } | undefined): number => item?.seq ?? 0;
