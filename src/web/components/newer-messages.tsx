// What stands below the last message of a stretch of the past: more to come, or what keeps it away.
import type { Beyond } from '../model/beyond.ts';
import type { Chat } from '../model/chat.ts';
import { OPEN_ROOM_WORDS } from '../words/open-room.ts';
import { COMMON_WORDS } from '../words/places.ts';
import { useFetching } from './use-fetching.ts';

export interface NewerMessagesProps {
  chat: Chat;
  room: string;
  newer: Beyond;
  live: boolean;
  onRetry: () => void;
}

export function NewerMessages({ chat, room, newer, live, onRetry }: NewerMessagesProps) {
  const isFetching = useFetching(chat, room, 'newer');
  if (newer.state === 'failed') {
    return (
      <div class="older newer" role="status">
        <p>{newer.reason}</p>
        <button type="button" class="quiet" onClick={onRetry} disabled={!live}>
          {COMMON_WORDS.again}
        </button>
      </div>
    );
  }
  if (!live) return <p class="older newer late">{OPEN_ROOM_WORDS.newerLater}</p>;
  return (
    <div class="older newer" aria-hidden="true">
      {isFetching && <span class="dots" />}
    </div>
  );
}
