// The public rooms as the page shows them, page by page: each once, in the order of the first page. Pure.
import type { RoomsPage } from '../../client/api.ts';
import type { ListedRoom } from '../../shared/wire/objects.ts';

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
