// The emoji that the page has at hand: the usual ones and those the person took last; all of them once they are loaded. Each is written
// as the log has it.
import type { Emoji } from './text/emoji-set.ts';

/** Before anything was chosen, with the name that a screen reader says. */
const FIRST: ReadonlyMap<string, string> = new Map([
  ['👍', 'Thumbs up'],
  ['❤️', 'Red heart'],
  ['😂', 'Face with tears of joy'],
  ['🎉', 'Party popper'],
  ['👀', 'Eyes'],
  ['🙏', 'Folded hands'],
]);

let all: Emoji | undefined;

/** Rejects where they cannot be loaded: then the next call tries again. */
export async function loadEmoji(): Promise<Emoji> {
  all ??= (await import('./text/emoji-data.ts')).emoji;
  return all;
}

/** Nothing until they are loaded. */
export const loadedEmoji = (): Emoji | undefined => all;

/** As a person calls it; itself where that is not known yet. */
export const nameOfEmoji = (emoji: string): string =>
  all?.nameOf(emoji) ?? FIRST.get(emoji) ?? emoji;

/** As many as stand in two lines. */
export const RECENT_MAX = 16;

/** The one that was taken now stands first. */
export const withRecent = (recent: readonly string[], emoji: string): string[] =>
  [emoji, ...recent.filter((other) => other !== emoji)].slice(0, RECENT_MAX);

/** The last ones, filled up with the usual. */
export const quickOf = (recent: readonly string[], count = FIRST.size): string[] =>
  [...new Set([...recent, ...FIRST.keys()])].slice(0, count);
