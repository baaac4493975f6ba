// Leads to a day of the room's past: the usual ones at a press, any other by its date.
import { useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { daysToJump, startOfDay } from '../model/somewhere.ts';
import { DAY_WORDS } from '../words/messages.ts';
import { Menu } from './menu.tsx';
import { stepThrough } from './step-through.ts';

export interface DayJumpProps {
  chat: Chat;
  /** Of the room. */
  name: string;
  anchor: HTMLElement;
  onClose: () => void;
}

export function DayJump({ chat, name, anchor, onClose }: DayJumpProps) {
  const [date, setDate] = useState('');
  const jump = (at: number) => {
    onClose();
    void chat.looking.goFrom(name, { at });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const at = startOfDay(date);
    if (at !== undefined) jump(at);
  };
  const now = Date.now();
  return (
    <Menu role="dialog" label={DAY_WORDS.title} anchor={anchor} onClose={onClose}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows go from button to button. */}
      <div onKeyDown={(event) => void stepThrough(event)}>
        {daysToJump(now).map(({ key, at }) => (
          <button key={key} type="button" class="item" onClick={() => jump(at)}>
            <span>{DAY_WORDS.keys[key]}</span>
          </button>
        ))}
      </div>
      <form class="other-day" onSubmit={submit}>
        <label>
          <span>{DAY_WORDS.date}</span>
          <input
            type="date"
            value={date}
            max={new Date(now).toISOString().slice(0, 10)}
            onInput={(event) => setDate(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="quiet" disabled={startOfDay(date) === undefined}>
          {DAY_WORDS.go}
        </button>
      </form>
    </Menu>
  );
}
