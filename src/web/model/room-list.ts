// The list of rooms: what stands in it, in which order, and what of it a filter lets through. Pure. Invariant: nothing moves
// under the person's hand: an order that is held only gets longer or shorter.
import type { ChatState } from './chat-state.ts';
import { type News, newsOf, sameNews } from './news.ts';

/** From so many rooms on they can be filtered. */
export const FILTER_FROM = 8;

export interface ListedRoom {
  name: string;
  news: News;
}

const NAMES = new Intl.Collator(undefined, { numeric: true });

/** Gives the rooms as they are listed: the same list while nothing of it has changed, for whoever draws it. */
export function createListing(): (state: ChatState) => readonly ListedRoom[] {
  let last: readonly ListedRoom[] = [];
  let [names, rooms]: unknown[] = [];
  return (state) => {
    if (state.names === names && state.rooms === rooms) return last;
    ({ names, rooms } = state);
    const before = new Map(last.map((one) => [one.name, one]));
    const now = state.names.flatMap((name): ListedRoom[] => {
      const room = state.rooms[name];
      if (room === undefined) return [];
      const news = newsOf(room, state.user.id);
      const same = before.get(name);
      return [same && sameNews(same.news, news) ? same : { name, news }];
    });
    const isSame = now.length === last.length && now.every((one, index) => one === last[index]);
    if (!isSame) last = now;
    return last;
  };
}

/** First where the person is spoken to, then where something is new, then by name. */
export const sorted = (list: readonly ListedRoom[]): readonly ListedRoom[] =>
  [...list].sort((a, b) => rank(a) - rank(b) || NAMES.compare(a.name, b.name));

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

/** Those whose names have every word that was typed; in front those that begin with the first. */
export function filtered(list: readonly ListedRoom[], typed: string): readonly ListedRoom[] {
  const words = typed.toLowerCase().replace(/^\s*#/, '').split(/\s+/).filter(Boolean);
  const [first] = words;
  if (first === undefined) return list;
  const found = list.filter(({ name }) => words.every((word) => name.includes(word)));
  const begins = ({ name }: ListedRoom) => (name.startsWith(first) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b));
}
