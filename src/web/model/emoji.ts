// The emoji to choose from, in groups, and those that the person took last. Pure. Each is written as the log has it.

export interface EmojiGroup {
  name: string;
  emoji: readonly Emoji[];
}
/** With the name that a screen reader says. */
export type Emoji = readonly [emoji: string, name: string];

export const EMOJI: readonly EmojiGroup[] = [
  {
    name: 'Faces',
    emoji: [
      ['😀', 'Grinning'],
      ['😄', 'Happy'],
      ['😂', 'Tears of joy'],
      ['🙂', 'Smile'],
      ['😉', 'Wink'],
      ['😍', 'Heart eyes'],
      ['🤔', 'Thinking'],
      ['😮', 'Surprised'],
      ['😅', 'Relieved'],
      ['🙄', 'Rolling eyes'],
      ['😢', 'Crying'],
      ['😡', 'Angry'],
    ],
  },
  {
    name: 'Hands',
    emoji: [
      ['👍', 'Thumbs up'],
      ['👎', 'Thumbs down'],
      ['👏', 'Clapping'],
      ['🙏', 'Thank you'],
      ['👋', 'Waving'],
      ['💪', 'Strong'],
      ['🙌', 'Hooray'],
      ['👀', 'Looking'],
    ],
  },
  {
    name: 'Signs',
    emoji: [
      ['❤️', 'Heart'],
      ['💔', 'Broken heart'],
      ['🔥', 'Fire'],
      ['⭐', 'Star'],
      ['✅', 'Done'],
      ['❌', 'No'],
      ['❓', 'Question'],
      ['❗', 'Important'],
      ['💯', 'Hundred'],
      ['➕', 'One more'],
      ['⚠️', 'Warning'],
      ['💡', 'Idea'],
    ],
  },
  {
    name: 'Things',
    emoji: [
      ['🎉', 'Party'],
      ['🚀', 'Rocket'],
      ['🐛', 'Bug'],
      ['☕', 'Coffee'],
      ['🍕', 'Pizza'],
      ['🎂', 'Cake'],
      ['🌱', 'Seedling'],
      ['☀️', 'Sun'],
    ],
  },
];

const NAMES = new Map(EMOJI.flatMap(({ emoji }) => emoji));

/** As a person calls it; itself where the set does not have it. */
export const nameOfEmoji = (emoji: string): string => NAMES.get(emoji) ?? emoji;

/** Before anything was chosen. */
const FIRST = ['👍', '❤️', '😂', '🎉', '👀', '🙏'];
/** As many as stand in one line. */
export const RECENT_MAX = 8;

/** The one that was taken now stands first. */
export const withRecent = (recent: readonly string[], emoji: string): string[] =>
  [emoji, ...recent.filter((other) => other !== emoji)].slice(0, RECENT_MAX);

/** The last ones, filled up with the usual. */
export const quickOf = (recent: readonly string[], count = FIRST.length): string[] =>
  [...new Set([...recent, ...FIRST])].slice(0, count);
