// One of the places to go to: a room with what is new in it, somebody to write to, a public room.
import type { Goal } from '../model/switching.ts';
import { SWITCHER_WORDS } from '../words/rooms.ts';
import { Avatar } from './avatar.tsx';
import { KindMark } from './kind-mark.tsx';
import { RoomSign } from './room-sign.tsx';

export interface GoalOptionProps {
  id: string;
  goal: Goal;
  isActive: boolean;
  onChoose: () => void;
}

export function GoalOption({ id, goal, isActive, onChoose }: GoalOptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys.
    <div id={id} role="option" tabIndex={-1} aria-selected={isActive} onClick={onChoose}>
      <What goal={goal} />
    </div>
  );
}

function What({ goal }: { goal: Goal }) {
  if (goal.is === 'person') {
    return (
      <>
        <Avatar user={goal.user} />
        <span class="who" dir="auto">
          {goal.user.name}
        </span>
        <KindMark user={goal.user} />
        <span class="note">{SWITCHER_WORDS.person}</span>
      </>
    );
  }
  if (goal.is === 'public') {
    const { room, title } = goal.room;
    return (
      <>
        <span class="goal-sign">
          <RoomSign sign="open" />
        </span>
        <span class="who" dir="auto">
          {title ?? room}
        </span>
        <span class="note">{SWITCHER_WORDS.public}</span>
      </>
    );
  }
  const { label, sign, here, news } = goal.room;
  return (
    <>
      <span class="goal-sign">
        <RoomSign sign={sign} here={here} />
      </span>
      <span class="who" dir="auto" data-unread={news.count > 0}>
        {label}
      </span>
      {news.count > 0 && <span class="note">{SWITCHER_WORDS.unread(news.count)}</span>}
    </>
  );
}
