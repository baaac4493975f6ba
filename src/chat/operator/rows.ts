import type { Entry } from '../kernel/fact.ts';
import { defineTable, key, latest, max, min, project } from '../kernel/table.ts';
import type { OperatorFact } from './facts.ts';

/** Who was made an operator or is none any more: of the last fact that says it, and who did that. */
export const OPERATOR = defineTable({
  name: 'operator',
  sequence: 'first_seq',
  columns: {
    user_id: key('text'),
    first_seq: min('bigint'),
    seq: max('bigint'),
    user_name: latest('text', 'seq'),
    is_operator: latest('boolean', 'seq'),
    by_id: latest('text', 'seq'),
    by_name: latest('text', 'seq'),
    at: latest('timestamptz', 'seq'),
  },
});

export const operatorOfFact = project(OPERATOR, ({ seq, at, fact }: Entry<OperatorFact>) => ({
  user_id: fact.data.user.id,
  first_seq: seq,
  seq,
  user_name: fact.data.user.name,
  is_operator: fact.data.isOperator,
  by_id: fact.user.id,
  by_name: fact.user.name,
  at,
}));
