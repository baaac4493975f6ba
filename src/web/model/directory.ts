// The public rooms as the page shows them, page by page: each once, in the order of the first page. Pure.
import type { RoomsPage } from '../../client/api.ts';
import type { ListedRoom } from '../../shared/wire/objects.ts';
import { dayName, timeOf } from './time.ts';

export interface Directory {
  /** What the names and titles shown begin like; empty for all. */
  query: string;
  rooms: readonly ListedRoom[];
  /** Where the next page begins; undefined where there is none. */
  next: string | undefined;
  asking: 'nothing' | 'first' | 'more' | { why: string };
}

export const NO_DIRECTORY: Directory = {
  query: '',
  rooms: [],
  next: undefined,
  asking: 'nothing',
};

/** What is looked for by what is typed. */
export const queryOf = (typed: string): string => typed.trim().replace(/^#\s*/, '');

export const browsed = (query: string): Directory => ({ ...NO_DIRECTORY, query, asking: 'first' });

export function withRooms(directory: Directory, { rooms, next }: RoomsPage): Directory {
  const known = new Set(directory.rooms.map(({ room }) => room));
  const added = rooms.filter(({ room }) => !known.has(room));
  return { ...directory, rooms: [...directory.rooms, ...added], next, asking: 'nothing' };
}

/** What is to be said of it, in words. */
export function directoryWords({ query, rooms, next, asking }: Directory): string {
  if (asking === 'first') return 'Looking for rooms…';
  if (typeof asking === 'object') return asking.why;
  const { length } = rooms;
  if (length === 0 && query !== '') {
    return 'No public room has a word in its name or title that begins like this.';
  }
  if (length === 0) return 'There are no public rooms yet.';
  const count = length === 1 ? 'One room' : `${length} rooms`;
  return next === undefined ? count : `${count}, and there are more`;
}

/** Who is in a room and when something happened there last. */
export function roomWords({ people, lastAt, archived }: ListedRoom, now: number): string {
  const at = Date.parse(lastAt);
  const members = people === 1 ? 'One member' : `${people.toLocaleString()} members`;
  const parts = [
    people === 0 ? 'Open to everybody' : members,
    `last active ${inSentence(dayName(at, now))}, ${timeOf(at)}`,
    ...(archived ? ['archived'] : []),
  ];
  return parts.join(' · ');
}

const inSentence = (day: string): string =>
  /^(Today|Yesterday)$/.test(day) ? day.toLowerCase() : day;
