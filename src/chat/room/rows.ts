import type { Entry, InRoom } from '../kernel/fact.ts';
import { defineTable, key, latest, max, min, project } from '../kernel/table.ts';

/** Where a room begins and how far it has come. */
export const ROOM = defineTable({
  name: 'room',
  sequence: 'first_seq',
  columns: {
    name: key('text'),
    first_seq: min('bigint'),
    last_seq: max('bigint'),
    last_at: latest('timestamptz', 'last_seq'),
  },
});

export const roomOfFact = project(ROOM, ({ seq, at, fact }: Entry<InRoom>) => ({
  name: fact.room,
  first_seq: seq,
  last_seq: seq,
  last_at: at,
}));
