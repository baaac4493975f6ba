// The log as the judge looks things up in it. Void entries are in it and count for nobody.
import { keyOf } from '../tape.ts';
import { isVoid, type LogEntry } from './evidence.ts';

export interface Entries {
  bySeq: ReadonlyMap<number, LogEntry>;
  /** By user and id, without void ones. */
  byId: ReadonlyMap<string, LogEntry[]>;
  /** In order, without void ones. */
  byRoom: ReadonlyMap<string, LogEntry[]>;
}

export const entriesById = (log: readonly LogEntry[]) =>
  grouped(log, ({ user, id }) => keyOf(user.id, id));

export const byRoom = (log: readonly LogEntry[]) => grouped(log, ({ room }) => room);

function grouped(log: readonly LogEntry[], keyFor: (entry: LogEntry) => string) {
  const groups = new Map<string, LogEntry[]>();
  for (const entry of log) {
    if (isVoid(entry)) continue;
    const key = keyFor(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return groups;
}

/** How many of a sorted list lie below `seq`, or at it. */
export function countUpTo(list: readonly { seq: number }[], seq: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.seq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
