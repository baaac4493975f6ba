// The open room: its name, its messages, where one writes.
import { useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import type { Memory } from '../model/memory.ts';
import { notStored } from '../model/room.ts';
import { Banner } from './banner.tsx';
import { Composer } from './composer.tsx';
import { Icon } from './icon.tsx';
import { Notice } from './notice.tsx';
import { Pinned } from './pinned.tsx';
import { Timeline } from './timeline.tsx';
import type { Jump } from './use-jump.ts';
import { useStore } from './use-store.ts';

export interface RoomViewProps {
  chat: Chat;
  memory: Memory;
  /** Opens the list of rooms where it is a drawer. */
  onMenu: (() => void) | undefined;
  /** Unread messages in the other rooms. */
  elsewhere: number;
}

export function RoomView({ chat, memory, onMenu, elsewhere }: RoomViewProps) {
  const room = useStore(chat.store, ({ rooms, current }) =>
    current === undefined ? undefined : rooms[current],
  );
  const [jump, setJump] = useState<Jump>();
  const jumpTo = async (seq: number) => {
    if (await chat.loadUntil(seq)) setJump({ seq });
  };
  const leave = () => {
    if (room === undefined) return;
    const waiting = notStored(room);
    const question = `${waiting} of your messages and changes in #${room.name} are not sent yet and would be lost. Leave all the same?`;
    if (waiting === 0 || confirm(question)) chat.leave(room.name);
  };
  return (
    <>
      <header class="room-header">
        {onMenu && (
          <button
            type="button"
            class="icon-button menu"
            aria-label={menuLabel(elsewhere)}
            onClick={onMenu}
          >
            <Icon name="menu" />
            {elsewhere > 0 && <span class="dot" aria-hidden="true" />}
          </button>
        )}
        <h2>
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
        {room !== undefined && room.entry.state !== 'refused' && (
          <Pinned key={room.name} room={room} onJump={(seq) => void jumpTo(seq)} />
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
      ) : room === undefined ? (
        <div class="refused">
          <h3>You are in no room</h3>
          <p>Enter one by its name in the list of rooms.</p>
        </div>
      ) : (
        <>
          <Timeline
            key={`timeline/${room.name}`}
            chat={chat}
            room={room}
            jump={jump}
            onJump={jumpTo}
            onJumped={() => setJump(undefined)}
          />
          <Notice chat={chat} />
          <Composer key={`composer/${room.name}`} chat={chat} memory={memory} room={room} />
        </>
      )}
    </>
  );
}

const menuLabel = (elsewhere: number) =>
  elsewhere > 0 ? `Rooms, ${elsewhere} new messages in others` : 'Rooms';
