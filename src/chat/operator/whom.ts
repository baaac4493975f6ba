// Whom somebody means who types a name or an id, and what is said then. Pure. A name is that of whoever holds it now; of those
// who are operators also of whoever held it when they became one. `id:…` is an id and `@…` a name, whatever else there is.
// Invariant: a name that was mistyped is nobody's, and never an id that nobody has: who revokes would believe it done.
import { makeRoomlessFact } from '../kernel/fact.ts';
import type { Holder } from '../name/holder.ts';
import { skeleton } from '../name/skeleton.ts';
import { type OperatorFact, operatorGranted, operatorRevoked } from './facts.ts';

export interface Whom {
  id: string;
  name: string;
}

export interface Known {
  /** Who holds a name now. */
  holder: (name: string) => Promise<Holder | undefined>;
  /** Of whom the log says something. */
  said: readonly OperatorFact[];
}

/** Undefined where nobody is called that. */
export async function whomOf(typed: string, { holder, said }: Known): Promise<Whom | undefined> {
  const [, prefix = '', rest = ''] = /^(id:|@)?(.*)$/su.exec(typed) ?? [];
  const ofId = (id: string): Whom => {
    const name = said.find(({ data }) => data.user.id === id)?.data.user.name;
    return { id, name: name ?? id };
  };
  if (prefix === 'id:') return rest === '' ? undefined : ofId(rest);
  const held = await holder(rest);
  if (held !== undefined) return { id: held.userId, name: held.name };
  const looks = skeleton(rest);
  const before = said.find(({ data: { user } }) => skeleton(user.name) === looks);
  if (before !== undefined) return { id: before.data.user.id, name: before.data.user.name };
  const isKnown = said.some(({ data }) => data.user.id === rest);
  return isKnown && prefix !== '@' ? ofId(rest) : undefined;
}

/** What is written to the log; the last fact about them is `before`. Words where it is so already. */
export function operatorFact(
  isOperator: boolean,
  about: { id: string; by: Whom; user: Whom; before: OperatorFact | undefined },
): OperatorFact | { problem: string } {
  const { id, by, user, before } = about;
  if (before?.data.isOperator === isOperator) {
    const is = isOperator ? 'an operator' : 'no operator';
    return { problem: `${user.name} (${user.id}) is ${is} already, by ${before.user.name}` };
  }
  const kind = isOperator ? operatorGranted : operatorRevoked;
  return makeRoomlessFact(kind, { id, user: by, data: { user, isOperator } }) as OperatorFact;
}
