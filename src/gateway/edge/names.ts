// What a person may be called: something that can be seen, and nothing that changes how the text around it is read.
// Such names become part of message ids, rows, logs and other people's screens. Pure.
import { z } from 'zod';

/**
 * Control and format characters, a symbol that shows as nothing (U+2800), line and paragraph separators, unassigned and private characters, and what Unicode calls
 * default-ignorable (zero width, fillers, variation selectors, tags) or uses to turn the direction of text.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2800\ufffc]/u;
/** Marks without a letter, or so many that they cover the lines around it. */
const STACKED = /^\p{M}|\p{M}{5}/u;
/** Joins the parts of one emoji, or chooses its picture: seen as part of it. */
const EMOJI = /\p{RGI_Emoji}/gv;

export const isPrintable = (text: string): boolean =>
  text.isWellFormed() &&
  !UNSEEN.test(text.replace(EMOJI, '')) &&
  !STACKED.test(text) &&
  text.trim() !== '';

const printable = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(isPrintable, 'has characters that cannot be seen, or none that can');

export const userId = z
  .string()
  .min(1)
  .max(128)
  .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed(), 'has control characters');
/** A name as a person may choose it. */
export const userName = z.string().trim().pipe(printable(64));

/** What is shown of an id that comes without a name: its beginning, cut between what a reader sees as characters. */
export function nameFromId(id: string): string {
  let name = '';
  for (const { segment } of new Intl.Segmenter().segment(id)) {
    if (name.length + segment.length > 64) break;
    name += segment;
  }
  const clean = name.trim();
  return isPrintable(clean) ? clean : 'somebody';
}
