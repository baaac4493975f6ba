// How many messages of a room are pinned, as far as it is loaded, in its header; a press leads to them (pinned-list.tsx).
import { useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { pinnedIn } from '../model/deeds.ts';
import { PINNED_WORDS } from '../words/places.ts';
import { Icon } from './icon.tsx';
import { useBeside } from './use-beside.ts';
import { useRoom } from './use-room.ts';

export interface PinnedProps {
  chat: Chat;
  /** The room's name. */
  name: string;
  onJump: (seq: number) => void;
}

export function Pinned({ chat, name, onJump }: PinnedProps) {
  const room = useRoom(chat, name);
  const more = useBeside('more');
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const count = room === undefined ? 0 : pinnedIn(room.view).length;
  return (
    <>
      <button
        ref={button}
        type="button"
        class="quiet pin-button"
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
      {open && more && room && (
        <more.PinnedList
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
