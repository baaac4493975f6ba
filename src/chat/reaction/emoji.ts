// One emoji in one way of writing it, without a library: clients check it before they send, gateways again.
// What counts is Unicode's own list, RGI_Emoji: what keyboards offer and fonts draw as one picture.

/** Made once it is asked for: a phone writes it out for 60 ms. */
let listed: RegExp | undefined;
/** Would be drawn as text: it wants the selector behind it, unless a skin tone does the same. */
const DRAWN_AS_TEXT = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gv;
const SELECTOR = '\u{fe0f}';
/** The longest of the list has 35 code units. */
const LENGTH_MAX = 64;

/**
 * Fully qualified (UTS #51), so that 👍 with and without a variation selector are one; skin tones are their own.
 * Undefined where it is not exactly one emoji.
 */
export function canonicalEmoji(text: string): string | undefined {
  if (text.length > LENGTH_MAX) return undefined;
  const emoji = text.replaceAll(SELECTOR, '').replace(DRAWN_AS_TEXT, `$&${SELECTOR}`);
  listed ??= /^\p{RGI_Emoji}$/v;
  return listed.test(emoji) ? emoji : undefined;
}
