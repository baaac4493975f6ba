// The room of a few people who speak to each other: its name follows from who they are, so whoever begins, and however often,
// it is one room. Nobody else can be added, and no other room can have such a name.
import { sha256 } from './sha256.ts';

/** `people`: ids, in any order. */
export const directRoom = (people: readonly string[]): string =>
  `dm-${sha256(JSON.stringify([...new Set(people)].sort())).slice(0, 40)}`;
