// The public rooms, over the page: all of them, the liveliest first, or those whose names begin like what is typed. One is entered
// by choosing it. One stop of the Tab key for all of them: up and down go through them, and back to the field.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LIST } from '../../shared/wire/limits.ts';
import type { Chat } from '../model/chat.ts';
import { isComposing } from '../model/composing.ts';
import { queryOf } from '../model/directory.ts';
import { directoryWords } from '../model/directory-words.ts';
import { DIRECTORY_WORDS } from '../words/directory.ts';
import { Icon } from './icon.tsx';
import { PublicRooms } from './public-rooms.tsx';
import { toComposer } from './to-composer.ts';
import { useStore } from './use-store.ts';
import '../styles/directory.css';

export interface RoomDirectoryProps {
  chat: Chat;
  onOpenRoom: (name: string) => void;
  onClose: () => void;
}

export function RoomDirectory({ chat, onOpenRoom, onClose }: RoomDirectoryProps) {
  const { browsing } = chat;
  const directory = useStore(browsing.store, (value) => value);
  const mine = useStore(chat.store, (state) => state.names);
  const [typed, setTyped] = useState('');
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLUListElement>(null);
  // With the first picture: what is typed next is looked for.
  useLayoutEffect(() => {
    const { current } = dialog;
    current?.showModal();
    browsing.begin();
    return () => {
      browsing.stop();
      current?.close();
    };
  }, [browsing]);

  const choose = (name: string) => {
    // At once: nothing beside it could have the focus.
    dialog.current?.close();
    onClose();
    onOpenRoom(name);
    toComposer();
  };
  const links = () => [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
  const onKey = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || isComposing(event)) return;
    event.preventDefault();
    const rooms = links();
    const at = rooms.indexOf(document.activeElement as HTMLElement) + by;
    if (at < 0) dialog.current?.querySelector('input')?.focus();
    else rooms[Math.min(at, rooms.length - 1)]?.focus();
  };

  return (
    <dialog
      ref={dialog}
      class="directory"
      aria-label={DIRECTORY_WORDS.title}
      // The browser tells that it closed one a while later: whoever had opened it again by then had it closed once more.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={({ target, currentTarget }) => {
        // What dims the page is the dialog itself.
        if (target === currentTarget) onClose();
      }}
      onKeyDown={onKey}
    >
      <header>
        <h2>{DIRECTORY_WORDS.title}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={DIRECTORY_WORDS.close}
          onClick={onClose}
        >
          <Icon name="close" size={18} />
        </button>
      </header>
      <search class="find-room">
        <label class="visually-hidden" for="find-public-room">
          {DIRECTORY_WORDS.find}
        </label>
        <Icon name="search" size={16} />
        <input
          id="find-public-room"
          autoFocus
          value={typed}
          placeholder={DIRECTORY_WORDS.findHint}
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
          maxLength={LIST.queryMax}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            browsing.type(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            const [first] = directory.rooms;
            if (event.key !== 'Enter' || isComposing(event) || first === undefined) return;
            // What was typed last may not be looked for yet.
            const isFound = directory.asking === 'nothing' && directory.query === queryOf(typed);
            if (isFound && typed !== '') choose(first.room);
          }}
        />
      </search>
      <p class="search-status" role="status">
        {directoryWords(directory)}
      </p>
      <PublicRooms
        directory={directory}
        mine={mine}
        list={list}
        onChoose={choose}
        onMore={() => void browsing.more()}
      />
    </dialog>
  );
}
