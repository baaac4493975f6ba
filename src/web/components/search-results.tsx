// What was found, the newest first, with the words that were looked for marked. More comes while one scrolls, or with a button.
// One stop of the Tab key: up and down go through them, and back to the field.
import { useRef, useState } from 'preact/hooks';
import type { FoundMessage } from '../../shared/wire/objects.ts';
import type { ChatState } from '../model/chat-state.ts';
import { passageOf } from '../model/found-words.ts';
import { calledBy } from '../model/room-names.ts';
import type { Search } from '../model/search.ts';
import { dayAndTime, momentOf } from '../model/time.ts';
import { COMMON_WORDS, SEARCH_WORDS } from '../words/places.ts';

/** Further results are asked for before their end comes into sight, pixels. */
const FETCH_AHEAD = 300;

/** What rooms are called. */
type Where = Pick<ChatState, 'rooms' | 'user'>;

export interface SearchResultsProps {
  search: Search;
  where: Where;
  onResult: (message: FoundMessage) => void;
  onMore: () => void;
  /** Back to the field. */
  onLeave: () => void;
}

export function SearchResults({ search, where, onResult, onMore, onLeave }: SearchResultsProps) {
  const { found, below, asking, query = '' } = search;
  const list = useRef<HTMLOListElement>(null);
  const [chosen, setChosen] = useState<number>();
  const stop = found.some(({ seq }) => seq === chosen) ? chosen : found[0]?.seq;
  const failed = typeof asking === 'object';

  const onScroll = ({ currentTarget: box }: { currentTarget: HTMLElement }) => {
    const left = box.scrollHeight - box.scrollTop - box.clientHeight;
    if (left < FETCH_AHEAD && !failed && below !== undefined) onMore();
  };
  const onKey = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || event.altKey) return;
    event.preventDefault();
    const results = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = results.indexOf(document.activeElement as HTMLElement) + by;
    if (at < 0) onLeave();
    else results[Math.min(at, results.length - 1)]?.focus();
  };

  return (
    <div class="results" onScroll={onScroll}>
      <ol ref={list} aria-label={SEARCH_WORDS.results} onKeyDown={onKey}>
        {found.map((message) => (
          <li key={message.seq}>
            <Result
              message={message}
              where={where}
              query={query}
              isStop={message.seq === stop}
              isChosen={message.seq === chosen}
              onFocus={() => setChosen(message.seq)}
              onOpen={() => onResult(message)}
            />
          </li>
        ))}
      </ol>
      {failed ? (
        <button type="button" class="quiet more" onClick={onMore}>
          {COMMON_WORDS.again}
        </button>
      ) : asking === 'more' ? (
        <p class="more" aria-hidden="true">
          <span class="dots" />
        </p>
      ) : (
        below !== undefined && (
          <button type="button" class="quiet more" onClick={onMore}>
            {SEARCH_WORDS.older}
          </button>
        )
      )}
    </div>
  );
}

interface ResultProps {
  message: FoundMessage;
  where: Where;
  query: string;
  isStop: boolean;
  isChosen: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

function Result({ message, where, query, isStop, isChosen, onFocus, onOpen }: ResultProps) {
  const { user, room, text, at } = message;
  const ms = Date.parse(at);
  return (
    <button
      type="button"
      tabIndex={isStop ? 0 : -1}
      aria-current={isChosen}
      onFocus={onFocus}
      onClick={onOpen}
    >
      <span class="byline">
        <span class="author" dir="auto">
          {user.name}
        </span>
        <time class="time" dateTime={at} title={momentOf(ms)}>
          {dayAndTime(ms, Date.now())}
        </time>
      </span>
      <span class="where" dir="auto">
        {calledBy(where, room)}
      </span>
      <span class="passage" dir="auto">
        {passageOf(text, query).map(({ text: part, isFound }) =>
          isFound ? <mark>{part}</mark> : part,
        )}
      </span>
    </button>
  );
}
