// The reactions of a message: how many, who on pointing at it, and a press adds one's own or takes it back.
import { useState } from 'preact/hooks';
import type { ShownReaction } from '../model/changes.ts';
import { nameOfEmoji } from '../model/emoji.ts';
import { whoOf } from '../model/message-words.ts';
import type { MessageRow } from '../model/rows.ts';
import { REACTION_WORDS } from '../words/messages.ts';
import { Icon } from './icon.tsx';
import type { MessageDeeds } from './message-deeds.ts';

interface ReactionsProps {
  row: MessageRow;
  deeds: MessageDeeds;
}

export function Reactions({ row, deeds }: ReactionsProps) {
  return (
    // Spoken on the way through the messages, not with each one that somebody adds.
    // biome-ignore lint/a11y/useSemanticElements: a set of fields it is not.
    <div class="reactions" role="group" aria-label={REACTION_WORDS.label} aria-live="off">
      {row.reactions.map((reaction) => (
        <Reaction key={reaction.emoji} reaction={reaction} row={row} deeds={deeds} />
      ))}
      <button
        type="button"
        class="chip add"
        tabIndex={-1}
        aria-label={REACTION_WORDS.add}
        title={REACTION_WORDS.add}
        onClick={() => deeds.open(row, 'emoji')}
      >
        <Icon name="smile" size={16} />
      </button>
    </div>
  );
}

function Reaction({
  reaction: { emoji, users },
  row,
  deeds,
}: ReactionsProps & { reaction: ShownReaction }) {
  const [near, setNear] = useState(false);
  const mine = users.includes(deeds.me.id);
  const who = whoOf(users, deeds.names(), deeds.me.id);
  const isOnItsWay = row.changes.some(
    ({ status, command }) =>
      status === 'waiting' && command.type === 'react' && command.emoji === emoji,
  );
  return (
    <span class="chip-place">
      <button
        type="button"
        class={`chip${mine ? ' mine' : ''}`}
        tabIndex={-1}
        aria-pressed={mine}
        aria-label={REACTION_WORDS.by(nameOfEmoji(emoji), users.length, who)}
        data-saving={isOnItsWay ? 'react' : undefined}
        onClick={({ currentTarget }) => {
          // With the last one it goes, and the focus with it.
          if (mine && users.length === 1) currentTarget.closest<HTMLElement>('.message')?.focus();
          deeds.toggle(row, emoji);
        }}
        onPointerEnter={(event) => setNear(event.pointerType === 'mouse')}
        onPointerLeave={(event) => event.pointerType === 'mouse' && setNear(false)}
        onFocus={() => setNear(true)}
        onBlur={() => setNear(false)}
      >
        <span class="emoji" aria-hidden="true">
          {emoji}
        </span>
        {users.length}
      </button>
      {near && (
        // The button's own label says it already.
        <span class="tip" aria-hidden="true">
          {who}
        </span>
      )}
    </span>
  );
}
