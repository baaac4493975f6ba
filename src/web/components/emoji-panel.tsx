// All emoji above the field where one writes, until one is chosen.
import { useRef } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { COMPOSER_WORDS } from '../words/writing.ts';
import { EmojiPicker } from './emoji-picker.tsx';
import { usePopover } from './use-popover.ts';

export interface EmojiPanelProps {
  chat: Chat;
  onChoose: (emoji: string) => void;
  onClose: (byKey: boolean) => void;
}

export function EmojiPanel({ chat, onChoose, onClose }: EmojiPanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  usePopover(panel, { onClose, shows: 'emoji' });
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
        <EmojiPicker chat={chat} onChoose={onChoose} />
      </div>
    </>
  );
}
