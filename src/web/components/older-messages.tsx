// What stands above the first message: more to come, what keeps it away, or that this is where the room begins.
import type { Room } from '../model/room.ts';
import { isDirectRoom } from '../model/room-names.ts';

export interface OlderMessagesProps {
  room: Room;
  /** What it is called in a sentence. */
  called: string;
  live: boolean;
  onRetry: () => void;
}

export function OlderMessages({ room, called, live, onRetry }: OlderMessagesProps) {
  const { older, view, entry } = room;
  if (older.state === 'failed') {
    return (
      <div class="older" role="status">
        <p>{older.reason}</p>
        <button type="button" class="quiet" onClick={onRetry} disabled={!live}>
          Try again
        </button>
      </div>
    );
  }
  if (older.state === 'none') {
    // Then it says something else (empty-room.tsx).
    if (view.messages.length === 0) return null;
    return (
      <div class="beginning">
        <h3>{called}</h3>
        <p>
          {isDirectRoom(room)
            ? 'This is where the conversation begins.'
            : 'This is where the room begins.'}
        </p>
      </div>
    );
  }
  if (entry.state === 'refused') return null;
  return (
    <div class="older" aria-hidden="true">
      {(older.state === 'loading' || entry.state === 'entering') && live ? (
        <span class="dots" />
      ) : null}
    </div>
  );
}
