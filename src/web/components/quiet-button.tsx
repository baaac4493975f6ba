// Do not disturb: for a while, or until it is turned off. It ends by itself before the person's eyes.
import { useEffect, useRef, useState } from 'preact/hooks';
import { isQuiet } from '../model/calls.ts';
import type { Chat } from '../model/chat.ts';
import { QUIET_KEYS, quietUntil, UNTIL_TURNED_OFF } from '../model/quiet.ts';
import { untilOf } from '../model/time.ts';
import { QUIET_WORDS } from '../words/settings.ts';
import { Icon } from './icon.tsx';
import { Menu, MenuItem } from './menu.tsx';
import { useStore } from './use-store.ts';

/** A timer of a browser counts no further, milliseconds. */
const TIMER_MAX_MS = 2_000_000_000;

export function QuietButton({ chat }: { chat: Chat }) {
  const until = useStore(chat.store, (state) => state.choices.quietUntil);
  const [open, setOpen] = useState(false);
  const [, look] = useState({});
  const button = useRef<HTMLButtonElement>(null);
  const now = Date.now();
  const isOn = isQuiet({ quietUntil: until }, now);
  useEffect(() => {
    if (!isOn) return;
    const timer = setTimeout(() => look({}), Math.min(until - Date.now(), TIMER_MAX_MS));
    return () => clearTimeout(timer);
  });
  const words = !isOn
    ? QUIET_WORDS.button
    : until === UNTIL_TURNED_OFF
      ? QUIET_WORDS.always
      : QUIET_WORDS.until(untilOf(until, now));
  const set = (at: number) => {
    chat.choosing.set({ quietUntil: at });
    button.current?.focus();
    setOpen(false);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon-button quiet-button"
        aria-label={words}
        title={words}
        aria-haspopup="menu"
        aria-expanded={open}
        data-on={isOn}
        onClick={() => setOpen(!open)}
      >
        <Icon name={isOn ? 'quiet' : 'bell'} size={18} />
      </button>
      {open && button.current && (
        <Menu label={QUIET_WORDS.menu} anchor={button.current} onClose={() => setOpen(false)}>
          {isOn && <MenuItem onChoose={() => set(0)}>{QUIET_WORDS.off}</MenuItem>}
          {QUIET_KEYS.map((key) => (
            <MenuItem key={key} onChoose={() => set(quietUntil(key, Date.now()))}>
              {QUIET_WORDS.choices[key]}
            </MenuItem>
          ))}
          <p class="menu-hint">{QUIET_WORDS.hint}</p>
        </Menu>
      )}
    </>
  );
}
