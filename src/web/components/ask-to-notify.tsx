// Asks once, where it makes sense: in a room where somebody speaks to the person. The browser's own question comes only after a yes.
import { useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { speaksTo } from '../model/news.ts';
import { isDirectRoom } from '../model/room-names.ts';
import { NOTIFY_WORDS } from '../words/settings.ts';
import { askToNotify, mayNotify } from './notifications.ts';
import { useRoom } from './use-room.ts';
import { useStore } from './use-store.ts';

export interface AskToNotifyProps {
  chat: Chat;
  /** The open room's name. */
  name: string;
}

export function AskToNotify({ chat, name }: AskToNotifyProps) {
  const desktop = useStore(chat.store, (state) => state.choices.desktop);
  const [permission] = useState(mayNotify);
  if (desktop !== 'unasked' || permission !== 'default') return null;
  return <AskWhoIsSpokenTo chat={chat} name={name} />;
}

function AskWhoIsSpokenTo({ chat, name }: AskToNotifyProps) {
  const room = useRoom(chat, name);
  const me = chat.user.id;
  const isSpokenTo = room?.view.messages.some(
    ({ user, mentions }) => user.id !== me && (isDirectRoom(room) || speaksTo({ mentions }, me)),
  );
  if (isSpokenTo !== true) return null;
  const yes = async () => {
    const answer = await askToNotify();
    // Who closes the browser's question has said nothing.
    if (answer !== 'default') chat.choosing.set({ desktop: answer === 'granted' ? 'on' : 'off' });
  };
  return (
    <section class="invitation" aria-label={NOTIFY_WORDS.asking}>
      <p>{NOTIFY_WORDS.ask}</p>
      <button type="button" class="primary" onClick={() => void yes()}>
        {NOTIFY_WORDS.yes}
      </button>
      <button type="button" class="quiet" onClick={() => chat.choosing.set({ desktop: 'off' })}>
        {NOTIFY_WORDS.no}
      </button>
    </section>
  );
}
