import type { Entry } from '../kernel/fact.ts';
import { defineTable, key, latest, max, min, nullable, project } from '../kernel/table.ts';
import type { MemberFact } from './facts.ts';
import { FOREVER_MS } from './member.ts';

/** Who is what in which room: of the last fact that says it, and who did that. */
export const MEMBER = defineTable({
  name: 'member',
  sequence: 'first_seq',
  columns: {
    room: key('text'),
    user_id: key('text'),
    first_seq: min('bigint'),
    seq: max('bigint'),
    user_name: latest('text', 'seq'),
    state: latest('text', 'seq'),
    role: latest('text', 'seq'),
    muted_until: nullable(latest('timestamptz', 'seq')),
    by_id: latest('text', 'seq'),
    at: latest('timestamptz', 'seq'),
  },
});

export const memberOfFact = project(MEMBER, ({ seq, at, fact }: Entry<MemberFact>) => {
  const { user, member } = fact.data;
  return {
    room: fact.room,
    user_id: user.id,
    first_seq: seq,
    seq,
    user_name: user.name,
    state: member.state,
    role: member.role,
    muted_until: member.mutedUntil === undefined ? null : isoOf(member.mutedUntil),
    by_id: fact.user.id,
    at,
  };
});

/** Any number is a time: what lies beyond those that there are is the last one. */
const isoOf = (ms: number): string =>
  new Date(Math.min(Math.max(Math.floor(ms), 0), FOREVER_MS)).toISOString();
