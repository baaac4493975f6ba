// One room in the list, with what is new in it. Rendered again only when that is something else: there may be hundreds.
import { memo } from 'preact/compat';
import { mentionWords } from '../model/attention.ts';
import type { News } from '../model/news.ts';
import { hashOfRoom } from '../model/route.ts';

export interface RoomLinkProps {
  name: string;
  news: News;
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
    before.news === after.news &&
    before.current === after.current &&
    before.chosen === after.chosen &&
    before.isStop === after.isStop,
);

function Link({ name, news, current, chosen, isStop, onOpen }: RoomLinkProps) {
  const { count, mentions, more } = news;
  return (
    <li>
      <a
        href={hashOfRoom(name)}
        title={name}
        tabIndex={isStop ? 0 : -1}
        aria-current={current ? 'page' : undefined}
        data-unread={count > 0}
        data-chosen={chosen}
        onClick={() => onOpen(name)}
      >
        <span class="hash" aria-hidden="true">
          #
        </span>
        <span class="name">{name}</span>
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
