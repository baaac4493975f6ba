// One room in the list, with what is new in it. Rendered again only when that is something else: there may be hundreds.
import { memo } from 'preact/compat';
import { mentionWords } from '../model/attention.ts';
import type { ListedRoom } from '../model/room-list.ts';
import { hashOfRoom } from '../model/route.ts';
import { RoomSign } from './room-sign.tsx';

export interface RoomLinkProps {
  room: ListedRoom;
  current: boolean;
  /** Whether Enter in the field above opens it. */
  chosen: boolean;
  /** Whether the Tab key stops here. */
  isStop: boolean;
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

function Link({ room, current, chosen, isStop, onOpen }: RoomLinkProps) {
  const { name, label, sign, here, news } = room;
  const { count, mentions, more } = news;
  return (
    <li>
      <a
        href={hashOfRoom(name)}
        title={sign === 'people' || label === name ? label : `${label} (#${name})`}
        tabIndex={isStop ? 0 : -1}
        aria-current={current ? 'page' : undefined}
        data-unread={count > 0}
        data-chosen={chosen}
        onClick={() => onOpen(name)}
      >
        <RoomSign sign={sign} here={here} />
        <span class="name" dir="auto">
          {label}
        </span>
        {here && <span class="visually-hidden"> here now</span>}
        {mentions > 0 && (
          <span class="badge mention">
            <span aria-hidden="true">@{short(mentions, false)}</span>
            <span class="visually-hidden"> {mentionWords(mentions)},</span>
          </span>
        )}
        {count > 0 && (
          <span class="badge">
            {short(count, more)}
            <span class="visually-hidden">
              {' '}
              new {count === 1 && !more ? 'message' : 'messages'}
            </span>
          </span>
        )}
      </a>
    </li>
  );
}

const short = (count: number, more: boolean): string =>
  count > COUNTED_MAX ? `${COUNTED_MAX}+` : `${count}${more ? '+' : ''}`;
