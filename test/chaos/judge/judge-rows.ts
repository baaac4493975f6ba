// The rows against the log (P3, P5), and the second tick against the commits: each entry once, as it is, and nobody is told
// of a row before it is committed.
import type { Tick } from '../tape.ts';
import { countUpTo, type Entries } from './entries.ts';
import {
  type EventRow,
  type Evidence,
  isVoid,
  type LogEntry,
  type MessageRow,
} from './evidence.ts';
import type { Find } from './judge.ts';

/** Postgres counts microseconds, clients milliseconds. */
const SAME_MS = 2;
/** The reason under which the rows set an entry aside that came too late. */
const VOID = 'void';

export function judgeRows(evidence: Evidence, entries: Entries, find: Find): void {
  const { log, events, messages, deadLetters, tape } = evidence;
  const eventSeqs = new Set(events.map(({ seq }) => seq));
  const messageSeqs = new Set(messages.map(({ seq }) => seq));
  const setAside = new Map(deadLetters.map((letter) => [letter.seq, letter]));
  for (const entry of log) {
    const { seq } = entry;
    if (isVoid(entry)) {
      if (eventSeqs.has(seq) || messageSeqs.has(seq)) find('a void entry among the rows', `${seq}`);
      if (setAside.get(seq)?.reason !== VOID) find('a void entry is not set aside', `${seq}`);
    } else if (!eventSeqs.has(seq)) find('an event row is missing', `${seq} of ${entry.room}`);
  }
  for (const [first] of entries.byId.values()) {
    if (first !== undefined && !messageSeqs.has(first.seq)) {
      find('a message row is missing', `${first.seq} of ${first.room}`);
    }
  }
  for (const letter of deadLetters) {
    const entry = entries.bySeq.get(letter.seq);
    if (letter.reason === VOID && entry !== undefined && isVoid(entry)) continue;
    find('a dead letter', `${letter.seq}: ${letter.reason} ${letter.detail}`);
  }
  for (const line of evidence.mismatches) find('the rows are not the log', line);
  judgeTwice(evidence, find);
  for (const { seq, committed } of events) {
    if (!(committed > 0)) find('a row without a commit', `${seq}: ${committed}`);
  }
  compare(events, 'an event row is not its entry', entries, find);
  compare(messages, 'a message row is not its entry', entries, find);
  judgeTicks(tape.ticks, events, find);
}

/** A table is asked for its rows, not for what its constraints promise. */
function judgeTwice({ events, messages }: Evidence, find: Find): void {
  const names = [
    ...events.map(({ seq }) => `event ${seq}`),
    ...messages.map(({ seq }) => `message ${seq}`),
    ...messages.map(({ user, id }) => `message of ${user.id}, ${id}`),
  ];
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) find('a row twice', name);
    seen.add(name);
  }
}

function compare(
  rows: readonly (EventRow | MessageRow)[],
  kind: 'an event row is not its entry' | 'a message row is not its entry',
  entries: Entries,
  find: Find,
): void {
  for (const row of rows) {
    const entry = entries.bySeq.get(row.seq);
    if (entry === undefined) find('a row without an entry', JSON.stringify(row));
    else if (!isSame(row, entry)) {
      find(kind, `${JSON.stringify(row)} and the log ${JSON.stringify(entry)}`);
    }
  }
}

const isSame = (row: MessageRow, entry: LogEntry): boolean =>
  row.room === entry.room &&
  row.id === entry.id &&
  row.user.id === entry.user.id &&
  row.user.name === entry.user.name &&
  row.text === entry.text &&
  row.at === entry.at;

/** `persisted` says that everything up to a sequence is in the rows: the latest commit of them all is past. */
function judgeTicks(ticks: readonly Tick[], events: readonly EventRow[], find: Find): void {
  const rows = [...events].sort((a, b) => a.seq - b.seq);
  let latest = 0;
  const latestUpTo = rows.map(({ committed }) => {
    latest = Math.max(latest, committed);
    return latest;
  });
  for (const { at, by, seq } of ticks) {
    const committed = latestUpTo[countUpTo(rows, seq) - 1];
    if (committed === undefined || committed <= at + SAME_MS) continue;
    const early = Math.round(committed - at);
    const what = `${by} heard ${seq} at ${at}, ${early} ms before the commit`;
    find('persisted before the commit', what);
  }
}
