// The rooms one is in, with what is new in each; below, who one is. On a narrow screen it is a drawer.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { LIST_WORDS } from '../words/places.ts';
import { ROOM_WORDS, SWITCHER_WORDS } from '../words/rooms.ts';
import { SETTINGS_BUTTON } from '../words/settings.ts';
import { AddRoom } from './add-room.tsx';
import { Avatar } from './avatar.tsx';
import { Icon, Logo } from './icon.tsx';
import { MOD_KEY } from './keyboard.ts';
import { KindMark } from './kind-mark.tsx';
import { QuietButton } from './quiet-button.tsx';
import { RoomList } from './room-list.tsx';
import { useDialogs } from './use-dialogs.ts';
import { useStore } from './use-store.ts';

const SWITCH_KEYS = `${MOD_KEY} K`;

export interface SidebarProps {
  chat: Chat;
  /** Whether it lies over the room, as a drawer. */
  drawer: boolean;
  open: boolean;
  /** Brings it into sight, where it is a drawer. */
  onShow: () => void;
  onClose: () => void;
  onOpenRoom: (name: string) => void;
  /** Opens the directory of public rooms. */
  onBrowse: () => void;
  onSettings: () => void;
  /** Opens where one goes elsewhere. */
  onSwitch: () => void;
  onSignOut: () => void;
}

export function Sidebar(props: SidebarProps) {
  const { chat, drawer, open, onShow, onClose, onOpenRoom, onBrowse } = props;
  const { onSettings, onSwitch, onSignOut } = props;
  const user = useStore(chat.store, (state) => state.user);
  const panel = useRef<HTMLElement>(null);
  const [asks, setAsks] = useState<'room' | 'people' | 'name'>();
  const current = useStore(chat.store, (state) => state.current);
  const before = useRef(current);
  useEffect(() => {
    // A room that was made or found from here: the drawer would lie over it.
    if (before.current !== current) onClose();
    before.current = current;
  }, [current]);
  const close = () => setAsks(undefined);
  const dialogs = useDialogs(chat, asks !== undefined, close);

  useEffect(() => {
    // Who came to find a room is in the field already.
    const { current } = panel;
    if (drawer && open && !current?.contains(document.activeElement)) current?.focus();
  }, [drawer, open]);

  return (
    <nav
      ref={panel}
      class="sidebar"
      aria-label={LIST_WORDS.label}
      tabIndex={-1}
      data-open={open}
      inert={drawer && !open}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && drawer) onClose();
      }}
    >
      <header>
        <Logo />
        <p class="brand">{ROOM_WORDS.brand}</p>
        <QuietButton chat={chat} />
        <button
          type="button"
          class="icon-button"
          aria-label={SETTINGS_BUTTON}
          title={SETTINGS_BUTTON}
          aria-haspopup="dialog"
          onClick={onSettings}
        >
          <Icon name="settings" size={18} />
        </button>
        {drawer && (
          <button type="button" class="icon-button" aria-label={LIST_WORDS.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        )}
      </header>
      <div class="rooms-head">
        <h2 class="visually-hidden">{ROOM_WORDS.heading}</h2>
        <button
          type="button"
          class="quiet go"
          title={SWITCHER_WORDS.label}
          aria-haspopup="dialog"
          onClick={onSwitch}
        >
          <Icon name="search" size={16} />
          <span>{SWITCHER_WORDS.button}</span>
          <span class="key" aria-hidden="true">
            {SWITCH_KEYS}
          </span>
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={LIST_WORDS.write}
          title={LIST_WORDS.write}
          aria-haspopup="dialog"
          onClick={() => setAsks('people')}
        >
          <Icon name="write" size={18} />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={LIST_WORDS.create}
          title={LIST_WORDS.create}
          aria-haspopup="dialog"
          onClick={() => setAsks('room')}
        >
          <Icon name="plus" size={18} />
        </button>
      </div>
      <RoomList chat={chat} onOpenRoom={onOpenRoom} onShow={onShow} />
      <AddRoom onAdd={onOpenRoom} />
      <button type="button" class="quiet browse" onClick={onBrowse}>
        <Icon name="search" size={16} />
        {LIST_WORDS.browse}
      </button>
      <footer>
        <Avatar user={user} />
        <button
          type="button"
          class="who"
          title={LIST_WORDS.rename}
          aria-label={LIST_WORDS.you(user.name)}
          aria-haspopup="dialog"
          onClick={() => setAsks('name')}
        >
          <bdi>{user.name}</bdi>
        </button>
        <KindMark user={user} />
        <button
          type="button"
          class="icon-button"
          aria-label={ROOM_WORDS.signOut}
          title={ROOM_WORDS.signOut}
          onClick={onSignOut}
        >
          <Icon name="leave" size={18} />
        </button>
      </footer>
      {asks === 'room' && dialogs && <dialogs.CreateRoom chat={chat} onClose={close} />}
      {asks === 'name' && dialogs && <dialogs.Rename chat={chat} onClose={close} />}
      {asks === 'people' && dialogs && <dialogs.WriteTo chat={chat} onClose={close} />}
    </nav>
  );
}
