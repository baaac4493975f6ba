// What the open room is called, and what it is about; a press on it leads to all that it is.
import { useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import type { RoomFrame } from '../model/room.ts';
import { signOf } from '../model/room-names.ts';
import { mayJoin, ownsRoom } from '../model/standing.ts';
import { OPEN_ROOM_WORDS } from '../words/open-room.ts';
import { COMMON_WORDS } from '../words/places.ts';
import { Icon } from './icon.tsx';
import { RoomSign } from './room-sign.tsx';
import { toComposer } from './to-composer.ts';
import { useDeed } from './use-deed.ts';
import { later, useLater } from './use-later.ts';

const ABOUT = later(() => import('./about-room.tsx'));

export interface RoomTitleProps {
  chat: Chat;
  room: RoomFrame;
  /** What it is called. */
  label: string;
}

export function RoomTitle({ chat, room, label }: RoomTitleProps) {
  const { user, roles } = chat.store.get();
  const [about, setAbout] = useState(false);
  const parts = useLater(ABOUT, {
    isWanted: about,
    onMissing: () => {
      setAbout(false);
      chat.say(COMMON_WORDS.missing);
    },
  });
  const { busy, run } = useDeed();
  const { topic, title } = room.standing?.state ?? {};
  const isSaid = room.standing !== undefined && room.entry.state === 'in';
  const join = () =>
    void run(async () => {
      const problem = await chat.roomDeeds.join(room.name);
      if (problem !== undefined) chat.say(problem);
      return problem;
      // The button that was pressed is gone.
    }, toComposer);
  return (
    <>
      <div class="room-title">
        <h2 title={title === undefined ? label : `${label} (#${room.name})`}>
          <RoomSign sign={signOf(room)} />
          <bdi>{label}</bdi>
        </h2>
        {topic !== undefined && (
          <p class="topic" title={topic} dir="auto">
            {topic}
          </p>
        )}
      </div>
      {isSaid && mayJoin(room) && (
        <button type="button" class="quiet join" disabled={busy} onClick={join}>
          {OPEN_ROOM_WORDS.join}
        </button>
      )}
      {isSaid && (
        <button
          type="button"
          class="quiet"
          aria-label={
            ownsRoom(room, { user, roles }) ? OPEN_ROOM_WORDS.settings : OPEN_ROOM_WORDS.about
          }
          title={ownsRoom(room, { user, roles }) ? OPEN_ROOM_WORDS.settings : OPEN_ROOM_WORDS.about}
          aria-haspopup="dialog"
          onClick={() => setAbout(true)}
        >
          <Icon name="about" size={18} />
        </button>
      )}
      {about && parts && (
        <parts.AboutRoom chat={chat} room={room} label={label} onClose={() => setAbout(false)} />
      )}
    </>
  );
}
