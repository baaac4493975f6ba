// One thing the person should know, until they have seen it.
import type { Chat } from '../model/chat.ts';
import { COMMON_WORDS } from '../words/places.ts';
import { Icon } from './icon.tsx';
import { useStore } from './use-store.ts';

export function Notice({ chat }: { chat: Chat }) {
  const notice = useStore(chat.store, (state) => state.notice);
  return (
    <div class="notice-place" role="alert">
      {notice !== undefined && (
        <div class="notice">
          <p>{notice}</p>
          <button
            type="button"
            class="icon-button"
            aria-label={COMMON_WORDS.dismiss}
            onClick={() => chat.dismissNotice()}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
    </div>
  );
}
