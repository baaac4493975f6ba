// What is read out of a room while it is open: what comes at its end, and nothing of what is fetched from its past.
import type { ComponentChildren } from 'preact';
import type { Chat } from '../model/chat.ts';
import { roomIn } from '../model/chat-state.ts';
import { isFetching } from '../model/drawn-room.ts';
import type { Store } from '../model/store.ts';
import { useStore } from './use-store.ts';

export interface LogProps {
  chat: Chat;
  room: string;
  /** Whether its end is in sight. Who scrolls draws messages that are not new. */
  atBottom: Pick<Store<boolean>, 'get' | 'subscribe'>;
  children: ComponentChildren;
}

export function Log({ chat, room, atBottom, children }: LogProps) {
  const isRead = useStore(atBottom, (is) => is);
  // Where nothing is read out it makes no difference.
  const isBusy = useStore(
    chat.store,
    (state) => isRead && isFetching(roomIn(state, room), 'older'),
  );
  return (
    <div
      class="log"
      role="log"
      aria-live={isRead ? 'polite' : 'off'}
      aria-relevant="additions"
      aria-busy={isBusy}
    >
      {children}
    </div>
  );
}
