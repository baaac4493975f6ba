// One room in the list, with what is new in it. Rendered again only when that is something else: there may be hundreds.

import type { ListedRoom } from '../model/room-list.ts';
import { hashOfRoom } from '../model/route.ts';
import { ROOM_WORDS } from '../words/rooms.ts';
import { Icon } from './icon.tsx';
import { memo } from './memo.ts';
import { RoomSign } from './room-sign.tsx';

export interface RoomLinkProps {
  room: ListedRoom;
  current: boolean;
  /** Whether Enter in the field above opens it. */
  chosen: boolean;
  /** Whether the Tab key stops here. */
  isStop: boolean;
  /** The same function always. */
  onMenu: (name: string, anchor: HTMLElement) => void;
  onOpen: (name: string) => void;
}

/** More are not worth a wider badge. */
const COUNTED_MAX = 99;

export const RoomLink = memo(
  Link,
  (before, after) =>
    before.room === after.room &&
    before.current === after.current &&
    before.chosen === after.chosen &&
    before.isStop === after.isStop,
);

function Link({ room, current, chosen, isStop, onMenu, onOpen }: RoomLinkProps) {
  const { name, label, sign, here, news, muted } = room;
  const { count, mentions, more } = news;
  const isDirect = sign === 'people';
  const menuOf = (element: HTMLElement) =>
    onMenu(name, element.closest('li')?.querySelector('a') ?? element);
  return (
    <li>
      <a
        href={hashOfRoom(name)}
        title={sign === 'people' || label === name ? label : `${label} (#${name})`}
        tabIndex={isStop ? 0 : -1}
        aria-current={current ? 'page' : undefined}
        data-unread={count > 0 && (!muted || mentions > 0)}
        data-muted={muted}
        aria-keyshortcuts="M"
        data-chosen={chosen}
        onClick={() => onOpen(name)}
        onContextMenu={(event) => {
          event.preventDefault();
          menuOf(event.currentTarget);
        }}
        onKeyDown={(event) => {
          if (!/^(m|M|ContextMenu)$/.test(event.key) || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          menuOf(event.currentTarget);
        }}
      >
        <RoomSign sign={sign} here={here} />
        <span class="name" dir="auto">
          {label}
        </span>
        {here && <span class="visually-hidden"> {ROOM_WORDS.hereNow}</span>}
        {muted && <span class="visually-hidden"> {ROOM_WORDS.muted}</span>}
        {muted && <Icon name="muted" size={14} />}
        {mentions > 0 && !isDirect && (
          <span class="badge mention">
            <span aria-hidden="true">@{short(mentions, false)}</span>
            <span class="visually-hidden"> {ROOM_WORDS.mentioned(mentions)},</span>
          </span>
        )}
        {count > 0 && (!muted || isDirect) && (
          <span class={isDirect ? 'badge mention' : 'badge'}>
            {short(count, more)}
            <span class="visually-hidden"> {ROOM_WORDS.newMessages(count === 1 && !more)}</span>
          </span>
        )}
      </a>
      <button
        type="button"
        class="icon-button room-more"
        tabIndex={-1}
        aria-label={ROOM_WORDS.menuOf(label)}
        title={ROOM_WORDS.menuOf(label)}
        aria-haspopup="menu"
        onClick={(event) => menuOf(event.currentTarget)}
      >
        <Icon name="more" size={16} />
      </button>
    </li>
  );
}

const short = (count: number, more: boolean): string =>
  count > COUNTED_MAX ? `${COUNTED_MAX}+` : `${count}${more ? '+' : ''}`;
