// The open room: its name, who is here, its messages, where one writes.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { attentionOf, attentionWords } from '../model/attention.ts';
import type { Chat } from '../model/chat.ts';
import type { Memory } from '../model/memory.ts';
import { notStored, onScreen } from '../model/room.ts';
import { Banner } from './banner.tsx';
import { Composer } from './composer.tsx';
import { Icon } from './icon.tsx';
import { Notice } from './notice.tsx';
import { PANEL, People, PeopleButton } from './people.tsx';
import { Pinned } from './pinned.tsx';
import { SearchButton, type SearchButtonProps } from './search-button.tsx';
import { Timeline } from './timeline.tsx';
import { TypingLine } from './typing-line.tsx';
import { useStore } from './use-store.ts';

export interface RoomViewProps {
  chat: Chat;
  memory: Memory;
  /** Opens the list of rooms where it is a drawer. */
  onMenu: (() => void) | undefined;
  search: SearchButtonProps;
}

export function RoomView({ chat, memory, onMenu, search }: RoomViewProps) {
  const room = useStore(chat.store, ({ rooms, current }) =>
    current === undefined ? undefined : rooms[current],
  );
  const shown = useMemo(() => room && onScreen(room), [room]);
  const leave = () => {
    if (room === undefined) return;
    const waiting = notStored(room);
    const question = `${waiting} of your messages and changes in #${room.name} are not sent yet and would be lost. Leave all the same?`;
    if (waiting === 0 || confirm(question)) chat.leave(room.name);
  };
  const present = useStore(chat.store, (state) => state.present.get(state.current ?? ''));
  const [peopleOpen, setPeopleOpen] = useState(false);
  const header = useRef<HTMLElement>(null);
  const { user: me } = chat.store.get();
  // Not whenever the panel is drawn: who writes when the connection comes back goes on writing.
  useEffect(() => {
    if (peopleOpen) document.getElementById(PANEL)?.focus();
  }, [peopleOpen]);
  // Where it lies over the messages it would lie over those of the next room, too.
  const isNarrow = onMenu !== undefined;
  useEffect(() => {
    if (isNarrow) setPeopleOpen(false);
  }, [room?.name]);
  const isIn = room !== undefined && room.entry.state !== 'refused';
  const closePeople = () => {
    setPeopleOpen(false);
    header.current?.querySelector<HTMLElement>('.people-button')?.focus();
  };
  return (
    <>
      <header ref={header} class="room-header">
        {onMenu && <MenuButton chat={chat} onMenu={onMenu} />}
        <h2 title={room?.name}>
          {room === undefined ? (
            'No room is open'
          ) : (
            <>
              <span class="hash" aria-hidden="true">
                #
              </span>
              {room.name}
            </>
          )}
        </h2>
        <SearchButton {...search} />
        {isIn && (
          <Pinned key={room.name} room={room} onJump={(seq) => void chat.goTo(room.name, seq)} />
        )}
        {isIn && present && (
          <PeopleButton
            count={present.count}
            open={peopleOpen}
            onToggle={() => setPeopleOpen(!peopleOpen)}
          />
        )}
        {room !== undefined && (
          <button type="button" class="quiet" onClick={leave} aria-label={`Leave ${room.name}`}>
            <Icon name="leave" size={18} />
            <span class="wide">Leave</span>
          </button>
        )}
      </header>
      <Banner chat={chat} />
      {room?.entry.state === 'refused' ? (
        <div class="refused">
          <h3>You cannot enter #{room.name}</h3>
          <p>{room.entry.reason}</p>
          <button type="button" class="primary" onClick={leave}>
            Take it off the list
          </button>
        </div>
      ) : room === undefined || shown === undefined ? (
        <div class="refused">
          <h3>You are in no room</h3>
          <p>Enter one by its name in the list of rooms.</p>
        </div>
      ) : (
        <div class="room-body">
          <div class="conversation" inert={peopleOpen && isNarrow}>
            <Timeline key={`timeline/${room.name}/${room.turn}`} chat={chat} room={shown} />
            <TypingLine chat={chat} room={room.name} />
            <Notice chat={chat} />
            <Composer key={`composer/${room.name}`} chat={chat} memory={memory} room={shown} />
          </div>
          {peopleOpen && <People present={present} me={me.id} onClose={closePeople} />}
        </div>
      )}
    </>
  );
}

/** Opens the list of rooms, and says whether there is something new in the others. */
function MenuButton({ chat, onMenu }: { chat: Chat; onMenu: () => void }) {
  const words = useStore(chat.store, (state) => attentionWords(attentionOf(state, state.current)));
  return (
    <button type="button" class="icon-button menu" aria-label={`Rooms${words}`} onClick={onMenu}>
      <Icon name="menu" />
      {words !== '' && <span class="dot" aria-hidden="true" />}
    </button>
  );
}
