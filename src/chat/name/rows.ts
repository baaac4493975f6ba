import type { Entry } from '../kernel/fact.ts';
import { defineTable, key, latest, max, min, nullable, project } from '../kernel/table.ts';
import type { NameClaimed, NameReleased } from './facts.ts';

/** Whose each name is; nobody's where `user_id` is null, or `until` is past. */
export const NAME = defineTable({
  name: 'name',
  sequence: 'first_seq',
  columns: {
    skeleton: key('text'),
    first_seq: min('bigint'),
    last_seq: max('bigint'),
    user_id: nullable(latest('text', 'last_seq')),
    name: latest('text', 'last_seq'),
    until: nullable(latest('timestamptz', 'last_seq')),
  },
});

export const nameOfClaim = project(NAME, ({ seq, fact }: Entry<NameClaimed>) => ({
  skeleton: fact.data.skeleton,
  first_seq: seq,
  last_seq: seq,
  user_id: fact.user.id,
  name: fact.data.name,
  until: fact.data.until ?? null,
}));

export const nameOfRelease = project(NAME, ({ seq, fact }: Entry<NameReleased>) => ({
  skeleton: fact.data.skeleton,
  first_seq: seq,
  last_seq: seq,
  user_id: null,
  name: fact.data.name,
  until: null,
}));
