// Public rooms, page by page: what each is, who is in it and when something happened there last. More come while one scrolls, or
// with a button.
import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { ListedRoom } from '../../shared/wire/objects.ts';
import type { Directory } from '../model/directory.ts';
import { roomWords } from '../model/directory-words.ts';
import { DIRECTORY_WORDS } from '../words/directory.ts';
import { COMMON_WORDS } from '../words/places.ts';

/** Further rooms are asked for before their end comes into sight, pixels. */
const FETCH_AHEAD = 300;

export interface PublicRoomsProps {
  directory: Directory;
  /** The rooms that the person is in. */
  mine: readonly string[];
  list: RefObject<HTMLUListElement | null>;
  onChoose: (name: string) => void;
  onMore: () => void;
}

export function PublicRooms({ directory, mine, list, onChoose, onMore }: PublicRoomsProps) {
  const { rooms, next, asking } = directory;
  const [focused, setFocused] = useState<string>();
  const stop = rooms.some(({ room }) => room === focused) ? focused : rooms[0]?.room;
  const failed = typeof asking === 'object';
  return (
    <div
      class="results"
      onScroll={({ currentTarget: box }) => {
        const left = box.scrollHeight - box.scrollTop - box.clientHeight;
        if (left < FETCH_AHEAD && !failed && next !== undefined) onMore();
      }}
    >
      <ul ref={list} aria-label={DIRECTORY_WORDS.rooms}>
        {rooms.map((one) => (
          <li key={one.room}>
            <button
              type="button"
              tabIndex={one.room === stop ? 0 : -1}
              onFocus={() => setFocused(one.room)}
              onClick={() => onChoose(one.room)}
            >
              <PublicRoom room={one} isMine={mine.includes(one.room)} />
            </button>
          </li>
        ))}
      </ul>
      {failed ? (
        <button type="button" class="quiet more" onClick={onMore}>
          {COMMON_WORDS.again}
        </button>
      ) : (
        next !== undefined && (
          <button type="button" class="quiet more" disabled={asking === 'more'} onClick={onMore}>
            {DIRECTORY_WORDS.more}
          </button>
        )
      )}
    </div>
  );
}

function PublicRoom({ room: listed, isMine }: { room: ListedRoom; isMine: boolean }) {
  const { room, title, topic } = listed;
  return (
    <>
      <span class="byline">
        <span class="author">
          <span class="hash" aria-hidden="true">
            #
          </span>
          {room}
        </span>
        {isMine && <span class="time">{DIRECTORY_WORDS.mine}</span>}
      </span>
      {title !== undefined && (
        <span class="passage" dir="auto">
          {title}
        </span>
      )}
      {topic !== undefined && (
        <span class="topic" dir="auto">
          {topic}
        </span>
      )}
      <span class="where">{roomWords(listed, Date.now())}</span>
    </>
  );
}
