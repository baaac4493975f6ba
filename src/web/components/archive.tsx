// Closes a room for good, as long as nobody opens it again: asked before it is done.
import { useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import type { Room } from '../model/room.ts';
import { useDeed } from './use-deed.ts';

export interface ArchiveProps {
  chat: Chat;
  room: Room;
  onDone: () => void;
}

export function Archive({ chat, room, onDone }: ArchiveProps) {
  const [asks, setAsks] = useState(false);
  const { busy, problem, run } = useDeed();
  const isArchived = room.standing?.state.archived === true;
  const set = (archived: boolean) =>
    void run(() => chat.roomDeeds.change(room.name, { archived }), onDone);
  return (
    <div class="apart">
      {isArchived ? (
        <>
          <p class="hint">This room is archived: what was said stays, and nobody writes in it.</p>
          <button type="button" class="quiet" disabled={busy} onClick={() => set(false)}>
            Open it again
          </button>
        </>
      ) : asks ? (
        <>
          <p>Archive this room? What was said stays, and nobody writes in it any more.</p>
          <div class="choice">
            <button type="button" class="quiet" onClick={() => setAsks(false)}>
              No
            </button>
            <button type="button" class="danger" disabled={busy} onClick={() => set(true)}>
              Yes, archive it
            </button>
          </div>
        </>
      ) : (
        <button type="button" class="quiet bad" onClick={() => setAsks(true)}>
          Archive this room…
        </button>
      )}
      <p class="problem" role="alert">
        {problem}
      </p>
    </div>
  );
}
