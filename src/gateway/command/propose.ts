// From a decision to what the log is asked: which facts, where, and which of them carries which expectation. An entry carries
// one, best of its own subject; what is left over rides on guards. Pure.
import { facts } from '../../chat/features.ts';
import type { Decision, State } from '../../chat/kernel/command.ts';
import { derivedId, type Envelope } from '../../chat/kernel/fact.ts';
import type { Expectation, Proposal, Rest } from '../../chat/kernel/proposal.ts';
import { guardSubject, placeOf } from '../../chat/kernel/subjects.ts';

type Appending = Extract<Decision, { do: 'append' }>;

export function propose(
  { fact, and = [], expects = [] }: Appending,
  state: (subject: string) => State,
  deadlineMs: number,
): Proposal {
  const open = new Map<string, Expectation>();
  for (const subject of typeof expects === 'string' ? [expects] : expects) {
    open.set(subject, { subject, seq: state(subject).seq });
  }
  const place = (one: Envelope) => {
    const subject = subjectOf(one);
    const own = open.get(subject);
    open.delete(subject);
    return { fact: one, subject, ...(own !== undefined && { expects: own }) };
  };
  const first = { ...place(fact), deadlineMs };
  const others: Rest[] = and.map((one, index) =>
    place({ ...one, id: derivedId(fact.id, index + 1) }),
  );
  const [only] = open.values();
  // One fact that rests on one thing, as nearly all do: no batch.
  if (others.length === 0 && first.expects === undefined && only !== undefined) {
    first.expects = only;
    open.delete(only.subject);
  }
  const guards = [...open.values()].map(
    (one): Rest => ({ fact: undefined, subject: guardOf(fact, one), expects: one }),
  );
  const rest = [...others, ...guards];
  return rest.length === 0 ? first : { ...first, rest };
}

/** What it expects, all of it. */
export const expectationsOf = ({ expects, rest = [] }: Proposal): Expectation[] =>
  [expects, ...rest.map((one) => one.expects)].filter((one) => one !== undefined);

/** Where it writes. */
export const subjectsOf = ({ subject, rest = [] }: Proposal): string[] => [
  subject,
  ...rest.filter((one) => one.fact !== undefined).map((one) => one.subject),
];

/** In the room of what is expected, where that is of one. */
function guardOf(fact: Envelope, { subject }: Expectation): string {
  const room = placeOf(subject)?.room ?? fact.room;
  if (room === undefined) throw new Error(`${fact.type} is of no room, and rests on too much`);
  return guardSubject(room);
}

function subjectOf(fact: Envelope): string {
  const subject = facts.subjectOf(fact);
  if (subject === undefined) throw new Error(`no program reads facts of the type ${fact.type}`);
  return subject;
}
