// Who is what in a room, as far as the page knows: facts say it as they come, the server where it is asked. Pure. Invariant: of
// two who say something of one person the higher sequence counts, whichever came first.
import type { MemberState, Person, User } from '../../shared/wire/frames.ts';

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
  const before = members.get(said.user.id);
  if (before !== undefined && before.seq > said.seq) return members;
  return new Map(members).set(said.user.id, said);
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
    const said = { state, role, ...(mutedUntil !== undefined && { mutedUntil }) };
    if ((members.get(user.id)?.seq ?? 0) <= asOf)
      next.set(user.id, { user, member: said, seq: asOf });
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
