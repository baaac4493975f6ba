// Looks for what people said, in all rooms that are open to the person: a field, what can be asked for, and what was found.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { QUERY_MAX } from '../../chat/search/query.ts';
import type { FoundMessage } from '../../shared/wire/objects.ts';
import type { Chat } from '../model/chat.ts';
import { isComposing } from '../model/composing.ts';
import { inWords } from '../model/meant.ts';
import type { Search } from '../model/search.ts';
import { type Filter, filtersFor, withFilter } from '../model/search-filters.ts';
import { SEARCH_WORDS } from '../words/places.ts';
import { Icon } from './icon.tsx';
import { SEARCH_PANEL } from './search-button.tsx';
import { SearchHelp } from './search-help.tsx';
import { SearchResults } from './search-results.tsx';
import { SEARCH_FIELD } from './use-search.ts';
import { useStore } from './use-store.ts';

export interface SearchPanelProps {
  chat: Chat;
  onClose: () => void;
  onResult: (message: FoundMessage) => void;
}

export function SearchPanel({ chat, onClose, onResult }: SearchPanelProps) {
  const { searching } = chat;
  const search = useStore(searching.store, (value) => value);
  const current = useStore(chat.store, (state) => state.current);
  const rooms = useStore(chat.store, (state) => state.rooms);
  const user = useStore(chat.store, (state) => state.user);
  const [typed, setTyped] = useState(search.query ?? '');
  const field = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => searching.watch(), [searching]);
  // With the first picture: what is typed next is looked for.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const where = current === undefined ? undefined : inWords({ rooms, user }, current);
  const filters = filtersFor(where, Date.now());

  const submit = (event: Event) => {
    event.preventDefault();
    void searching.ask(typed);
  };
  const add = (filter: Filter) => {
    setTyped(withFilter(typed, filter));
    field.current?.focus();
  };
  const toResults = () => panel.current?.querySelector<HTMLElement>('.results button')?.focus();

  return (
    <aside
      id={SEARCH_PANEL}
      ref={panel}
      class="search-panel"
      aria-label={SEARCH_WORDS.title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || isComposing(event)) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header>
        <h2>{SEARCH_WORDS.title}</h2>
        <button type="button" class="icon-button" aria-label={SEARCH_WORDS.close} onClick={onClose}>
          <Icon name="close" size={18} />
        </button>
      </header>
      <search>
        <form class="search-form" onSubmit={submit}>
          <label class="visually-hidden" for={SEARCH_FIELD}>
            {SEARCH_WORDS.label}
          </label>
          <input
            id={SEARCH_FIELD}
            ref={field}
            type="search"
            value={typed}
            placeholder={SEARCH_WORDS.hint}
            autocapitalize="none"
            autocomplete="off"
            maxLength={QUERY_MAX}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown' || isComposing(event)) return;
              event.preventDefault();
              toResults();
            }}
          />
          <button
            type="submit"
            class="icon-button"
            aria-label={SEARCH_WORDS.title}
            title={SEARCH_WORDS.title}
          >
            <Icon name="search" size={18} />
          </button>
        </form>
        <fieldset class="filters">
          <legend class="visually-hidden">{SEARCH_WORDS.filters}</legend>
          {filters.map((filter) => (
            <button
              key={filter.key}
              type="button"
              title={SEARCH_WORDS.finds(filter.finds)}
              onClick={() => add(filter)}
            >
              {filter.key}
            </button>
          ))}
        </fieldset>
      </search>
      <p class="search-status" role="status">
        {statusOf(search)}
      </p>
      {search.query === undefined ? (
        <SearchHelp filters={filters} />
      ) : (
        <SearchResults
          search={search}
          where={{ rooms, user }}
          onResult={onResult}
          onMore={() => void searching.more()}
          onLeave={() => field.current?.focus()}
        />
      )}
    </aside>
  );
}

function statusOf({ query, found, below, asking }: Search): string {
  if (query === undefined) return '';
  if (asking === 'first') return SEARCH_WORDS.asking;
  if (typeof asking === 'object') return asking.why;
  const count = found.length;
  if (count === 0 && below === undefined) {
    return SEARCH_WORDS.nothing;
  }
  const messages = SEARCH_WORDS.found(count);
  return below === undefined ? messages : SEARCH_WORDS.foundMore(messages);
}
