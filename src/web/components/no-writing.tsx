// In place of where one writes: why one may not, as long as that is so.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import type { RoomFrame } from '../model/room.ts';
import { whyNoWriting } from '../model/standing.ts';

export interface NoWritingProps {
  chat: Chat;
  room: RoomFrame;
  /** Where one writes. */
  children: ComponentChildren;
}

/** A timer of a browser counts no further, milliseconds. */
const TIMER_MAX_MS = 2_000_000_000;

export function NoWriting({ chat, room, children }: NoWritingProps) {
  const [, look] = useState({});
  const { user, roles } = chat.store.get();
  const why = whyNoWriting(room, { user, roles }, Date.now());
  const untilMs = why?.untilMs;
  useEffect(() => {
    if (untilMs === undefined) return;
    const timer = setTimeout(() => look({}), Math.min(untilMs - Date.now(), TIMER_MAX_MS));
    return () => clearTimeout(timer);
  });
  if (why === undefined) return <>{children}</>;
  return (
    <p class="no-writing" role="status">
      {why.words}
    </p>
  );
}
