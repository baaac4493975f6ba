// The line above the first message of a day; a press on it leads to another day.
import { dayName } from '../model/time.ts';
import { DAY_WORDS } from '../words/messages.ts';

export interface DayLineProps {
  at: number;
  onOpen: (anchor: HTMLElement) => void;
}

export function DayLine({ at, onOpen }: DayLineProps) {
  const day = dayName(at, Date.now());
  return (
    <li class="day-line">
      <button
        type="button"
        tabIndex={-1}
        aria-label={DAY_WORDS.open(day)}
        title={DAY_WORDS.title}
        aria-haspopup="dialog"
        onClick={(event) => onOpen(event.currentTarget)}
      >
        {day}
      </button>
    </li>
  );
}
