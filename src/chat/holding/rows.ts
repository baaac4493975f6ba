import type { Entry } from '../kernel/fact.ts';
import { defineTable, key, latest, max, min, project } from '../kernel/table.ts';
import type { HoldingFact } from './facts.ts';

/** Who has made how much: as it was when they last made something. */
export const HOLDING = defineTable({
  name: 'holding',
  sequence: 'first_seq',
  columns: {
    user_id: key('text'),
    first_seq: min('bigint'),
    seq: max('bigint'),
    user_name: latest('text', 'seq'),
    bots: latest('jsonb', 'seq'),
    webhooks: latest('jsonb', 'seq'),
    at: latest('timestamptz', 'seq'),
  },
});

export const holdingOfFact = project(HOLDING, ({ seq, at, fact }: Entry<HoldingFact>) => ({
  user_id: fact.data.user.id,
  first_seq: seq,
  seq,
  user_name: fact.data.user.name,
  bots: [...fact.data.holding.bots],
  webhooks: [...fact.data.holding.webhooks],
  at,
}));
