// What is said where one chooses an emoji. What each of them is called comes from Unicode's data (src/web/model/text/emoji-data.ts).
import type { EmojiGroup } from '../model/text/emoji-set.ts';

export const EMOJI_WORDS = {
  search: 'Search emoji',
  groups: 'Groups',
  /** Of those that the person took last. */
  recent: 'Recently used',
  groupNames: {
    smileys: 'Smileys',
    people: 'People',
    nature: 'Animals and nature',
    food: 'Food and drink',
    travel: 'Travel and places',
    activities: 'Activities',
    objects: 'Objects',
    symbols: 'Symbols',
    flags: 'Flags',
  } satisfies Record<EmojiGroup, string>,
  found: 'Found',
  count: (count: number) => (count === 0 ? 'No emoji is called that.' : `${count} found`),
  missing: 'The emoji could not be loaded.',
  again: 'Try again',
} as const;

export const TONE_WORDS = {
  label: 'Skin tone',
  now: (tone: string) => `Skin tone: ${tone}`,
  /** None, and from light to dark. */
  tones: ['No skin tone', 'Light', 'Medium light', 'Medium', 'Medium dark', 'Dark'],
} as const;
