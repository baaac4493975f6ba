// The emoji by group, by shortcode (`:tada:`) and by what somebody looks for. Pure.

export type EmojiGroup =
  | 'smileys'
  | 'people'
  | 'nature'
  | 'food'
  | 'travel'
  | 'activities'
  | 'objects'
  | 'symbols'
  | 'flags';

export interface EmojiEntry {
  emoji: string;
  /** What a screen reader says. */
  name: string;
  group: EmojiGroup;
  /** As they are typed, without their colons; the first one is shown. */
  codes: readonly string[];
  /** Other words for it. */
  tags: readonly string[];
  hasTones: boolean;
}

/** None, and five from light to dark. */
export const TONES = ['', '🏻', '🏼', '🏽', '🏾', '🏿'] as const;

const FOUND_MAX = 64;

export class Emoji {
  readonly all: readonly EmojiEntry[];
  readonly groups: ReadonlyMap<EmojiGroup, readonly EmojiEntry[]>;
  readonly #byCode: ReadonlyMap<string, EmojiEntry>;
  readonly #byEmoji: ReadonlyMap<string, EmojiEntry>;

  constructor(all: readonly EmojiEntry[]) {
    this.all = all;
    this.groups = Map.groupBy(all, ({ group }) => group);
    this.#byCode = new Map(all.flatMap((entry) => entry.codes.map((code) => [code, entry])));
    this.#byEmoji = new Map(all.map((entry) => [entry.emoji, entry]));
  }

  byCode(code: string): EmojiEntry | undefined {
    return this.#byCode.get(code);
  }

  /** Whatever its tone. */
  nameOf(emoji: string): string | undefined {
    return this.#byEmoji.get(withoutTone(emoji))?.name;
  }

  /** The best first: by what it is called, then by how it begins, then by other words. */
  find(typed: string, max = FOUND_MAX): EmojiEntry[] {
    const words = typed
      .toLowerCase()
      .split(/[\s_:]+/)
      .filter(Boolean);
    if (words.length === 0) return [];
    const code = words.join('_');
    return this.all
      .map((entry) => ({ entry, rank: rankOf(entry, words, code) }))
      .filter(({ rank }) => rank < NOT_FOUND)
      .sort((a, b) => a.rank - b.rank)
      .slice(0, max)
      .map(({ entry }) => entry);
  }
}

const NOT_FOUND = 5;

function rankOf({ name, codes, tags }: EmojiEntry, words: readonly string[], code: string): number {
  if (codes.includes(code)) return 0;
  if (codes.some((one) => one.startsWith(code))) return 1;
  const named = name.toLowerCase().split(' ');
  const has = (all: readonly string[]) =>
    words.every((word) => all.some((one) => one.startsWith(word)));
  if (has(named)) return 2;
  if (codes.some((one) => one.includes(code))) return 3;
  return has([...named, ...tags]) ? 4 : NOT_FOUND;
}

const MODIFIER = /\p{Emoji_Modifier}/u;
const BASE = /(\p{Emoji_Modifier_Base})\ufe0f?/u;

/** In the tone that the person chose, where it has tones. */
export const inTone = ({ emoji, hasTones }: EmojiEntry, tone: number): string =>
  hasTones ? emoji.replace(BASE, `$1${TONES[tone] ?? ''}`) : emoji;

const withoutTone = (emoji: string): string => emoji.replace(MODIFIER, '');
