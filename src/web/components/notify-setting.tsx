// Whether this browser tells the person what happens while they look elsewhere. The browser itself is asked only when they say yes.
import { useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { SETTINGS_WORDS } from '../words/looks.ts';
import { NOTIFY_WORDS } from '../words/settings.ts';
import { askToNotify, mayNotify } from './notifications.ts';
import { useStore } from './use-store.ts';

export function NotifySetting({ chat }: { chat: Chat }) {
  const desktop = useStore(chat.store, (state) => state.choices.desktop);
  const [permission, setPermission] = useState(mayNotify);
  const isOn = desktop === 'on' && permission === 'granted';
  const turn = async () => {
    if (isOn) return chat.choosing.set({ desktop: 'off' });
    const answer = await askToNotify();
    setPermission(answer);
    chat.choosing.set({ desktop: answer === 'granted' ? 'on' : 'off' });
  };
  const words =
    permission === 'impossible'
      ? NOTIFY_WORDS.impossible
      : permission === 'denied'
        ? NOTIFY_WORDS.denied
        : isOn
          ? NOTIFY_WORDS.on
          : NOTIFY_WORDS.off;
  return (
    <section class="notify-setting">
      <h3>{SETTINGS_WORDS.notifications}</h3>
      <p class="hint" role="status">
        {words}
      </p>
      {permission !== 'impossible' && permission !== 'denied' && (
        <button type="button" class="quiet" onClick={() => void turn()}>
          {isOn ? NOTIFY_WORDS.turnOff : NOTIFY_WORDS.turnOn}
        </button>
      )}
      <p class="hint">{NOTIFY_WORDS.perRoom}</p>
    </section>
  );
}
