// The emoji for the field where one writes: a button that opens the picker above it; what is chosen comes where the caret is.
import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { COMPOSER_WORDS } from '../words/writing.ts';
import { Icon } from './icon.tsx';
import { insertInto } from './replace-in.ts';
import { useDialogs } from './use-dialogs.ts';
import { usePopover } from './use-popover.ts';

export interface ComposerEmojiProps {
  chat: Chat;
  field: RefObject<HTMLTextAreaElement | null>;
}

export function ComposerEmoji({ chat, field }: ComposerEmojiProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="icon-button to-emoji"
        aria-label={COMPOSER_WORDS.emoji}
        title={COMPOSER_WORDS.emoji}
        aria-haspopup="dialog"
        aria-expanded={open}
        // A press closes what is open before its click opens it: then it only closes.
        onPointerDown={(event) => open && event.stopPropagation()}
        onClick={() => setOpen(!open)}
      >
        <Icon name="smile" />
      </button>
      {open && (
        <Panel
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

interface PanelProps {
  chat: Chat;
  onChoose: (emoji: string) => void;
  onClose: (byKey: boolean) => void;
}

function Panel({ chat, onChoose, onClose }: PanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  const dialogs = useDialogs(chat, true, () => onClose(true));
  usePopover(panel, { onClose, shows: dialogs ? 'emoji' : 'nothing' });
  return (
    <>
      <button
        type="button"
        class="popover-scrim"
        tabIndex={-1}
        aria-label={COMPOSER_WORDS.close}
        onClick={() => onClose(false)}
      />
      <div
        ref={panel}
        class="popover emoji above"
        role="dialog"
        aria-label={COMPOSER_WORDS.emoji}
        tabIndex={-1}
      >
        {dialogs && <dialogs.EmojiPicker chat={chat} onChoose={onChoose} />}
      </div>
    </>
  );
}
