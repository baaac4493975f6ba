// Whom a message speaks to, as it is shown and as the rows have it. Without a library.

/** In place of a user's id: all who are in the room. */
export const EVERYONE = '*';

export function spokenTo({
  mentions = [],
  everyone = false,
}: {
  mentions?: readonly string[] | undefined;
  everyone?: boolean | undefined;
}): readonly string[] | undefined {
  const all = everyone === true ? [...mentions, EVERYONE] : mentions;
  return all.length > 0 ? all : undefined;
}
