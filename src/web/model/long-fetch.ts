// Whether more of a room is on its way for so long that it is to be shown. What comes sooner is there before anybody saw that it was
// waited for: dots that come and go with each page are drawn in vain.
import { type ChatState, roomIn } from './chat-state.ts';
import { isFetching } from './drawn-room.ts';
import type { Store } from './store.ts';

const SHOWN_AFTER_MS = 300;

export interface LongFetchOptions {
  room: string;
  side: 'older' | 'newer';
  /** Milliseconds. */
  afterMs?: number;
  onChange: (isLong: boolean) => void;
}

/** Returns the function that looks no longer. */
export function watchLongFetch(
  store: Pick<Store<ChatState>, 'get' | 'subscribe'>,
  { room, side, afterMs = SHOWN_AFTER_MS, onChange }: LongFetchOptions,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    if (isFetching(roomIn(store.get(), room), side)) {
      timer ??= setTimeout(onChange, afterMs, true);
      return;
    }
    clearTimeout(timer);
    timer = undefined;
    onChange(false);
  };
  look();
  const end = store.subscribe(look);
  return () => {
    end();
    clearTimeout(timer);
  };
}
