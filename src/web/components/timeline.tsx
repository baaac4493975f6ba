// The room's messages, newest at the bottom. Invariants: who is at the bottom stays there; who has scrolled up
// keeps the same line before their eyes, whatever is added above or below.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import type { Room } from '../model/room.ts';
import { rowsOf } from '../model/rows.ts';
import { dayName } from '../model/time.ts';
import { Icon } from './icon.tsx';
import { Message } from './message.tsx';
import { OlderMessages } from './older-messages.tsx';
import { useStore } from './use-store.ts';

/** This close to the bottom counts as the bottom, pixels. */
const BOTTOM_SLACK = 48;
/** Older messages are fetched before their end comes into sight, pixels. */
const FETCH_AHEAD = 600;

export function Timeline({ chat, room }: { chat: Chat; room: Room }) {
  const { user: me } = chat.store.get();
  const persisted = useStore(chat.store, (state) => state.persisted);
  const live = useStore(chat.store, (state) => state.connection.state === 'live');
  const rows = useMemo(() => rowsOf(room, { me, persisted }), [room, me, persisted]);
  const scroller = useRef<HTMLElement>(null);
  const list = useRef<HTMLOListElement>(null);
  /** What the last render looked like: where the first message was, how far the scroller reached and stood. */
  const last = useRef({ first: 0, height: 0, top: 0, bottom: true });
  const [atBottom, setAtBottom] = useState(true);
  const first = room.view.messages[0]?.seq ?? 0;

  const fetchOlder = () => {
    const box = scroller.current;
    if (box !== null && box.scrollTop < FETCH_AHEAD && room.older.state === 'more') {
      void chat.loadOlder();
    }
  };

  const toBottom = () => {
    const box = scroller.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  };

  /** A browser tells of scrolling with its next frame: until then the place itself says it. */
  const staysAtBottom = (box: HTMLElement): boolean => {
    const { top, bottom } = last.current;
    const scrolledUp =
      box.scrollTop < Math.min(top, box.scrollHeight - box.clientHeight) - BOTTOM_SLACK;
    return bottom && !scrolledUp;
  };

  // On entering: the "new" line is what one came for; else the newest message.
  useLayoutEffect(() => {
    const line = list.current?.querySelector('.new-line');
    if (line) line.scrollIntoView({ block: 'center' });
    else toBottom();
    onScroll();
  }, []);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const { first: firstBefore, height } = last.current;
    const bottom = staysAtBottom(box);
    if (firstBefore !== 0 && first !== 0 && first < firstBefore) {
      box.scrollTop += box.scrollHeight - height;
    } else if (bottom) toBottom();
    last.current = { first, height: box.scrollHeight, top: box.scrollTop, bottom };
  }, [rows]);

  useEffect(fetchOlder, [rows, live, room.entry.state]);

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
    const bottom = box.scrollHeight - box.scrollTop - box.clientHeight < BOTTOM_SLACK;
    last.current = { ...last.current, bottom, height: box.scrollHeight, top: box.scrollTop };
    setAtBottom(bottom);
    chat.setAtBottom(bottom);
    fetchOlder();
  }

  const now = Date.now();
  return (
    <div class="timeline">
      <section
        class="scroller"
        ref={scroller}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label={`Messages in ${room.name}`}
      >
        <OlderMessages room={room} live={live} onRetry={() => void chat.loadOlder()} />
        <div
          class="log"
          role="log"
          aria-live="polite"
          aria-relevant="additions"
          aria-busy={room.older.state === 'loading'}
        >
          <ol ref={list}>
            {rows.map((row) => {
              switch (row.kind) {
                case 'day':
                  return (
                    <li key={row.key} class="day-line">
                      <span>{dayName(row.at, now)}</span>
                    </li>
                  );
                case 'new':
                  return (
                    <li key={row.key} class="new-line">
                      <span>New</span>
                    </li>
                  );
                default:
                  return (
                    <Message
                      key={row.key}
                      row={row}
                      mine={row.user.id === me.id}
                      onDismiss={(id) => chat.dismiss(id)}
                    />
                  );
              }
            })}
          </ol>
        </div>
      </section>
      {!atBottom && (
        <button type="button" class="to-bottom" onClick={toBottom}>
          <Icon name="down" size={16} />
          Newest
        </button>
      )}
    </div>
  );
}
