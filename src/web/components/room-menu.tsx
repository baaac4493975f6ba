// What one can do with a room without being in it: like it, hear less or more of it, say that it is read, hand its link on.

import { levelOf } from '../model/calls.ts';
import type { Chat } from '../model/chat.ts';
import { choiceOf, LEVELS } from '../model/choices.ts';
import { newsOf } from '../model/news.ts';
import { labelOf } from '../model/room-names.ts';
import { linkTo } from '../model/route.ts';
import { ROOM_WORDS } from '../words/rooms.ts';
import { copyText } from './copy-text.ts';
import { Menu, MenuItem } from './menu.tsx';
import { useStore } from './use-store.ts';

export interface RoomMenuProps {
  chat: Chat;
  name: string;
  anchor: HTMLElement;
  /** Where it is the open one: opens the days to jump to. */
  onDays?: () => void;
  /** The same: leaves it. */
  leave?: { words: string; act: () => void };
  onClose: () => void;
}

export function RoomMenu({ chat, name, anchor, onDays, leave, onClose }: RoomMenuProps) {
  const room = useStore(chat.store, ({ rooms }) => rooms[name]);
  const choices = useStore(chat.store, (state) => state.choices);
  if (room === undefined) return null;
  const { user } = chat;
  const { favourite = false, muted = false } = choiceOf(choices, name);
  const level = levelOf(choices, room);
  const done = (act: () => void) => () => {
    act();
    anchor.focus({ preventScroll: true });
    onClose();
  };
  const copy = async () => {
    const isCopied = await copyText(linkTo(location.origin, { room: name }));
    if (isCopied) chat.tell(ROOM_WORDS.linkCopied);
    else chat.say(ROOM_WORDS.notCopied);
  };
  const isNew = newsOf(room, user.id).count > 0 || room.newAfter !== undefined;
  return (
    <Menu label={ROOM_WORDS.menuOf(labelOf(room, user.id))} anchor={anchor} onClose={onClose}>
      <MenuItem
        role="menuitemcheckbox"
        checked={favourite}
        onChoose={done(() => chat.choosing.room(name, { favourite: favourite ? undefined : true }))}
      >
        {ROOM_WORDS.favourite}
      </MenuItem>
      <MenuItem
        role="menuitemcheckbox"
        checked={muted}
        onChoose={done(() => chat.choosing.room(name, { muted: muted ? undefined : true }))}
      >
        {ROOM_WORDS.mute}
      </MenuItem>
      <fieldset aria-label={ROOM_WORDS.notifications} class="levels">
        <p class="group" aria-hidden="true">
          {ROOM_WORDS.notifications}
        </p>
        {LEVELS.map((one) => (
          <MenuItem
            key={one}
            role="menuitemradio"
            checked={one === level}
            onChoose={done(() => chat.choosing.room(name, { level: one }))}
          >
            {ROOM_WORDS.levels[one]}
          </MenuItem>
        ))}
      </fieldset>
      {isNew && (
        <MenuItem onChoose={done(() => chat.unread.markRead(name))}>{ROOM_WORDS.markRead}</MenuItem>
      )}
      <MenuItem onChoose={done(() => void copy())}>{ROOM_WORDS.copyLink}</MenuItem>
      {onDays && (
        <MenuItem
          onChoose={() => {
            onClose();
            onDays();
          }}
        >
          {ROOM_WORDS.jumpToDate}
        </MenuItem>
      )}
      {leave && (
        <MenuItem
          onChoose={() => {
            onClose();
            leave.act();
          }}
        >
          {leave.words}
        </MenuItem>
      )}
    </Menu>
  );
}
