// What was looked for and what was found, as the page shows it. Pure. Invariants: the newest first, each once; nothing is shown
// that this page was told is deleted, also where an answer comes that does not know it yet.

import { shows } from '../../chat/kernel/view.ts';
import { messageDeletedView, messageEditedView } from '../../chat/message/view.ts';
import type { FoundPage } from '../../client/api.ts';
import type { EventFrame } from '../../shared/wire/frames.ts';
import type { FoundMessage } from '../../shared/wire/objects.ts';

export interface Search {
  /** What is looked for; undefined before anything was. */
  query: string | undefined;
  found: readonly FoundMessage[];
  /** Where the next page goes on, below this sequence; undefined where there is none. */
  below: number | undefined;
  asking: 'nothing' | 'first' | 'more' | { why: string };
  /** What became of messages since the page was opened, by room and sequence: their text now, or nothing. */
  told: ReadonlyMap<string, string | undefined>;
}

export const NO_SEARCH: Search = {
  query: undefined,
  found: [],
  below: undefined,
  asking: 'nothing',
  told: new Map(),
};

/** So many changes are remembered for answers that do not know them: rows are behind by moments. */
export const TOLD_MAX = 2_000;

/** Something else is looked for. */
export const asked = (search: Search, query: string): Search => ({
  ...NO_SEARCH,
  query,
  asking: 'first',
  told: search.told,
});

/** What one page says. */
export function withFound(search: Search, { messages, more }: FoundPage): Search {
  const last = search.found.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  const added = messages.filter(({ seq }) => seq < last).flatMap((one) => asToldNow(search, one));
  return {
    ...search,
    found: [...search.found, ...added],
    below: more ? messages.at(-1)?.seq : undefined,
    asking: 'nothing',
  };
}

/** Looked at once more, below a sequence: what is there no longer goes, and nothing new moves what the person reads. */
export function lookedAgain(
  search: Search,
  { messages, more }: FoundPage,
  below = Number.POSITIVE_INFINITY,
): Search {
  const now = new Map(messages.map((one) => [keyOf(one), one]));
  const reached = more ? (messages.at(-1)?.seq ?? 0) : 0;
  const found = search.found.flatMap((one) => {
    if (one.seq < reached || one.seq >= below) return [one];
    const again = now.get(keyOf(one));
    return again === undefined ? [] : asToldNow(search, again);
  });
  return { ...search, found };
}

/** What happens in rooms that the person is in. */
export function withEvent(search: Search, event: EventFrame): Search {
  const change = changeOf(event);
  if (change === undefined) return search;
  const { key, text } = change;
  const told = new Map(search.told);
  // Once deleted it stays so.
  if (told.has(key) && told.get(key) === undefined) return search;
  told.delete(key);
  told.set(key, text);
  for (const oldest of told.keys()) {
    if (told.size <= TOLD_MAX) break;
    told.delete(oldest);
  }
  const next = { ...search, told };
  if (search.found.every((one) => keyOf(one) !== key)) return next;
  return { ...next, found: search.found.flatMap((one) => asToldNow(next, one)) };
}

/** What was said in a room that the person may not read any more. */
export function withoutRoom(search: Search, room: string): Search {
  const found = search.found.filter((one) => one.room !== room);
  return found.length === search.found.length ? search : { ...search, found };
}

const keyOf = ({ room, seq }: { room: string; seq: number }): string => `${room}/${seq}`;

function asToldNow({ told }: Search, message: FoundMessage): FoundMessage[] {
  const key = keyOf(message);
  if (!told.has(key)) return [message];
  const text = told.get(key);
  if (text === undefined) return [];
  return [text === message.text ? message : { ...message, text }];
}

function changeOf(event: EventFrame): { key: string; text: string | undefined } | undefined {
  const { room, event: type, data } = event;
  if (room === undefined) return undefined;
  if (type === 'MessageDeleted' && shows(messageDeletedView, event)) {
    const { target } = data as { target: { seq: number } };
    return { key: keyOf({ room, seq: target.seq }), text: undefined };
  }
  if (type === 'MessageEdited' && shows(messageEditedView, event)) {
    const { target, text } = data as { target: { seq: number }; text: string };
    return { key: keyOf({ room, seq: target.seq }), text };
  }
  return undefined;
}
