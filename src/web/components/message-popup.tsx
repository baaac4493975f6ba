// What opens over one message: its menu, the emoji to choose from, the question before it is deleted.
import { useRef } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import type { Deed, Doer } from '../model/deeds.ts';
import type { MessageRow } from '../model/rows.ts';
import { POPUP_WORDS } from '../words/messages.ts';
import { EmojiPicker } from './emoji-picker.tsx';
import type { Popup } from './message-deeds.ts';
import { MessageMenu } from './message-menu.tsx';
import { useAnchored, usePopover } from './use-popover.ts';

export interface MessagePopupProps {
  row: MessageRow;
  popup: Popup;
  doer: Doer;
  recent: readonly string[];
  chat: Chat;
  anchor: () => HTMLElement | null;
  onDeed: (deed: Deed) => void;
  onEmoji: (emoji: string) => void;
  onDelete: () => void;
  onClose: (byKey: boolean) => void;
}

export function MessagePopup(props: MessagePopupProps) {
  const { row, popup, doer, recent, chat, anchor, onDeed, onEmoji, onDelete, onClose } = props;
  const panel = useRef<HTMLDivElement>(null);
  usePopover(panel, { onClose, shows: popup });
  useAnchored(panel, anchor);
  const role = ({ menu: 'menu', emoji: 'dialog', confirm: 'alertdialog' } as const)[popup];
  return (
    <>
      <button
        type="button"
        class="popover-scrim"
        tabIndex={-1}
        aria-label={POPUP_WORDS.close}
        onClick={() => onClose(false)}
      />
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: each of the roles takes a label. */}
      <div
        ref={panel}
        class={`popover ${popup}`}
        role={role}
        aria-label={POPUP_WORDS.labels[popup]}
        tabIndex={-1}
      >
        {popup === 'menu' && (
          <MessageMenu
            row={row}
            doer={doer}
            recent={recent}
            onDeed={onDeed}
            onEmoji={onEmoji}
            onLeave={() => onClose(true)}
          />
        )}
        {popup === 'emoji' && <EmojiPicker chat={chat} onChoose={onEmoji} />}
        {popup === 'confirm' && (
          <>
            <p>{POPUP_WORDS.ask}</p>
            <div class="choice">
              <button type="button" class="quiet" data-first onClick={() => onClose(true)}>
                {POPUP_WORDS.no}
              </button>
              <button type="button" class="danger" onClick={onDelete}>
                {POPUP_WORDS.yes}
              </button>
            </div>
          </>
        )}
      </div>
    </>
  );
}
