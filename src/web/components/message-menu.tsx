// The menu of a message: the usual reactions, then everything that can be done with it. Arrows go through it, letters act.
import { type Deed, type Doer, deedsOf, KEY_OF } from '../model/deeds.ts';
import { nameOfEmoji, quickOf } from '../model/emoji.ts';
import type { MessageRow } from '../model/rows.ts';
import { DEED_LABELS } from '../words/messages.ts';
import { Icon } from './icon.tsx';
import { hasMine } from './message-deeds.ts';
import { stepThrough } from './step-through.ts';

export interface MessageMenuProps {
  row: MessageRow;
  doer: Doer;
  recent: readonly string[];
  onDeed: (deed: Deed) => void;
  onEmoji: (emoji: string) => void;
  /** Closes it and goes back to the message. */
  onLeave: () => void;
}

const ICONS = {
  react: 'smile',
  reply: 'reply',
  copy: 'copy',
  link: 'link',
  unread: 'unread',
  person: 'people',
  edit: 'edit',
  pin: 'pin',
  unpin: 'pin',
  delete: 'trash',
} as const satisfies Record<Deed, string>;

export function MessageMenu({ row, doer, recent, onDeed, onEmoji, onLeave }: MessageMenuProps) {
  const deeds = deedsOf(row, doer);
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const deed = deeds.find((one) => KEY_OF[one] === event.key.toLowerCase());
    if (deed !== undefined) onDeed(deed);
    else if (event.key === 'Tab') onLeave();
    else if (!stepThrough(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the menu around it has the role.
    <div class="items" onKeyDown={onKeyDown}>
      {deeds.includes('react') && (
        <div class="quick">
          {quickOf(recent).map((emoji) => (
            <button
              key={emoji}
              type="button"
              role="menuitemcheckbox"
              tabIndex={-1}
              aria-checked={hasMine(row, emoji, doer.me)}
              aria-label={nameOfEmoji(emoji)}
              title={nameOfEmoji(emoji)}
              onClick={() => onEmoji(emoji)}
            >
              {emoji}
            </button>
          ))}
        </div>
      )}
      {deeds.map((deed) => (
        <button
          key={deed}
          type="button"
          role="menuitem"
          class={`item${deed === 'delete' ? ' bad' : ''}`}
          tabIndex={-1}
          data-first={deed === (deeds.includes('reply') ? 'reply' : deeds[0]) ? '' : undefined}
          aria-keyshortcuts={KEY_OF[deed]}
          onClick={() => onDeed(deed)}
        >
          <Icon name={ICONS[deed]} size={18} />
          <span>{DEED_LABELS[deed]}</span>
          <span class="key" aria-hidden="true">
            {KEY_OF[deed].toUpperCase()}
          </span>
        </button>
      ))}
    </div>
  );
}
