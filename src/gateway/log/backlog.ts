// What a client missed, from wherever it still is: the ring, the mirror of recent events, the log, and for
// what the log no longer holds the rows. A resume has no horizon (P4).
// Invariant: pages come in order; when the last page is taken, `ring.after(room, cursor)` is all the rest.
import { RECENT_PER_ROOM, RECENT_STREAM, STREAM } from '../../shared/subjects.ts';
import type { HistoryPage } from '../rows.ts';
import { LogUnreadable, type ReadPage } from './direct-get.ts';
import { readEntry, toEntry } from './entry.ts';
import type { Extents } from './extent.ts';
import type { Delivered } from './reader.ts';
import type { Entry, Ring } from './ring.ts';

export interface BacklogSources {
  ring: Ring;
  extents: Extents;
  readPage: ReadPage;
  /** Events of the rows above `after`, oldest first. Rejects while the rows cannot be read. */
  readRows: (room: string, after: number, limit: number) => Promise<HistoryPage>;
}

export interface BacklogPage {
  entries: Entry[];
  /** Everything of the room up to here was given. */
  upTo: number;
}

const PAGE = 256;

/** Pages of a room above `cursor` until the ring can take over. */
export async function* since(
  sources: BacklogSources,
  room: string,
  cursor: number,
): AsyncGenerator<BacklogPage> {
  const { ring } = sources;
  let at = cursor;
  while (at < ring.low) {
    const page = await olderThanRing(sources, room, at);
    if (page.upTo <= at) throw new LogUnreadable(`no progress behind ${at}`);
    at = page.upTo;
    yield page;
  }
}

async function olderThanRing(
  sources: BacklogSources,
  room: string,
  at: number,
): Promise<BacklogPage> {
  const { ring, extents, readPage, readRows } = sources;
  const target = ring.low;
  if (at + 1 < extents.log.firstSeq) {
    const before = extents.log.firstSeq;
    const { events, more } = await readRows(room, at, PAGE);
    const gone = events.filter(({ seq }) => seq < before);
    const whole = !more || gone.length < events.length;
    const upTo = whole ? before - 1 : seqOf(gone.at(-1));
    return { entries: gone.map(toEntry), upTo };
  }
  const recent = await readRecent(sources, room, target);
  if (recent !== undefined && (recent.length < RECENT_PER_ROOM || seqOf(recent[0]) <= at + 1)) {
    return { entries: readable(recent, at, target), upTo: target };
  }
  // Reads begin at multiples of the page, so that cursors close to each other share them. A page's worth of
  // sequences holds at most a page of the room's events, so this one always reaches past `at`.
  const from = at - (at % PAGE) + 1;
  const { messages, complete } = await readPage({ stream: STREAM, room, from, max: PAGE });
  const last = seqOf(messages.at(-1));
  if (recent === undefined && last <= at) throw lagging();
  const upTo = complete || last >= target ? target : last;
  return { entries: readable(messages, at, target), upTo };
}

/** Where the last `count` events of a room begin: the ones the ring no longer has, and up to where. */
export async function latest(
  sources: BacklogSources,
  room: string,
  count: number,
): Promise<BacklogPage> {
  const { ring, extents } = sources;
  const target = ring.low;
  const held = ring.last(room, count);
  if (held.length === count) return { entries: [], upTo: seqOf(held[0]) - 1 };
  if (target < extents.log.firstSeq) return { entries: [], upTo: target };
  const recent = await readRecent(sources, room, target);
  if (recent === undefined) throw lagging();
  const missing = count - held.length;
  return { entries: readable(recent, 0, target).slice(-missing), upTo: target };
}

/** Everything the mirror holds of a room, or undefined while it does not reach up to `target`. */
async function readRecent(
  { extents, readPage }: BacklogSources,
  room: string,
  target: number,
): Promise<Delivered[] | undefined> {
  if (!(await extents.mirrored(target))) return undefined;
  const request = { stream: RECENT_STREAM, room, from: 1, max: RECENT_PER_ROOM };
  const { messages, complete } = await readPage(request);
  return complete ? messages : undefined;
}

const lagging = () => new LogUnreadable('the mirror of recent events lags behind');

const readable = (messages: Delivered[], above: number, upTo: number): Entry[] =>
  messages
    .filter(({ seq }) => seq > above && seq <= upTo)
    .map(entryOf)
    .filter((entry) => entry !== undefined);

/** Clients that share a read share its frames: each event is decoded and encoded once for all of them. */
const entries = new WeakMap<Delivered, { entry: Entry | undefined }>();

function entryOf(message: Delivered): Entry | undefined {
  const known = entries.get(message) ?? { entry: readEntry(message) };
  entries.set(message, known);
  return known.entry;
}

const seqOf = (item: { seq: number } | undefined): number => item?.seq ?? 0;
