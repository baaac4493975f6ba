// Says that what is on the screen is the past, what came meanwhile, and leads back to it.
import type { Chat } from '../model/chat.ts';
import { newsOf } from '../model/news.ts';
import { PAST_WORDS } from '../words/messages.ts';
import { Icon } from './icon.tsx';
import { toComposer } from './to-composer.ts';
import { useStore } from './use-store.ts';

export function PastBar({ chat, name }: { chat: Chat; name: string }) {
  const count = useStore(chat.store, ({ rooms, user }) => {
    const room = rooms[name];
    return room === undefined ? 0 : newsOf(room, user.id).count;
  });
  const back = () => {
    chat.looking.toPresent();
    toComposer();
  };
  return (
    <div class="past-bar">
      <p role="status">
        {PAST_WORDS.bar}
        {count > 0 && ` ${PAST_WORDS.since(count)}`}
      </p>
      <button type="button" class="primary" onClick={back}>
        <Icon name="down" size={16} />
        {PAST_WORDS.toPresent}
      </button>
    </div>
  );
}
