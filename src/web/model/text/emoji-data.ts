// Every emoji there is, a file of its own of the built page (vite.config.ts keeps of the data what is read here).
import compact from 'emojibase-data/en/compact.json' with { type: 'json' };
import shortcodes from 'emojibase-data/en/shortcodes/iamcal.json' with { type: 'json' };
import { canonicalEmoji } from '../../../chat/reaction/emoji.ts';
import { Emoji, type EmojiEntry, type EmojiGroup } from './emoji-set.ts';

/** By their numbers in the data; 2 are parts of emoji. */
const GROUPS: Readonly<Record<number, EmojiGroup>> = {
  0: 'smileys',
  1: 'people',
  3: 'nature',
  4: 'food',
  5: 'travel',
  6: 'activities',
  7: 'objects',
  8: 'symbols',
  9: 'flags',
};
/** What has another number of them shows several people, each with a tone of their own. */
const TONES = 5;

interface Datum {
  hexcode: string;
  unicode: string;
  label: string;
  group?: number;
  tags?: readonly string[];
  skins?: readonly unknown[];
}

const data: readonly Datum[] = compact;
const codes: Readonly<Record<string, string | readonly string[]>> = shortcodes;

const entryOf = ({ hexcode, unicode, label, group, tags = [], skins }: Datum): EmojiEntry[] => {
  const emoji = canonicalEmoji(unicode);
  const groupOf = group === undefined ? undefined : GROUPS[group];
  if (emoji === undefined || groupOf === undefined) return [];
  return [
    {
      emoji,
      group: groupOf,
      name: label.charAt(0).toUpperCase() + label.slice(1),
      codes: [codes[hexcode] ?? []].flat(),
      tags,
      hasTones: skins?.length === TONES,
    },
  ];
};

export const emoji = new Emoji(data.flatMap(entryOf));
