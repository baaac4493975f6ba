// The open room: its name, who is here, its messages, where one writes.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { attentionOf, attentionWords } from '../model/attention.ts';
import type { Chat } from '../model/chat.ts';
import { openIn } from '../model/chat-state.ts';
import { frameOf } from '../model/drawn-room.ts';
import type { Memory } from '../model/memory.ts';
import { isOut, notStored, type RoomFrame } from '../model/room.ts';
import { calledAs, isDirectRoom, labelOf } from '../model/room-names.ts';
import { OPEN_ROOM_WORDS } from '../words/open-room.ts';
import { LIST_WORDS } from '../words/places.ts';
import { NO_ROOM_WORDS } from '../words/rooms.ts';
import { Banner } from './banner.tsx';
import { ComposerPlace } from './composer-place.tsx';
import { Icon } from './icon.tsx';
import { NoWriting } from './no-writing.tsx';
import { Notice } from './notice.tsx';
import { PANEL, PeopleButton } from './people-button.tsx';
import { keepPictureOf } from './picture-place.ts';
import { Pinned } from './pinned.tsx';
import { RoomMenuButton } from './room-menu-button.tsx';
import { RoomTitle } from './room-title.tsx';
import { SearchButton, type SearchButtonProps } from './search-button.tsx';
import { Timeline } from './timeline.tsx';
import { TypingLine } from './typing-line.tsx';
import { useBeside } from './use-beside.ts';
import { useDialogs } from './use-dialogs.ts';
import { useStore } from './use-store.ts';

export interface RoomViewProps {
  chat: Chat;
  memory: Memory;
  /** Opens the list of rooms where it is a drawer. */
  onMenu: (() => void) | undefined;
  search: SearchButtonProps;
  onBrowse: () => void;
  onSwitch: () => void;
}

