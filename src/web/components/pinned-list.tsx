// The pinned messages of a room, as far as it is loaded; opened by pinned.tsx.
import { useRef } from 'preact/hooks';
import { pinnedIn } from '../model/deeds.ts';
import { snippetOf } from '../model/message-words.ts';
import type { Room } from '../model/room.ts';
import { dayAndTime } from '../model/time.ts';
import { PINNED_WORDS } from '../words/places.ts';
import { KindMark } from './kind-mark.tsx';
import { usePopover } from './use-popover.ts';

export interface PinnedListProps {
  room: Room;
  onJump: (seq: number) => void;
  onClose: (byKey: boolean) => void;
}

export function PinnedList({ room, onJump, onClose }: PinnedListProps) {
  const panel = useRef<HTMLDivElement>(null);
  usePopover(panel, { onClose, shows: 'pinned' });
  const pinned = pinnedIn(room.view);
  return (
    <div ref={panel} class="pinned" role="dialog" aria-label={PINNED_WORDS.label} tabIndex={-1}>
      <h3>{PINNED_WORDS.label}</h3>
      {pinned.length === 0 && <p>{PINNED_WORDS.none}</p>}
      <ul>
        {pinned.map(({ seq, user, at, text, pinned: by }) => (
          <li key={seq}>
            <button type="button" onClick={() => onJump(seq)}>
              <span class="byline">
                <span class="author">{user.name}</span> <KindMark user={user} />
                <span class="time">{dayAndTime(Date.parse(at), Date.now())}</span>
              </span>
              <span class="line" dir="auto">
                {snippetOf(text)}
              </span>
              <span class="time">{PINNED_WORDS.by(by?.by.name ?? '')}</span>
            </button>
          </li>
        ))}
      </ul>
      {room.older.state !== 'none' && pinned.length > 0 && <p>{PINNED_WORDS.more}</p>}
    </div>
  );
}
