// A room in which nobody has said anything yet: what one can do instead of looking at nothing.
import { useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import type { Room } from '../model/room.ts';
import { calledIn, isDirectRoom } from '../model/room-names.ts';
import { linkTo } from '../model/route.ts';
import { mayInvite } from '../model/standing.ts';
import { FIRST_WORDS, ROOM_WORDS } from '../words/rooms.ts';
import { copyText } from './copy-text.ts';
import { Icon } from './icon.tsx';
import { useDialogs } from './use-dialogs.ts';

export function EmptyRoom({ chat, room }: { chat: Chat; room: Room }) {
  const [invites, setInvites] = useState(false);
  const dialogs = useDialogs(chat, invites, () => setInvites(false));
  const { user, roles } = chat.store.get();
  const called = calledIn(room, user.id);
  if (isDirectRoom(room)) {
    return (
      <div class="empty-room">
        <h3>{FIRST_WORDS.directTitle(called)}</h3>
        <p>{FIRST_WORDS.directLead}</p>
      </div>
    );
  }
  const link = linkTo(location.origin, { room: room.name });
  const command = `CHAT_URLS=${location.origin} NAME=you ROOM=${room.name} node src/client/terminal/main.ts`;
  return (
    <div class="empty-room">
      <h3>{FIRST_WORDS.title(called)}</h3>
      <p>{FIRST_WORDS.lead}</p>
      <ul>
        {mayInvite(room, { user, roles }, Date.now()) && (
          <li>
            <button
              type="button"
              class="primary"
              aria-haspopup="dialog"
              onClick={() => setInvites(true)}
            >
              {FIRST_WORDS.invite}
            </button>
            <p>{FIRST_WORDS.inviteHint}</p>
          </li>
        )}
        <li>
          <h4>{FIRST_WORDS.link}</h4>
          <Copied chat={chat} text={link} />
          <p>{FIRST_WORDS.linkHint}</p>
        </li>
        <li class="terminal">
          <h4>{FIRST_WORDS.terminal}</h4>
          <Copied chat={chat} text={command} />
          <p>{FIRST_WORDS.terminalHint}</p>
        </li>
      </ul>
      {invites && dialogs && (
        <dialogs.Invite chat={chat} room={room} onClose={() => setInvites(false)} />
      )}
    </div>
  );
}

/** A text to be handed on, with the button that copies it. */
function Copied({ chat, text }: { chat: Chat; text: string }) {
  const copy = async () => {
    const isCopied = await copyText(text);
    if (isCopied) chat.tell(FIRST_WORDS.copied);
    else chat.say(ROOM_WORDS.notCopied);
  };
  return (
    <div class="copied">
      <code>{text}</code>
      <button
        type="button"
        class="icon-button"
        aria-label={FIRST_WORDS.copy}
        title={FIRST_WORDS.copy}
        onClick={() => void copy()}
      >
        <Icon name="copy" size={18} />
      </button>
    </div>
  );
}