export function RoomView(props: RoomViewProps) {
  const { chat, memory, onMenu, search, onBrowse, onSwitch } = props;
  const drawn = useRef<RoomFrame>(undefined);
  const room = useStore(chat.store, (state) => {
    const open = openIn(state);
    drawn.current = open && frameOf(open, drawn.current);
    return drawn.current;
  });
  const label = useStore(chat.store, (state) => {
    const open = openIn(state);
    return open === undefined ? '' : labelOf(open, state.user.id);
  });
  const hours = useStore(chat.store, (state) => state.choices.hours);
  // Whoever becomes an operator may do more in whatever is drawn below.
  useStore(chat.store, (state) => state.roles);
  const called = room === undefined ? '' : calledAs(room, label);
  const isDirect = room !== undefined && isDirectRoom(room);
  const leaveWords = isDirect ? OPEN_ROOM_WORDS.closeIt(called) : OPEN_ROOM_WORDS.leaveIt(label);
  const leave = () => {
    const open = chat.current;
    if (open === undefined) return;
    const waiting = notStored(open);
    const isShut = open.standing?.member.state === 'in' && open.standing.state.kind === 'private';
    const question =
      waiting > 0
        ? OPEN_ROOM_WORDS.leaveUnsent(waiting, called)
        : OPEN_ROOM_WORDS.leavePrivate(called);
    if ((waiting === 0 && (!isShut || isDirect)) || confirm(question))
      void chat.belonging.quit(open.name);
  };
  const writing = useBeside('writing');
  const more = useBeside('more');
  const present = useStore(chat.store, (state) => state.present.get(state.current ?? ''));
  const [peopleOpen, setPeopleOpen] = useState(false);
  const later = useDialogs(chat, peopleOpen, () => setPeopleOpen(false));
  const isPeopleThere = peopleOpen && later !== undefined;
  const header = useRef<HTMLElement>(null);
  // Not whenever the panel is drawn: who writes when the connection comes back goes on writing.
  useEffect(() => {
    if (isPeopleThere) document.getElementById(PANEL)?.focus();
  }, [isPeopleThere]);
  // Where it lies over the messages it would lie over those of the next room, too.
  const isNarrow = onMenu !== undefined;
  useEffect(() => {
    if (isNarrow) setPeopleOpen(false);
  }, [room?.name]);
  const isIn = room !== undefined && !isOut(room.entry);
  useLayoutEffect(() => keepPictureOf(isIn ? room.name : undefined));
  const closePeople = () => {
    setPeopleOpen(false);
    header.current?.querySelector<HTMLElement>('.people-button')?.focus();
  };
  return (
    <>
      <header ref={header} class="room-header">
        {onMenu && <MenuButton chat={chat} onMenu={onMenu} />}
        {room === undefined ? (
          <h2>{OPEN_ROOM_WORDS.none}</h2>
        ) : (
          <RoomTitle key={`title/${room.name}`} chat={chat} room={room} label={label} />
        )}
        <SearchButton {...search} />
        {isIn && (
          <Pinned
            key={`pinned/${room.name}`}
            chat={chat}
            name={room.name}
            onJump={(seq) => void chat.looking.goTo(room.name, seq)}
          />
        )}
        {isIn && (
          <PeopleButton
            count={present?.count}
            open={peopleOpen}
            onToggle={() => setPeopleOpen(!peopleOpen)}
          />
        )}
        {isIn && (
          <RoomMenuButton
            key={`menu/${room.name}`}
            chat={chat}
            name={room.name}
            leave={{ words: leaveWords, act: leave }}
          />
        )}
        {room !== undefined && (
          <button
            type="button"
            class="quiet leave"
            onClick={leave}
            aria-label={leaveWords}
            title={leaveWords}
          >
            <Icon name="leave" size={18} />
            <span class="wide">{isDirect ? OPEN_ROOM_WORDS.close : OPEN_ROOM_WORDS.leave}</span>
          </button>
        )}
      </header>
      <Banner chat={chat} />
      {more && <more.Invitations chat={chat} />}
      {isIn && more && <more.AskToNotify chat={chat} name={room.name} />}
      {room !== undefined && isOut(room.entry) ? (
        more && (
          <more.NotIn
            key={room.name}
            chat={chat}
            name={room.name}
            called={called}
            reason={room.entry.reason}
            onLeave={() => leave()}
          />
        )
      ) : room === undefined ? (
        <div class="refused">
          <h3>{NO_ROOM_WORDS.title}</h3>
          <p>{NO_ROOM_WORDS.lead}</p>
          <div class="choice">
            <button type="button" class="quiet" onClick={onSwitch}>
              {NO_ROOM_WORDS.go}
            </button>
            <button type="button" class="primary" onClick={onBrowse}>
              {NO_ROOM_WORDS.browse}
            </button>
          </div>
        </div>
      ) : (
        <div class="room-body">
          <div class="conversation" inert={isPeopleThere && isNarrow}>
            <Timeline
              key={`timeline/${room.name}/${room.turn}/${hours}`}
              chat={chat}
              name={room.name}
            />
            <TypingLine chat={chat} room={room.name} />
            <Notice chat={chat} />
            <NoWriting chat={chat} room={room}>
              {writing === undefined ? (
                <ComposerPlace />
              ) : (
                <writing.Composer
                  key={`composer/${room.name}`}
                  chat={chat}
                  memory={memory}
                  name={room.name}
                  label={label}
                  called={called}
                />
              )}
            </NoWriting>
          </div>
          {peopleOpen && later && (
            <later.People
              key={`people/${room.name}`}
              chat={chat}
              room={room}
              present={present}
              onClose={closePeople}
            />
          )}
        </div>
      )}
    </>
  );
}

/** Opens the list of rooms, and says whether there is something new in the others. */
function MenuButton({ chat, onMenu }: { chat: Chat; onMenu: () => void }) {
  const words = useStore(chat.store, (state) => attentionWords(attentionOf(state, state.current)));
  return (
    <button
      type="button"
      class="icon-button menu"
      aria-label={LIST_WORDS.menu(words)}
      onClick={onMenu}
    >
      <Icon name="menu" />
      {words !== '' && <span class="dot" aria-hidden="true" />}
    </button>
  );
}
