// The emoji for the field where one writes: a button that opens the picker above it (emoji-panel.tsx, fetched behind the page); what is
// chosen comes where the caret is.
import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { COMPOSER_WORDS } from '../words/writing.ts';
import { Icon } from './icon.tsx';
import { insertInto } from './replace-in.ts';
import { useDialogs } from './use-dialogs.ts';

export interface ComposerEmojiProps {
  chat: Chat;
  field: RefObject<HTMLTextAreaElement | null>;
}

export function ComposerEmoji({ chat, field }: ComposerEmojiProps) {
  const [open, setOpen] = useState(false);
  const dialogs = useDialogs(chat, open, () => setOpen(false));
  return (
    <>
      <button
        type="button"
        class="icon-button to-emoji"
        aria-label={COMPOSER_WORDS.emoji}
        title={COMPOSER_WORDS.emoji}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="smile" />
      </button>
      {open && dialogs && (
        <dialogs.EmojiPanel
          chat={chat}
          onChoose={(emoji) => {
            setOpen(false);
            if (field.current === null) return;
            insertInto(field.current, emoji);
            chat.commands.tookEmoji(emoji);
          }}
          onClose={(byKey) => {
            setOpen(false);
            if (byKey) field.current?.focus();
          }}
        />
      )}
    </>
  );
}
