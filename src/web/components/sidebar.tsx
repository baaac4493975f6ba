// The rooms one is in, with what is new in each; below, who one is. On a narrow screen it is a drawer.
import { useEffect, useRef } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { unread } from '../model/room.ts';
import { hashOfRoom } from '../model/route.ts';
import { AddRoom } from './add-room.tsx';
import { Avatar } from './avatar.tsx';
import { Icon, Logo } from './icon.tsx';
import { useStore } from './use-store.ts';

export interface SidebarProps {
  chat: Chat;
  /** Whether it lies over the room, as a drawer. */
  drawer: boolean;
  open: boolean;
  onClose: () => void;
  onOpenRoom: (name: string) => void;
  onSignOut: () => void;
}

export function Sidebar({ chat, drawer, open, onClose, onOpenRoom, onSignOut }: SidebarProps) {
  const { user } = chat.store.get();
  const names = useStore(chat.store, (state) => state.names);
  const current = useStore(chat.store, (state) => state.current);
  const panel = useRef<HTMLElement>(null);

  useEffect(() => {
    if (drawer && open) panel.current?.focus();
  }, [drawer, open]);

  return (
    <nav
      ref={panel}
      class="sidebar"
      aria-label="Rooms"
      tabIndex={-1}
      data-open={open}
      inert={drawer && !open}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && drawer) onClose();
      }}
    >
      <header>
        <Logo />
        <h1>ChatK8S</h1>
        {drawer && (
          <button
            type="button"
            class="icon-button"
            aria-label="Close the list of rooms"
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        )}
      </header>
      <h2 id="rooms-heading">Rooms</h2>
      <ul class="rooms" aria-labelledby="rooms-heading">
        {names.map((name) => (
          <RoomLink
            key={name}
            chat={chat}
            name={name}
            current={name === current}
            onOpen={onOpenRoom}
          />
        ))}
      </ul>
      <AddRoom onAdd={onOpenRoom} />
      <footer>
        <Avatar user={user} />
        <p class="who" title={user.name}>
          {user.name}
        </p>
        <button type="button" class="quiet" onClick={onSignOut}>
          Sign out
        </button>
      </footer>
    </nav>
  );
}

interface RoomLinkProps {
  chat: Chat;
  name: string;
  current: boolean;
  onOpen: (name: string) => void;
}

function RoomLink({ chat, name, current, onOpen }: RoomLinkProps) {
  const count = useStore(chat.store, ({ rooms, user }) => {
    const room = rooms[name];
    return room === undefined ? 0 : unread(room, user.id);
  });
  return (
    <li>
      <a
        href={hashOfRoom(name)}
        aria-current={current ? 'page' : undefined}
        data-unread={count > 0}
        onClick={() => onOpen(name)}
      >
        <span class="hash" aria-hidden="true">
          #
        </span>
        <span class="name">{name}</span>
        {count > 0 && (
          <span class="badge">
            {count > 99 ? '99+' : count}
            <span class="visually-hidden"> new messages</span>
          </span>
        )}
      </a>
    </li>
  );
}
