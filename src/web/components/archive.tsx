// Closes a room for good, as long as nobody opens it again: asked before it is done.
import type { Chat } from '../model/chat.ts';
import type { RoomFrame } from '../model/room.ts';
import { ARCHIVE_WORDS } from '../words/about-room.ts';
import { useDeed } from './use-deed.ts';
import { useQuestion } from './use-question.ts';

export interface ArchiveProps {
  chat: Chat;
  room: RoomFrame;
  onDone: () => void;
}

export function Archive({ chat, room, onDone }: ArchiveProps) {
  const { asks, opener, no } = useQuestion();
  const { busy, problem, run } = useDeed();
  const isArchived = room.standing?.state.archived === true;
  const set = (archived: boolean) =>
    void run(() => chat.roomDeeds.change(room.name, { archived }), onDone);
  return (
    <div class="apart">
      {isArchived ? (
        <>
          <p class="hint">{ARCHIVE_WORDS.archived}</p>
          <button type="button" class="quiet" disabled={busy} onClick={() => set(false)}>
            {ARCHIVE_WORDS.again}
          </button>
        </>
      ) : asks ? (
        <>
          <p>{ARCHIVE_WORDS.ask}</p>
          <div class="choice">
            <button type="button" class="quiet" {...no}>
              {ARCHIVE_WORDS.no}
            </button>
            <button type="button" class="danger" disabled={busy} onClick={() => set(true)}>
              {ARCHIVE_WORDS.yes}
            </button>
          </div>
        </>
      ) : (
        <button type="button" class="quiet bad" {...opener}>
          {ARCHIVE_WORDS.open}
        </button>
      )}
      <p class="problem" role="alert">
        {problem}
      </p>
    </div>
  );
}
