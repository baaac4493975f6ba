// Entries of the log → rows. Pure and commutative: any order, any redelivery and any cut into batches ends in
// the same rows, because every rule is "the lowest", "the highest" or "the same again".
import { type Fact, facts } from '../chat/features.ts';
import { type Entry, identityOf } from '../chat/kernel/fact.ts';
import type { RawEntry } from '../shared/raw-entry.ts';

export interface RoomRecord {
  name: string;
  firstSeq: number;
  lastSeq: number;
  lastAt: string;
}

export interface DeadLetterRecord extends RawEntry {
  reason: string;
  detail: string;
}

/** Each list ordered by its key: concurrent batches then lock rows in one order. */
export interface Rows {
  /** As the log has them, those of a newer version, too. */
  events: Entry[];
  /** One for each `(user, client id)`: the lowest sequence is the message. */
  messages: Entry<Fact>[];
  rooms: RoomRecord[];
  deadLetters: DeadLetterRecord[];
}

const VOID = {
  reason: 'void',
  detail: 'it came to the log after its deadline: its sender was not told that it is there',
} as const;

export function project(entries: readonly RawEntry[]): Rows {
  const events: Entry[] = [];
  const deadLetters: DeadLetterRecord[] = [];
  const messages = new Map<string, Entry<Fact>>();
  const rooms = new Map<string, RoomRecord>();
  for (const entry of entries.toSorted((a, b) => a.seq - b.seq)) {
    const reading = facts.read(entry);
    if (reading.is === 'void' || reading.is === 'poison') {
      const { reason, detail } = reading.is === 'void' ? VOID : reading;
      deadLetters.push({ ...entry, reason, detail });
      continue;
    }
    events.push(reading.raw);
    if (reading.is === 'foreign') continue;
    const { room } = reading.entry.fact;
    const key = identityOf(reading.entry.fact);
    if (!messages.has(key)) messages.set(key, reading.entry);
    const known = rooms.get(room);
    if (known === undefined) {
      const { seq, at } = entry;
      rooms.set(room, { name: room, firstSeq: seq, lastSeq: seq, lastAt: at });
    } else {
      known.lastSeq = entry.seq;
      known.lastAt = entry.at;
    }
  }
  return {
    events,
    messages: [...messages.values()],
    rooms: [...rooms.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    deadLetters,
  };
}
