// How the page looks and what it tells the person: each choice holds at once, in all tabs of this browser.
import type { Chat } from '../model/chat.ts';
import { DENSITIES, HOURS, ORDERS } from '../model/choices.ts';
import { THEMES } from '../model/themes.ts';
import { KEY_WORDS } from '../words/keys.ts';
import { SETTINGS_WORDS } from '../words/looks.ts';
import { Dialog } from './dialog.tsx';
import { NotifySetting } from './notify-setting.tsx';
import { RadioChoice } from './radio-choice.tsx';
import { useStore } from './use-store.ts';

export interface SettingsProps {
  chat: Chat;
  /** Shows the keys in its place. */
  onKeys: () => void;
  onClose: () => void;
}

export function Settings({ chat, onKeys, onClose }: SettingsProps) {
  const choices = useStore(chat.store, (state) => state.choices);
  const { choosing } = chat;
  const { theme, hours, density, order } = choices;
  return (
    <Dialog title={SETTINGS_WORDS.title} onClose={onClose}>
      <div class="settings">
        <RadioChoice
          label={SETTINGS_WORDS.theme}
          all={THEMES}
          words={SETTINGS_WORDS.themes}
          value={theme}
          onChange={(one) => choosing.set({ theme: one })}
          isFirst
        />
        <RadioChoice
          label={SETTINGS_WORDS.hours}
          all={HOURS}
          words={SETTINGS_WORDS.hoursOf}
          value={hours}
          onChange={(one) => choosing.set({ hours: one })}
        />
        <RadioChoice
          label={SETTINGS_WORDS.density}
          all={DENSITIES}
          words={SETTINGS_WORDS.densities}
          value={density}
          onChange={(one) => choosing.set({ density: one })}
        />
        <RadioChoice
          label={SETTINGS_WORDS.order}
          all={ORDERS}
          words={SETTINGS_WORDS.orders}
          value={order}
          onChange={(one) => choosing.set({ order: one })}
        />
        <NotifySetting chat={chat} />
        <p class="hint">{SETTINGS_WORDS.kept}</p>
        <div class="choice">
          <button type="button" class="quiet" onClick={onKeys}>
            {KEY_WORDS.open}
          </button>
          <button type="button" class="primary" onClick={onClose}>
            {SETTINGS_WORDS.done}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
