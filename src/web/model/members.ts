// Who is what in a room, as far as the page knows: facts say it as they come, the server where it is asked. Pure. Invariant: of
// two who say something of one person the higher sequence counts, whichever came first.
import type { MemberState, Person, User } from '../../shared/wire/objects.ts';

export interface Member {
  user: User;
  member: MemberState;
  /** As of which sequence it is so. */
  seq: number;
}

/** By id. */
export type Members = ReadonlyMap<string, Member>;
export const NOBODY: Members = new Map();

export function withMember(members: Members, said: Member): Members {
  const { id } = said.user;
  const merged = merge(members.get(id), said);
  return merged === members.get(id) ? members : new Map(members).set(id, merged);
}

function merge(before: Member | undefined, said: Member): Member {
  if (before === undefined) return said;
  const [newer, older] = before.seq > said.seq ? [before, said] : [said, before];
  return isNamed(newer.user) || !isNamed(older.user) ? newer : { ...newer, user: older.user };
}

/** A gateway that has not seen somebody writes their id where it would write their name. */
export const isNamed = ({ id, name }: User): boolean => name !== id;

/** Names for those who have none yet. */
export function withNames(members: Members, users: readonly User[]): Members {
  const unnamed = users.filter((user) => {
    const known = members.get(user.id);
    return known !== undefined && !isNamed(known.user) && isNamed(user);
  });
  return unnamed.reduce((all, user) => {
    const known = all.get(user.id);
    return known === undefined ? all : new Map(all).set(user.id, { ...known, user });
  }, members);
}

export interface AskedPage {
  people: readonly Person[];
  asOf: number;
  /** Whether there is nobody else: then who is not in it is nothing there. */
  isAll: boolean;
}

export function withAsked(members: Members, { people, asOf, isAll }: AskedPage): Members {
  const next = new Map([...members].filter(([, { seq }]) => !isAll || seq > asOf));
  for (const { user, state = 'in', role = 'member', mutedUntil } of people) {
    const member = { state, role, ...(mutedUntil !== undefined && { mutedUntil }) };
    next.set(user.id, merge(members.get(user.id), { user, member, seq: asOf }));
  }
  return next;
}

/** People who are known to be in it; whatever else says something of them says more. */
export const membersOf = (people: readonly User[]): Members =>
  new Map(
    people.map((user) => [user.id, { user, member: { state: 'in', role: 'member' }, seq: 0 }]),
  );

/** Those of a direct room, whoever of them left it. */
export const usersIn = (members: Members): User[] => [...members.values()].map(({ user }) => user);
