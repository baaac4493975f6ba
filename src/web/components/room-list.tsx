// The rooms one is in, and the field that finds one of many. One stop of the Tab key: arrows go through the rooms, from the
// field into them and back.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { isComposing } from '../model/composing.ts';
import { FILTER_FROM, filtered, inSections } from '../model/room-list.ts';
import { hashOfRoom } from '../model/route.ts';
import { LIST_WORDS } from '../words/places.ts';
import { ROOM_WORDS } from '../words/rooms.ts';
import { Icon } from './icon.tsx';
import { RoomLink } from './room-link.tsx';
import { RoomMenu } from './room-menu.tsx';
import { toComposer } from './to-composer.ts';
import { useRoomKeys } from './use-room-keys.ts';
import { useRoomOrder } from './use-room-order.ts';
import { useStore } from './use-store.ts';

export interface RoomListProps {
  chat: Chat;
  onOpenRoom: (name: string) => void;
  /** Brings the list into sight, where it is a drawer. */
  onShow: () => void;
}

export function RoomList({ chat, onOpenRoom, onShow }: RoomListProps) {
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [menu, setMenu] = useState<{ name: string; anchor: HTMLElement }>();
  const current = useStore(chat.store, (state) => state.current);
  const { rooms, next, look } = useRoomOrder(chat, list);
  const found = filtered(rooms, typed);
  const sections = inSections(found);
  const first = (typed === '' ? sections[0]?.rooms : found)?.[0]?.name;
  const stop = found.some(({ name }) => name === current) ? current : first;
  useRoomKeys({
    step: (by, isNew) => {
      const name = next(chat.store.get().current, by, isNew);
      if (name !== undefined) location.hash = hashOfRoom(name);
    },
    find: () => {
      if (field.current === null) return false;
      onShow();
      // A drawer takes no focus before it is there.
      requestAnimationFrame(() => {
        field.current?.focus();
        field.current?.select();
      });
      return true;
    },
  });

  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  // A favourite stands in another section: the focus goes with it.
  const chosen = useRef<string>(undefined);
  chosen.current = menu?.name ?? chosen.current;
  const isIn = sections.find((one) => one.rooms.some(({ name }) => name === chosen.current));
  useLayoutEffect(() => {
    if (chosen.current === undefined || document.activeElement !== document.body) return;
    const link = `a[href="${CSS.escape(hashOfRoom(chosen.current))}"]`;
    list.current?.querySelector<HTMLElement>(link)?.focus();
  }, [isIn?.section]);

  const choose = (name: string) => {
    setTyped('');
    onOpenRoom(name);
    toComposer();
  };

  const openMenu = useCallback(
    (name: string, anchor: HTMLElement) => setMenu({ name, anchor }),
    [],
  );

  /** With an arrow from one room to another, or to the field above the first one. */
  const onListKey = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || event.altKey) return;
    event.preventDefault();
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const at = links.findIndex((link) => link.contains(document.activeElement)) + by;
    if (at < 0) field.current?.focus();
    else links[Math.min(at, links.length - 1)]?.focus();
  };

  const onFieldKey = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === 'ArrowDown' && !event.altKey) list.current?.querySelector('a')?.focus();
    else if (event.key === 'Enter' && first !== undefined) choose(first);
    else if (event.key === 'Escape' && typed !== '') setTyped('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      {(rooms.length >= FILTER_FROM || typed !== '') && (
        <search class="find-room">
          <label class="visually-hidden" for="find-room">
            {LIST_WORDS.find}
          </label>
          <Icon name="search" size={16} />
          <input
            id="find-room"
            ref={field}
            value={typed}
            placeholder={LIST_WORDS.findHint}
            autocapitalize="none"
            autocomplete="off"
            spellcheck={false}
            maxLength={80}
            aria-controls="rooms"
            aria-keyshortcuts="/"
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={onFieldKey}
          />
          <span class="key" aria-hidden="true">
            /
          </span>
        </search>
      )}
      <p class="found" role="status">
        {typed !== '' && foundWords(found.length)}
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its links have the focus. */}
      <div
        id="rooms"
        ref={list}
        class="rooms"
        onKeyDown={onListKey}
        onPointerLeave={look}
        onFocusOut={look}
      >
        {sections.map(({ section, rooms: shown }) => (
          <section key={section} aria-labelledby={`section-${section}`}>
            <h3 id={`section-${section}`}>{ROOM_WORDS.sections[section]}</h3>
            <ul>
              {shown.map((room) => (
                <RoomLink
                  key={room.name}
                  room={room}
                  current={room.name === current}
                  chosen={typed !== '' && room.name === first}
                  isStop={room.name === stop}
                  onMenu={openMenu}
                  onOpen={choose}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {menu && <RoomMenu chat={chat} {...menu} onClose={() => setMenu(undefined)} />}
    </>
  );
}

const foundWords = (count: number): string =>
  count === 0 ? LIST_WORDS.none : LIST_WORDS.found(count);
