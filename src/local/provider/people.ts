// Who can sign in at the provider of this machine: a few people to begin with, and whoever else types a name. It is no secret who one
// is here, so nothing is asked but that. Pure.

export interface Person {
  /** What the chat knows them by. */
  id: string;
  claims: { name: string; roles?: string[] };
}

/** The first may do everything in the chat. */
export const PEOPLE = ['Ada', 'Grace', 'Alan'] as const;
const OPERATOR = idOf(PEOPLE[0]);
const NAME_MAX = 64;

/** Somebody by their name; undefined where it is none. */
export function personOf(name: string): Person | undefined {
  const trimmed = name.trim().replaceAll(/\s+/g, ' ');
  if (trimmed === '' || trimmed.length > NAME_MAX || /\p{C}/u.test(trimmed)) return undefined;
  const id = idOf(trimmed);
  return { id, claims: { name: trimmed, ...(id === OPERATOR && { roles: ['moderator'] }) } };
}

function idOf(name: string): string {
  return name.toLowerCase();
}
