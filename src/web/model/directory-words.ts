// What is said of the public rooms, in a person's words. Pure.
import type { ListedRoom } from '../../shared/wire/objects.ts';
import { DIRECTORY_WORDS } from '../words/directory.ts';
import type { Directory } from './directory.ts';
import { dayInSentence, timeOf } from './time.ts';

/** What is to be said of it, in words. */
export function directoryWords({ query, rooms, next, asking }: Directory): string {
  if (asking === 'first') return DIRECTORY_WORDS.asking;
  if (typeof asking === 'object') return asking.why;
  const { length } = rooms;
  if (length === 0) return query === '' ? DIRECTORY_WORDS.none : DIRECTORY_WORDS.nothing;
  const found = DIRECTORY_WORDS.found(length);
  return next === undefined ? found : DIRECTORY_WORDS.foundMore(found);
}

/** Who is in a room and when something happened there last. */
export function roomWords({ people, lastAt, archived }: ListedRoom, now: number): string {
  const at = Date.parse(lastAt);
  const parts = [
    people === 0 ? DIRECTORY_WORDS.open : DIRECTORY_WORDS.members(people),
    DIRECTORY_WORDS.lastActive(dayInSentence(at, now), timeOf(at)),
    ...(archived ? [DIRECTORY_WORDS.archived] : []),
  ];
  return parts.join(' · ');
}
