// In the room's header: what can be done with the room, and the days to jump to.
import { useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { ROOM_WORDS } from '../words/rooms.ts';
import { Icon } from './icon.tsx';
import { useBeside } from './use-beside.ts';
import { useDialogs } from './use-dialogs.ts';

export interface RoomMenuButtonProps {
  chat: Chat;
  name: string;
  leave: { words: string; act: () => void };
}

export function RoomMenuButton({ chat, name, leave }: RoomMenuButtonProps) {
  const [open, setOpen] = useState<'menu' | 'days'>();
  const button = useRef<HTMLButtonElement>(null);
  const { current: anchor } = button;
  const close = () => setOpen(undefined);
  const more = useBeside('more');
  const dialogs = useDialogs(chat, open === 'days', close);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="quiet room-menu-button"
        aria-label={ROOM_WORDS.menu}
        title={ROOM_WORDS.menu}
        aria-haspopup="menu"
        aria-expanded={open !== undefined}
        onClick={() => setOpen(open === undefined ? 'menu' : undefined)}
      >
        <Icon name="more" size={18} />
      </button>
      {open === 'menu' && anchor && more && (
        <more.RoomMenu
          chat={chat}
          name={name}
          anchor={anchor}
          leave={leave}
          onDays={() => setOpen('days')}
          onClose={close}
        />
      )}
      {open === 'days' && anchor && dialogs && (
        <dialogs.DayJump chat={chat} name={name} anchor={anchor} onClose={close} />
      )}
    </>
  );
}
