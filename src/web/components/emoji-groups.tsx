// The groups of the emoji, each by one of them.

import type { EmojiGroup } from '../model/text/emoji-set.ts';
import { EMOJI_WORDS } from '../words/emoji.ts';

/** `recent`: those that the person took last. */
export type ShownGroup = EmojiGroup | 'recent';

const GROUPS: readonly (readonly [ShownGroup, string])[] = [
  ['smileys', '😀'],
  ['people', '👋'],
  ['nature', '🐻'],
  ['food', '🍔'],
  ['travel', '🚗'],
  ['activities', '⚽'],
  ['objects', '💡'],
  ['symbols', '❤️'],
  ['flags', '🏁'],
];

export const groupName = (group: ShownGroup): string =>
  group === 'recent' ? EMOJI_WORDS.recent : EMOJI_WORDS.groupNames[group];

export interface EmojiGroupsProps {
  hasRecent: boolean;
  /** The one that is shown. */
  group: ShownGroup | undefined;
  onGroup: (group: ShownGroup) => void;
}

export function EmojiGroups({ hasRecent, group, onGroup }: EmojiGroupsProps) {
  const groups = hasRecent ? [['recent', '🕘'] as const, ...GROUPS] : GROUPS;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a set of fields it is not.
    <div class="groups" role="group" aria-label={EMOJI_WORDS.groups}>
      {groups.map(([one, emoji]) => (
        <button
          key={one}
          type="button"
          aria-label={groupName(one)}
          title={groupName(one)}
          aria-pressed={one === group}
          onClick={() => onGroup(one)}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
