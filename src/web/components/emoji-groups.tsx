// The groups of the emoji, each by one of them.

export const RECENT = 'Taken last';

const GROUPS = [
  ['Smileys', '😀'],
  ['People', '👋'],
  ['Animals and nature', '🐻'],
  ['Food and drink', '🍔'],
  ['Travel and places', '🚗'],
  ['Activities', '⚽'],
  ['Objects', '💡'],
  ['Symbols', '❤️'],
  ['Flags', '🏁'],
] as const;

export interface EmojiGroupsProps {
  hasRecent: boolean;
  /** The one that is shown. */
  group: string | undefined;
  onGroup: (group: string) => void;
}

export function EmojiGroups({ hasRecent, group, onGroup }: EmojiGroupsProps) {
  const groups = hasRecent ? [[RECENT, '🕘'] as const, ...GROUPS] : GROUPS;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a set of fields it is not.
    <div class="groups" role="group" aria-label="Groups">
      {groups.map(([name, emoji]) => (
        <button
          key={name}
          type="button"
          aria-label={name}
          title={name}
          aria-pressed={name === group}
          onClick={() => onGroup(name)}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
