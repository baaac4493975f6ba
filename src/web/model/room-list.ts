// The list of rooms: what stands in it, in which order, and what of it a filter lets through. Pure. Invariant: nothing moves
// under the person's hand: an order that is held only gets longer or shorter.

import type { ChatState } from './chat-state.ts';
import { choiceOf, type Order } from './choices.ts';
import { compareNames } from './name-order.ts';
import { type News, newsOf, sameNews } from './news.ts';
import type { Room } from './room.ts';
import { labelOf, othersIn, type Sign, signOf } from './room-names.ts';

/** From so many rooms on they can be filtered. */
export const FILTER_FROM = 8;

/** In the order of the list. */
export const SECTIONS = ['favourites', 'rooms', 'direct'] as const;
export type Section = (typeof SECTIONS)[number];

export interface ListedRoom {
  name: string;
  /** What it is called before the person. */
  label: string;
  sign: Sign;
  /** Of a conversation: whether another one of its people is here, in whichever room. */
  here: boolean;
  news: News;
  section: Section;
  /** Then what is new in it does not show, but for what speaks to the person. */
  muted: boolean;
}

/** Gives the rooms as they are listed: the same list while nothing of it has changed, for whoever draws it. */
export function createListing(): (state: ChatState) => readonly ListedRoom[] {
  let last: readonly ListedRoom[] = [];
  let [names, rooms, present, choices]: unknown[] = [];
  return (state) => {
    const isSameState =
      state.names === names &&
      state.rooms === rooms &&
      state.present === present &&
      state.choices.rooms === choices;
    if (isSameState) return last;
    ({ names, rooms, present } = state);
    choices = state.choices.rooms;
    const before = new Map(last.map((one) => [one.name, one]));
    const here = idsOf(state);
    const now = state.names.flatMap((name): ListedRoom[] => {
      const room = state.rooms[name];
      if (room === undefined) return [];
      const listed = listedOf(room, state, here);
      const same = before.get(name);
      return [same && isSame(same, listed) ? same : listed];
    });
    const isSameList = now.length === last.length && now.every((one, at) => one === last[at]);
    if (!isSameList) last = now;
    return last;
  };
}

/** Whoever is in any of the person's rooms now. */
const idsOf = ({ present }: ChatState): ReadonlySet<string> =>
  new Set([...present.values()].flatMap(({ here = [] }) => here.map(({ id }) => id)));

function listedOf(
  room: Room,
  { user, choices }: ChatState,
  present: ReadonlySet<string>,
): ListedRoom {
  const sign = signOf(room);
  const { favourite, muted = false } = choiceOf(choices, room.name);
  return {
    name: room.name,
    label: labelOf(room, user.id),
    sign,
    here: sign === 'people' && othersIn(room, user.id).some(({ id }) => present.has(id)),
    news: newsOf(room, user.id),
    section: favourite ? 'favourites' : sign === 'people' ? 'direct' : 'rooms',
    muted,
  };
}

const isSame = (a: ListedRoom, b: ListedRoom): boolean =>
  a.label === b.label &&
  a.sign === b.sign &&
  a.here === b.here &&
  a.section === b.section &&
  a.muted === b.muted &&
  sameNews(a.news, b.news);

/** Section by section: first where the person is spoken to, then where something is new, then by name; or by name alone. */
export const sorted = (
  list: readonly ListedRoom[],
  order: Order = 'activity',
): readonly ListedRoom[] =>
  [...list].sort(
    (a, b) =>
      SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) ||
      (order === 'name' ? 0 : rank(a) - rank(b)) ||
      compareNames(a.label, b.label),
  );

const rank = ({ news, muted }: ListedRoom): number =>
  news.mentions > 0 ? 0 : news.count > 0 && !muted ? 1 : 2;

/** The rooms of each section that has some. */
export const inSections = (
  list: readonly ListedRoom[],
): readonly { section: Section; rooms: readonly ListedRoom[] }[] =>
  SECTIONS.map((section) => ({
    section,
    rooms: list.filter((room) => room.section === section),
  })).filter(({ rooms }) => rooms.length > 0);

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
