// Where the room's messages are scrolled to. Invariants: who is at the bottom stays there, and who sends something goes there; who
// has scrolled up keeps the same line before their eyes, whatever is added above or below; who has just come in and moved nothing
// has the "new" line before them, also where the last page of what they missed comes later; at the end of a stretch of the past
// nobody is carried along.
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import type { Room } from '../model/room.ts';

/** This close to the bottom counts as the bottom, pixels. */
const BOTTOM_SLACK = 48;
/** This far from where they were put somebody has moved, pixels. */
const MOVED = 4;
/** Older messages are fetched before their end comes into sight, pixels. */
const FETCH_AHEAD = 600;

export interface ScrollingOptions {
  chat: Chat;
  room: Room;
  /** What is shown, and whether the connection is up: with another value it is looked at again. */
  rows: unknown;
  live: boolean;
}

/** How much is further down, pixels. */
const below = (box: HTMLElement): number => box.scrollHeight - box.scrollTop - box.clientHeight;

export function useScrolling(
  scroller: RefObject<HTMLElement | null>,
  { chat, room, rows, live }: ScrollingOptions,
) {
  /** What the last render looked like: where the first message was, how far the scroller reached and stood. */
  const last = useRef({ first: 0, height: 0, top: 0, bottom: true });
  const sent = useRef(room.outgoing.length);
  /** Where they were put in front of the "new" line, while they are there. */
  const put = useRef<number | undefined>(undefined);
  const [atBottom, setAtBottom] = useState(true);
  const first = room.view.messages[0]?.seq ?? 0;
  const { stretch } = room;

  const fetchMore = () => {
    const box = scroller.current;
    if (box === null) return;
    if (box.scrollTop < FETCH_AHEAD && room.older.state === 'more') void chat.looking.loadOlder();
    if (below(box) < FETCH_AHEAD && stretch?.newer.state === 'more') void chat.looking.loadNewer();
  };

  const toBottom = () => {
    const box = scroller.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  };

  /** Whether there is one; with `whole` only one above which everything was read. */
  const toNewLine = (whole = false): boolean => {
    const line = scroller.current?.querySelector(whole ? '.new-line:not(.more)' : '.new-line');
    line?.scrollIntoView({ block: 'center' });
    put.current = line ? scroller.current?.scrollTop : undefined;
    return put.current !== undefined;
  };

  /** A browser tells of scrolling with its next frame: until then the place itself says it. */
  const staysAtBottom = (box: HTMLElement): boolean => {
    if (stretch !== undefined) return false;
    const { top, bottom } = last.current;
    const scrolledUp =
      box.scrollTop < Math.min(top, box.scrollHeight - box.clientHeight) - BOTTOM_SLACK;
    return bottom && !scrolledUp;
  };

  // On entering: the "new" line is what one came for; else the newest message. Once more when what was missed is there.
  useLayoutEffect(() => {
    if (!last.current.bottom || stretch !== undefined) return;
    if (!toNewLine()) toBottom();
    onScroll();
  }, [room.entry.state === 'in']);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const { first: firstBefore, height } = last.current;
    const hasSent = room.outgoing.length > sent.current;
    sent.current = room.outgoing.length;
    const bottom = hasSent || staysAtBottom(box);
    if (!hasSent && firstBefore !== 0 && first !== 0 && first < firstBefore) {
      const isPut = put.current !== undefined && toNewLine(true);
      if (!isPut) box.scrollTop += box.scrollHeight - height;
    } else if (bottom) toBottom();
    last.current = { first, height: box.scrollHeight, top: box.scrollTop, bottom };
  }, [rows]);

  // A stretch that reached the live end is it.
  useLayoutEffect(onScroll, [stretch === undefined]);

  useEffect(fetchMore, [rows, live, room.entry.state]);

  // The keyboard of a phone, a longer draft, a wider window: the newest message stays in sight.
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const observer = new ResizeObserver(() => {
      const bottom = staysAtBottom(box);
      if (bottom) toBottom();
      last.current = { ...last.current, height: box.scrollHeight, top: box.scrollTop, bottom };
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  function onScroll() {
    const box = scroller.current;
    if (box === null) return;
    const bottom = stretch === undefined && below(box) < BOTTOM_SLACK;
    if (Math.abs(box.scrollTop - (put.current ?? 0)) > MOVED) put.current = undefined;
    last.current = { ...last.current, bottom, height: box.scrollHeight, top: box.scrollTop };
    setAtBottom(bottom);
    chat.setAtBottom(bottom);
    fetchMore();
  }

  return { atBottom, toBottom, onScroll };
}
