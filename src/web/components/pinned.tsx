// The pinned messages of a room, as far as it is loaded: a button in the room's header, and the list that it opens.
import { useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { pinnedIn } from '../model/deeds.ts';
import { snippetOf } from '../model/message-words.ts';
import type { Room } from '../model/room.ts';
import { dayAndTime } from '../model/time.ts';
import { PINNED_WORDS } from '../words/places.ts';
import { Icon } from './icon.tsx';
import { KindMark } from './kind-mark.tsx';
import { usePopover } from './use-popover.ts';
import { useRoom } from './use-room.ts';

export interface PinnedProps {
  chat: Chat;
  /** The room's name. */
  name: string;
  onJump: (seq: number) => void;
}

export function Pinned({ chat, name, onJump }: PinnedProps) {
  const room = useRoom(chat, name);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const count = room === undefined ? 0 : pinnedIn(room.view).length;
  return (
    <>
      <button
        ref={button}
        type="button"
        class="quiet"
        aria-label={PINNED_WORDS.count(count)}
        title={PINNED_WORDS.label}
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => setOpen(!open)}
      >
        <Icon name="pin" size={18} />
        <span class="wide">{PINNED_WORDS.button}</span>
        {count > 0 && <span class="count">{count}</span>}
      </button>
      {open && room && (
        <PinnedList
          room={room}
          onJump={(seq) => {
            setOpen(false);
            onJump(seq);
          }}
          onClose={(byKey) => {
            setOpen(false);
            if (byKey) button.current?.focus();
          }}
        />
      )}
    </>
  );
}

interface PinnedListProps extends Pick<PinnedProps, 'onJump'> {
  room: Room;
  onClose: (byKey: boolean) => void;
}

function PinnedList({ room, onJump, onClose }: PinnedListProps) {
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
