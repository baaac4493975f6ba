// Where the room's messages are scrolled to, and which of them are drawn. Invariants: who is at the bottom stays there, and who
// sends something goes there; who has scrolled up keeps the same line before their eyes, whatever is added above or below; who has
// just come in and moved nothing has the "new" line before them, also where the last page of what they missed comes later; at the
// end of a stretch of the past nobody is carried along.
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import type { Room } from '../model/room.ts';
import type { Row } from '../model/rows.ts';
import { createStore } from '../model/store.ts';
import { END_SLACK, ListWindow } from './list-window.ts';

/** Older messages are fetched before their end comes into sight, pixels: for whoever is at the lower end, */
const FETCH_AHEAD = 600;
/** and for whoever scrolls, before what is drawn around them (list-window.ts) comes to an end: else all of it is to be drawn at once. */
const SCROLLS_AHEAD = 2_000;

export interface ScrollingOptions {
  chat: Chat;
  room: Room;
  rows: readonly Row[];
  /** Whether the connection is up: then what is missing is asked for. */
  live: boolean;
}

/** How much is further down, pixels. */
const below = (box: HTMLElement): number => box.scrollHeight - box.scrollTop - box.clientHeight;

export function useScrolling(
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
  { chat, room, rows, live }: ScrollingOptions,
) {
  const view = useRef<ListWindow>(null);
  view.current ??= new ListWindow({
    scroller: () => scroller.current,
    list: () => list.current,
  });
  const { current: window } = view;
  const last = useRef({ first: 0, sent: room.outgoing.length, rows });
  const [atBottom] = useState(() => createStore(true));
  const first = room.view.messages[0]?.seq ?? 0;
  const { stretch } = room;

  // Who sends something sees it; who was put before the "new" line and whose older messages come sees where it really is.
  if (last.current.rows !== rows) {
    const before = last.current;
    last.current = { first, sent: room.outgoing.length, rows };
    if (room.outgoing.length > before.sent) window.follow();
    else if (window.isPut && before.first !== 0 && first < before.first) {
      const line = rows.find((row) => row.kind === 'new');
      if (line === undefined || (line.kind === 'new' && line.more)) window.hold();
    }
  }
  const fetchMore = () => {
    const box = scroller.current;
    if (box === null) return;
    const ahead = window.isAtEnd ? FETCH_AHEAD : SCROLLS_AHEAD;
    if (box.scrollTop < ahead && room.older.state === 'more') void chat.looking.loadOlder();
    if (below(box) < ahead && stretch?.newer.state === 'more') void chat.looking.loadNewer();
  };

  function onScroll() {
    const box = scroller.current;
    if (box === null) return;
    window.look();
    const bottom = stretch === undefined && below(box) < END_SLACK;
    atBottom.update(() => bottom);
    chat.setAtBottom(bottom);
    fetchMore();
  }

  // On entering: the "new" line is what one came for; else the newest message. Once more when what was missed is there. A stretch
  // of the past that is shown anew is where it was looked for.
  useLayoutEffect(() => {
    if (!window.isAtEnd) return;
    const place = rows.find((row) => row.kind === 'message' && row.seq === stretch?.place);
    if (stretch !== undefined) window.toRow(place?.key ?? rows[0]?.key ?? '');
    else window.toRow('new', { put: true });
    onScroll();
  }, [room.entry.state === 'in']);

  // A stretch that reached the live end is it.
  useLayoutEffect(onScroll, [stretch === undefined]);

  useEffect(fetchMore, [rows, live, room.entry.state]);

  // The keyboard of a phone, a longer draft, a wider window, a message that is another height: all stays where it belongs.
  useEffect(() => {
    const observer = new ResizeObserver(() => window.settle({ resized: true }));
    for (const box of [scroller.current, list.current]) if (box !== null) observer.observe(box);
    return () => {
      observer.disconnect();
      window.stop();
    };
  }, []);

  return { atBottom, onScroll, window };
}
