// The line above the first message of a day; a press on it leads to another day. At midnight it is called something else.
import { useEffect, useState } from 'preact/hooks';
import { dayName, midnightAfter } from '../model/time.ts';
import { DAY_WORDS } from '../words/messages.ts';

export interface DayLineProps {
  at: number;
  onOpen: (anchor: HTMLElement) => void;
}

export function DayLine({ at, onOpen }: DayLineProps) {
  const day = dayName(at, useNow());
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

/** As of the last midnight, or since this is shown. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), midnightAfter(now) - now);
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
