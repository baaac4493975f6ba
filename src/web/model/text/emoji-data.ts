// Every emoji there is, a file of its own of the built page (vite.config.ts keeps of the data what is read here).
import compact from 'emojibase-data/en/compact.json' with { type: 'json' };
import shortcodes from 'emojibase-data/en/shortcodes/iamcal.json' with { type: 'json' };
import { canonicalEmoji } from '../../../chat/reaction/emoji.ts';
import { Emoji, type EmojiEntry } from './emoji-set.ts';

/** By their numbers in the data; 2 are parts of emoji. */
const GROUPS: Readonly<Record<number, string>> = {
  0: 'Smileys',
  1: 'People',
  3: 'Animals and nature',
  4: 'Food and drink',
  5: 'Travel and places',
  6: 'Activities',
  7: 'Objects',
  8: 'Symbols',
  9: 'Flags',
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
  const name = group === undefined ? undefined : GROUPS[group];
  if (emoji === undefined || name === undefined) return [];
  return [
    {
      emoji,
      group: name,
      name: label.charAt(0).toUpperCase() + label.slice(1),
      codes: [codes[hexcode] ?? []].flat(),
      tags,
      hasTones: skins?.length === TONES,
    },
  ];
};

export const emoji = new Emoji(data.flatMap(entryOf));
