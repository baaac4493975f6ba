// What people heard against the log (P1, P4): of each room everything, once, in its order, as it stands there.
import { keyOf, type Page, type Reading, type Told } from '../tape.ts';
import { countUpTo, type Entries } from './entries.ts';
import { EARLY_MS, type Evidence, isVoid, type LogEntry } from './evidence.ts';
import type { Find } from './judge.ts';

export function judgeReaders({ tape }: Evidence, entries: Entries, find: Find): void {
  const owed = new Map<string, number>();
  for (const { user, id, seq } of tape.acks) {
    const room = tape.posts.get(keyOf(user, id))?.room;
    const entry = entries.bySeq.get(seq);
    if (room === undefined || entry === undefined || isVoid(entry)) continue;
    owed.set(room, Math.max(owed.get(room) ?? 0, seq));
  }
  for (const reading of tape.readings) {
    judgeReading(reading, entries, find);
    const last = owed.get(reading.room) ?? 0;
    if (reading.toTheEnd && reading.upTo < last) {
      find('behind at the end', `${nameOf(reading)}: ${reading.upTo} of ${last}`);
    }
  }
  for (const page of tape.pages) judgePage(page, entries, find);
}

/** As many as there are of the last ones below `before`, as they stand in the log. */
function judgePage(page: Page, entries: Entries, find: Find): void {
  const { by, room, gateway, before, limit, events, more, at } = page;
  const asked = `${by} at gateway-${gateway}, ${at}: ${room} before ${before}`;
  if (events.length > limit) {
    find('a page above its limit', `${asked} gave ${events.length} of ${limit}`);
  }
  const below = entries.byRoom.get(room) ?? [];
  const all = below.slice(0, countUpTo(below, before - 1));
  const want = events.length === 0 ? all : all.slice(-events.length);
  for (const [i, event] of events.entries()) {
    const entry = want[i];
    if (entry === undefined || entry.seq !== event.seq) continue;
    if (event.room === room && isSame(event, entry, room)) continue;
    const what = `${asked} gave ${JSON.stringify(event)}, the log ${JSON.stringify(entry)}`;
    find('heard what is not in the log', what);
  }
  const same = want.length === events.length && want.every(({ seq }, i) => seq === events[i]?.seq);
  if (same && (more || want.length === all.length)) return;
  const got = `${events[0]?.seq} to ${events.at(-1)?.seq} (${events.length}), more: ${more}`;
  const has = `${want[0]?.seq} to ${want.at(-1)?.seq}, ${all.length} in all`;
  find('an incomplete page', `${asked} gave ${got}; the log has ${has}`);
}

const nameOf = ({ by, room }: Reading): string => `${by} in ${room}`;

function judgeReading(reading: Reading, entries: Entries, find: Find): void {
  const { heard, fromZero, upTo, room } = reading;
  const seqs = new Set<number>();
  let before: (typeof heard)[number] | undefined;
  for (const event of heard) {
    const { seq, connection } = event;
    const after = `${nameOf(reading)}: ${seq} (connection ${connection})`;
    if (seqs.has(seq)) find('a repeat', `${after} a second time`);
    else if (before !== undefined && seq < before.seq) {
      find('disorder', `${after} after ${before.seq} (connection ${before.connection})`);
    }
    seqs.add(seq);
    before = event;
    const entry = entries.bySeq.get(seq);
    if (entry === undefined || !isSame(event, entry, room)) {
      const what = `${nameOf(reading)}: ${JSON.stringify(event)}, the log ${JSON.stringify(entry)}`;
      find('heard what is not in the log', what);
    } else if (isVoid(entry)) find('heard a void entry', `${nameOf(reading)}: ${seq}`);
    else if (event.at < entry.at - EARLY_MS) {
      find('told before it was stored', `${after} at ${event.at}, stored at ${entry.at}`);
    }
  }
  const first = fromZero ? 0 : Math.min(...seqs);
  const missing = (entries.byRoom.get(room) ?? []).filter(
    ({ seq }) => seq >= first && seq <= upTo && !seqs.has(seq),
  );
  if (missing.length === 0) return;
  const [one] = missing;
  const next = heard.find(({ seq }) => seq > (one?.seq ?? 0));
  const range = `${one?.seq} to ${missing.at(-1)?.seq} (stored ${one?.at})`;
  const then = `then ${next?.seq} at ${next?.at} (connection ${next?.connection}, gateway ${next?.gateway})`;
  const what = `${missing.length} missing, ${range}, ${then}; has up to ${upTo}`;
  find('a gap', `${nameOf(reading)}: ${what}`);
}

const isSame = (event: Told, entry: LogEntry, room: string): boolean =>
  entry.room === room &&
  entry.id === event.id &&
  entry.user.id === event.user.id &&
  entry.user.name === event.user.name &&
  entry.text === event.text &&
  entry.at === Date.parse(event.stored);
