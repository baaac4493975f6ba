// Whom a message speaks to, as it is shown and as the rows have it. Without a library. What is no list of ids speaks to nobody.

/** In place of a user's id: all who are in the room. */
export const EVERYONE = '*';

export function spokenTo(data: {
  mentions?: unknown;
  everyone?: unknown;
}): readonly string[] | undefined {
  const { mentions, everyone } = data;
  const users: unknown[] = Array.isArray(mentions) ? mentions : [];
  const all = users.filter((id) => typeof id === 'string');
  if (everyone === true) all.push(EVERYONE);
  return all.length > 0 ? all : undefined;
}
