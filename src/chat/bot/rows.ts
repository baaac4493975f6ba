import type { Entry } from '../kernel/fact.ts';
import { defineTable, key, latest, max, min, project } from '../kernel/table.ts';
import type { BotFact } from './facts.ts';

/** Every bot there ever was: of the last fact that says it. */
export const BOT = defineTable({
  name: 'bot',
  sequence: 'first_seq',
  columns: {
    id: key('text'),
    first_seq: min('bigint'),
    seq: max('bigint'),
    name: latest('text', 'seq'),
    kind: latest('text', 'seq'),
    rooms: latest('jsonb', 'seq'),
    sha256: latest('text', 'seq'),
    by_id: latest('text', 'seq'),
    by_name: latest('text', 'seq'),
    revoked: latest('boolean', 'seq'),
    at: latest('timestamptz', 'seq'),
  },
});

export const botOfFact = project(BOT, ({ seq, at, fact }: Entry<BotFact>) => {
  const { id, name, kind, rooms, sha256, by, revoked = false } = fact.data.bot;
  return {
    id,
    first_seq: seq,
    seq,
    name,
    kind,
    rooms,
    sha256,
    by_id: by.id,
    by_name: by.name,
    revoked,
    at,
  };
});
