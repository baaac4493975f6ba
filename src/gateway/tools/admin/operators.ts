// Who is an operator, and by whom; made one, or none any more (docs/adr/0030).
import { randomUUID } from 'node:crypto';
import type { Entry } from '../../../chat/kernel/fact.ts';
import { ALL_OPERATORS, operatorSubject } from '../../../chat/kernel/subjects.ts';
import { holderOf, subjectOfName } from '../../../chat/name/holder.ts';
import type { OperatorFact } from '../../../chat/operator/facts.ts';
import { operatorFact, type Whom, whomOf } from '../../../chat/operator/whom.ts';
import { personId } from '../../../chat/room/fields.ts';
import { DONE, type Log, REFUSED, say } from './log.ts';

type Said = Entry<OperatorFact>;

const whoIs = ({ id, name }: Whom): string => (id === name ? id : `${name} (${id})`);

/** The last word of the log about each of them. */
async function readSaid(log: Log): Promise<Map<string, Said>> {
  const said = new Map<string, Said>();
  for await (const entry of log.each(ALL_OPERATORS)) {
    const one = entry as Said;
    said.set(one.fact.data.user.id, one);
  }
  return said;
}

export async function listOperators(log: Log): Promise<number> {
  const all = [...(await readSaid(log)).values()].sort((a, b) => a.seq - b.seq);
  for (const { at, fact } of all.filter(({ fact }) => fact.data.isOperator)) {
    say(`${whoIs(fact.data.user)} is an operator since ${at}, by ${fact.user.name}`);
  }
  for (const { at, fact } of all.filter(({ fact }) => !fact.data.isOperator)) {
    say(`${whoIs(fact.data.user)} is no operator since ${at}, by ${fact.user.name}`);
  }
  if (all.length === 0) say('Nobody was made an operator from here.');
  say(
    'Anybody else is one whom the gateways’ ADMINS name, or whose token has the role `moderator`.',
  );
  return DONE;
}

export interface Change {
  typed: string;
  isOperator: boolean;
  /** Who does it. */
  by: Whom;
}

export async function changeOperator(log: Log, { typed, isOperator, by }: Change): Promise<number> {
  const said = await readSaid(log);
  const known = [...said.values()].map(({ fact }) => fact);
  const user = await whomOf(typed, { holder: (name) => holderIn(log, name), said: known });
  if (user === undefined || !personId.safeParse(user.id).success) {
    say(`Nobody is called ${typed} now. An id is given as id:….`);
    return REFUSED;
  }
  const before = said.get(user.id);
  const made = operatorFact(isOperator, { id: randomUUID(), by, user, before: before?.fact });
  if ('problem' in made) {
    say(`${made.problem}.`);
    return REFUSED;
  }
  const subject = operatorSubject(user.id);
  const state = { seq: before?.seq ?? 0, fact: before?.fact };
  await log.append({ fact: made, expects: [subject] }, () => state);
  const is = isOperator
    ? 'is an operator now'
    : 'is no operator any more, whatever ADMINS and tokens say';
  say(`${whoIs(user)} ${is}, on every gateway. By ${by.name}.`);
  return DONE;
}

/** By this machine's clock: whose claim ended a moment ago nobody else has yet. */
async function holderIn(log: Log, name: string) {
  const subject = subjectOfName(name);
  return holderOf((await log.states([subject]))(subject), Date.now());
}
