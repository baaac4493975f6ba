// Where else the person may want to go: one of their rooms, somebody they may write to, a public room that they are not in. What
// the page knows is there at once; the server adds whom and what it does not. Invariant: an answer to what was typed before changes
// nothing.
import type { ChatClient } from '../../client/client.ts';
import type { ListedRoom as PublicRoom, User } from '../../shared/wire/objects.ts';
import { type AskedPeople, seenIn } from './asked-people.ts';
import type { ChatState, StateHolder } from './chat-state.ts';
import { fitOf, plain } from './fuzzy.ts';
import { createListing, type ListedRoom } from './room-list.ts';
import { othersIn } from './room-names.ts';

export type Goal =
  | { is: 'room'; key: string; room: ListedRoom }
  | { is: 'person'; key: string; user: User }
  | { is: 'public'; key: string; room: PublicRoom };

/** More are not looked at: who does not see it types on. */
export const GOALS_MAX = 20;
const PUBLIC_MAX = 5;

/** What the server knows for what was typed. */
export interface Told {
  typed: string;
  people: readonly User[];
  rooms: readonly PublicRoom[];
}

export const NOTHING_TOLD: Told = { typed: '', people: [], rooms: [] };

export interface SwitchingParts {
  state: StateHolder;
  client: Pick<ChatClient, 'directory'>;
  people: Pick<AskedPeople, 'find'>;
}

export class Switching {
  readonly #parts: SwitchingParts;
  readonly #listing = createListing();

  constructor(parts: SwitchingParts) {
    this.#parts = parts;
  }

  /** The best first. */
  goals(typed: string, told: Told): Goal[] {
    const { now } = this.#parts.state;
    return goalsFor(typed, this.#listing(now), now, told);
  }

  /** Quietly nothing where nobody answers: what the page knows is there. */
  async ask(typed: string): Promise<Told> {
    const { state, client, people } = this.#parts;
    const query = sought(typed);
    if (query === '') return { typed, people: await people.find(''), rooms: [] };
    const isPerson = /^\s*@/.test(typed);
    const isRoom = /^\s*#/.test(typed);
    const [found, directory] = await Promise.all([
      isRoom ? [] : people.find(query),
      isPerson ? undefined : client.directory({ query }).catch(() => undefined),
    ]);
    // Whom the page has seen: a name may fit that the server, which knows no beginnings without their marks, does not find.
    const seen = seenIn(state.now, '');
    return { typed, people: eachOnce([...found, ...seen]), rooms: directory?.rooms ?? [] };
  }
}

/** What is looked for by what was typed, without the sign that says of which kind it is. */
const sought = (typed: string): string => typed.trim().replace(/^[#@]\s*/, '');

/** Rooms with something new before others, those that were open last before those that were not: in this order they weigh. */
export function goalsFor(
  typed: string,
  rooms: readonly ListedRoom[],
  state: Pick<ChatState, 'recentRooms' | 'current' | 'rooms' | 'user'>,
  told: Told,
): Goal[] {
  const query = plain(sought(typed));
  const isPerson = /^\s*@/.test(typed);
  const isRoom = /^\s*#/.test(typed);
  const known = rooms
    .filter((room) => room.name !== state.current || query !== '')
    .filter(({ sign }) => (isPerson ? sign === 'people' : !isRoom || sign !== 'people'))
    .map((room) => ({ room, fit: roomFit(room, query) }))
    .filter((one): one is { room: ListedRoom; fit: number } => one.fit !== undefined)
    .map(({ room, fit }) => ({
      goal: { is: 'room', key: `room/${room.name}`, room } as const,
      weight: fit + liveliness(room, state),
    }));
  // Who is one of two in a conversation of the list is reached by it.
  const reached = new Set(
    rooms.flatMap(({ name, sign }) => {
      const room = Object.hasOwn(state.rooms, name) ? state.rooms[name] : undefined;
      const others = sign === 'people' && room ? othersIn(room, state.user.id) : [];
      return others.length === 1 ? others.map(({ id }) => id) : [];
    }),
  );
  const people = (isRoom ? [] : told.people)
    .filter(({ id }) => !reached.has(id))
    .map((user) => ({ user, fit: fitOf(plain(user.name), query) }))
    .filter((one): one is { user: User; fit: number } => one.fit !== undefined)
    .map(({ user, fit }) => ({
      goal: { is: 'person', key: `person/${user.id}`, user } as const,
      weight: fit - 1,
    }));
  const mine = new Set(rooms.map(({ name }) => name));
  // The server finds by the beginnings of words: what it tells fits, whatever was typed since.
  const open = (isPerson || query === '' ? [] : told.rooms)
    .filter(({ room, archived }) => !mine.has(room) && archived !== true)
    .map((room) => ({ room, fit: publicFit(room, query) }))
    .filter((one): one is { room: PublicRoom; fit: number } => one.fit !== undefined)
    .slice(0, PUBLIC_MAX)
    .map(({ room, fit }) => ({
      goal: { is: 'public', key: `public/${room.room}`, room } as const,
      weight: fit - 2,
    }));
  return [...known, ...people, ...open]
    .sort((a, b) => b.weight - a.weight)
    .slice(0, GOALS_MAX)
    .map(({ goal }) => goal);
}

/** By id and by name: whoever has a name now is told first. */
function eachOnce(users: readonly User[]): User[] {
  const [ids, names] = [new Set<string>(), new Set<string>()];
  return users.filter(({ id, name }) => {
    const isFirst = !ids.has(id) && !names.has(name);
    ids.add(id);
    names.add(name);
    return isFirst;
  });
}

/** By what it is called; its name where that is not the address of a conversation. */
function roomFit({ name, label, sign }: ListedRoom, query: string): number | undefined {
  const fits = [label, ...(sign === 'people' ? [] : [name])].map((one) => fitOf(plain(one), query));
  return best(fits);
}

const publicFit = ({ room, title }: PublicRoom, query: string): number | undefined =>
  best([room, ...(title === undefined ? [] : [title])].map((one) => fitOf(plain(one), query)));

const best = (fits: readonly (number | undefined)[]): number | undefined => {
  const known = fits.filter((fit) => fit !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
};

/** Less than what a better fit weighs: it decides among those that fit alike, and where nothing was typed. */
function liveliness(
  { name, news, muted }: ListedRoom,
  { recentRooms }: Pick<ChatState, 'recentRooms'>,
): number {
  const fresh = news.mentions > 0 ? 60 : news.count > 0 && !muted ? 30 : 0;
  const at = recentRooms.indexOf(name);
  return fresh + (at < 0 ? 0 : 20 - at);
}
