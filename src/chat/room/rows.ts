import type { Entry, InRoom } from '../kernel/fact.ts';
import { defineTable, key, latest, max, min, nullable, project } from '../kernel/table.ts';
import type { RoomFact } from './facts.ts';

/** Where a room begins, how far it has come, and what it is: of the last fact that says it; null where none does. */
export const ROOM = defineTable({
  name: 'room',
  sequence: 'first_seq',
  columns: {
    name: key('text'),
    first_seq: min('bigint'),
    last_seq: max('bigint'),
    last_at: latest('timestamptz', 'last_seq'),
    state_seq: nullable(max('bigint')),
    kind: nullable(latest('text', 'state_seq')),
    title: nullable(latest('text', 'state_seq')),
    topic: nullable(latest('text', 'state_seq')),
    archived: nullable(latest('boolean', 'state_seq')),
  },
});

const UNSAID = { state_seq: null, kind: null, title: null, topic: null, archived: null };

const placeOf = ({ seq, at, fact }: Entry<InRoom>) => ({
  name: fact.room,
  first_seq: seq,
  last_seq: seq,
  last_at: at,
});

export const roomOfFact = project(ROOM, (entry: Entry<InRoom>) => ({
  ...placeOf(entry),
  ...UNSAID,
}));

export const roomOfState = project(ROOM, (entry: Entry<RoomFact>) => {
  const { kind, title = null, topic = null, archived = false } = entry.fact.data.room;
  return { ...placeOf(entry), state_seq: entry.seq, kind, title, topic, archived };
});
