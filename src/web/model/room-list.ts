// The list of rooms: what stands in it, in which order, and what of it a filter lets through. Pure. Invariant: nothing moves
// under the person's hand: an order that is held only gets longer or shorter.
import type { ChatState } from './chat-state.ts';
import { type News, newsOf, sameNews } from './news.ts';
import type { Room } from './room.ts';
import { labelOf, type Sign, signOf } from './room-names.ts';

/** From so many rooms on they can be filtered. */
export const FILTER_FROM = 8;

export interface ListedRoom {
  name: string;
  /** What it is called before the person. */
  label: string;
  sign: Sign;
  /** Of a conversation: whether another one of its people is here. */
  here: boolean;
  news: News;
}

const NAMES = new Intl.Collator(undefined, { numeric: true });

/** Gives the rooms as they are listed: the same list while nothing of it has changed, for whoever draws it. */
export function createListing(): (state: ChatState) => readonly ListedRoom[] {
  let last: readonly ListedRoom[] = [];
  let [names, rooms, present]: unknown[] = [];
  return (state) => {
    const isSameState = state.names === names && state.rooms === rooms && state.present === present;
    if (isSameState) return last;
    ({ names, rooms, present } = state);
    const before = new Map(last.map((one) => [one.name, one]));
    const now = state.names.flatMap((name): ListedRoom[] => {
      const room = state.rooms[name];
      if (room === undefined) return [];
      const listed = listedOf(room, state);
      const same = before.get(name);
      return [same && isSame(same, listed) ? same : listed];
    });
    const isSameList = now.length === last.length && now.every((one, at) => one === last[at]);
    if (!isSameList) last = now;
    return last;
  };
}

function listedOf(room: Room, { user, present }: ChatState): ListedRoom {
  const sign = signOf(room);
  const people = sign === 'people' ? (present.get(room.name)?.here ?? []) : [];
  return {
    name: room.name,
    label: labelOf(room, user.id),
    sign,
    here: people.some(({ id }) => id !== user.id),
    news: newsOf(room, user.id),
  };
}

const isSame = (a: ListedRoom, b: ListedRoom): boolean =>
  a.label === b.label && a.sign === b.sign && a.here === b.here && sameNews(a.news, b.news);

/** First where the person is spoken to, then where something is new, then by name. */
export const sorted = (list: readonly ListedRoom[]): readonly ListedRoom[] =>
  [...list].sort((a, b) => rank(a) - rank(b) || NAMES.compare(a.label, b.label));

const rank = ({ news }: ListedRoom): number => (news.mentions > 0 ? 0 : news.count > 0 ? 1 : 2);

/** The same rooms in the order in which they stood before; those that came since are at the end. */
export function inOrderOf(
  list: readonly ListedRoom[],
  before: readonly string[],
): readonly ListedRoom[] {
  const place = new Map(before.map((name, index) => [name, index]));
  const placeOf = ({ name }: ListedRoom) => place.get(name) ?? before.length;
  return [...list].sort((a, b) => placeOf(a) - placeOf(b));
}

/** Those whose names or titles have every word that was typed; in front those that begin with the first. */
export function filtered(list: readonly ListedRoom[], typed: string): readonly ListedRoom[] {
  const words = typed
    .toLocaleLowerCase()
    .replace(/^\s*[#@]/, '')
    .split(/\s+/)
    .filter(Boolean);
  const [first] = words;
  if (first === undefined) return list;
  // The address of a conversation is nothing that anybody types.
  const calledOf = ({ name, label, sign }: ListedRoom) =>
    (sign === 'people' ? label : `${label} ${name}`).toLocaleLowerCase();
  const found = list
    .map((room) => ({ room, called: calledOf(room) }))
    .filter(({ called }) => words.every((word) => called.includes(word)));
  const begins = ({ called }: { called: string }) => (called.startsWith(first) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b)).map(({ room }) => room);
}
