// Above the messages, while the line that says where the new ones begin is out of sight: how many there are and since when, the way
// there, and that they count as read.
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { newSince } from '../model/new-since.ts';
import type { Room } from '../model/room.ts';
import { untilOf } from '../model/time.ts';
import { UNREAD_WORDS } from '../words/messages.ts';
import { Icon } from './icon.tsx';
import { toComposer } from './to-composer.ts';

export interface UnreadBarProps {
  chat: Chat;
  room: Room;
  scroller: RefObject<HTMLElement | null>;
  /** What is shown: with another value the line is looked for again. */
  rows: unknown;
}

export function UnreadBar({ chat, room, scroller, rows }: UnreadBarProps) {
  const isAbove = useAbove(scroller, '.new-line', rows);
  const fresh = newSince(room, chat.user.id);
  if (fresh === undefined || !(isAbove || fresh.more)) return null;
  const { count, more, at, from } = fresh;
  const read = () => {
    chat.unread.markRead(room.name);
    toComposer();
  };
  return (
    <section class="unread-bar" aria-label={UNREAD_WORDS.label}>
      <p>{UNREAD_WORDS.bar(count, more, untilOf(at, Date.now()))}</p>
      <button
        type="button"
        class="quiet"
        onClick={() => void chat.looking.goFrom(room.name, { seq: from })}
      >
        <Icon name="up" size={16} />
        <span class="words">{UNREAD_WORDS.jump}</span>
      </button>
      <button type="button" class="quiet" onClick={read}>
        <Icon name="tick" size={16} />
        <span class="words">{UNREAD_WORDS.markRead}</span>
      </button>
    </section>
  );
}

/** Whether what the selector finds has been scrolled out above. */
function useAbove(
  scroller: RefObject<HTMLElement | null>,
  selector: string,
  rows: unknown,
): boolean {
  const [isAbove, setAbove] = useState(false);
  useEffect(() => {
    const line = scroller.current?.querySelector(selector);
    if (!line) return setAbove(false);
    const observer = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (last === undefined) return;
        const top = last.rootBounds?.top ?? 0;
        setAbove(!last.isIntersecting && last.boundingClientRect.bottom <= top + 1);
      },
      { root: scroller.current },
    );
    observer.observe(line);
    return () => observer.disconnect();
  }, [rows]);
  return isAbove;
}
