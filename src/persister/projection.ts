// Entries of the log → rows. Pure and commutative: any order, any redelivery and any cut into batches ends in
// the same rows, because every rule is "the lowest", "the highest" or "the same again".
import { type ChatEvent, decodeEvent } from '../shared/events.ts';

/** An entry of the log as it was delivered. */
export interface LogEntry {
  seq: number;
  /** ISO 8601, milliseconds, UTC. */
  at: string;
  /** Stored after its deadline: nobody was told of it, and it is no row. */
  isVoid: boolean;
  subject: string;
  data: Uint8Array;
}

export interface EventRecord {
  seq: number;
  at: string;
  event: ChatEvent;
}

export interface RoomRecord {
  name: string;
  firstSeq: number;
  lastSeq: number;
  lastAt: string;
}

export interface DeadLetterRecord extends LogEntry {
  reason: string;
  detail: string;
}

/** Each list ordered by its key: concurrent batches then lock rows in one order. */
export interface Rows {
  events: EventRecord[];
  /** One for each `(user, client id)`: the lowest sequence is the message. */
  messages: EventRecord[];
  rooms: RoomRecord[];
  deadLetters: DeadLetterRecord[];
}

const VOID = {
  ok: false,
  reason: 'void',
  detail: 'it came to the log after its deadline: its sender was not told that it is there',
} as const;

export function project(entries: readonly LogEntry[]): Rows {
  const events: EventRecord[] = [];
  const deadLetters: DeadLetterRecord[] = [];
  const messages = new Map<string, EventRecord>();
  const rooms = new Map<string, RoomRecord>();
  for (const entry of entries.toSorted((a, b) => a.seq - b.seq)) {
    const reading = entry.isVoid ? VOID : decodeEvent(entry.subject, entry.data);
    if (!reading.ok) {
      const { reason, detail } = reading;
      deadLetters.push({ ...entry, reason, detail });
      continue;
    }
    const record = { seq: entry.seq, at: entry.at, event: reading.event };
    events.push(record);
    const { user, id, room } = reading.event;
    const key = `${user.id}|${id}`;
    if (!messages.has(key)) messages.set(key, record);
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
