// What stands above the first message: more to come, what keeps it away, or that this is where the room begins.
import type { Chat } from '../model/chat.ts';
import type { Room } from '../model/room.ts';
import { OPEN_ROOM_WORDS } from '../words/open-room.ts';
import { COMMON_WORDS } from '../words/places.ts';
import { Beginning, BeginningPlace } from './beginning.tsx';
import { useFetching } from './use-fetching.ts';

export interface OlderMessagesProps {
  chat: Chat;
  room: Room;
  /** What it is called in a sentence. */
  called: string;
  live: boolean;
  onRetry: () => void;
}

export function OlderMessages({ chat, room, called, live, onRetry }: OlderMessagesProps) {
  const isFetching = useFetching(chat, room.name, 'older');
  const { older, view, entry } = room;
  if (older.state === 'none') {
    // Then it says something else (empty-room.tsx).
    if (view.messages.length === 0) return null;
    return <Beginning room={room} called={called} />;
  }
  if (older.state !== 'failed' && entry.state === 'refused') return null;
  return (
    <BeginningPlace room={room} called={called}>
      {older.state === 'failed' ? (
        <div class="older" role="status">
          <p>{older.reason}</p>
          <button type="button" class="quiet" onClick={onRetry} disabled={!live}>
            {COMMON_WORDS.again}
          </button>
        </div>
      ) : live ? (
        <div class="older" aria-hidden="true">
          {(isFetching || entry.state === 'entering') && <span class="dots" />}
        </div>
      ) : (
        <p class="older late">{OPEN_ROOM_WORDS.olderLater}</p>
      )}
    </BeginningPlace>
  );
}
