// What a person may be called: something that can be seen, in one script, and nothing that changes how the text around it is
// read or is easily taken for another name. Names are part of rows, logs and other people's screens. Pure.
import { SCRIPTS } from './scripts.ts';
import { skeleton, skeletonOfLook } from './skeleton.ts';

/** UTF-16 code units. */
export const NAME_MAX = 64;
/** Of a skeleton: it is a token of a subject. */
const SKELETON_MAX = 192;

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

/** What somebody typed as it is kept: without blanks at its ends, with one between words. */
export const tidyName = (typed: string): string => typed.replace(/\p{Zs}+/gu, ' ').trim();

/** Means everybody in a message. */
const EVERYONE = 'everyone';
const RESERVED: ReadonlySet<string> = new Set([skeleton(EVERYONE)]);
export const isEveryone = (name: string): boolean => RESERVED.has(skeleton(name));

const AS_LATIN = /^[a-z]+$/;
const HAS_LATIN = /\p{Script=Latin}/u;
const LETTER = /\p{L}/u;

/** What is wrong with a tidy name, in words; undefined where one may be called that. */
export function nameProblem(name: string): string | undefined {
  if (name === '' || name.length > NAME_MAX) {
    return `a name has 1 to ${NAME_MAX} printable characters`;
  }
  if (!isPrintable(name)) {
    return 'a name must be printable characters alone: none that cannot be seen, or that turn the text around them';
  }
  if (!isOneScript(name)) {
    return 'a name must be in one script: letters of several that look alike could be taken for one another';
  }
  const own = skeleton(name);
  if (own === '' || own.length > SKELETON_MAX) return 'a name must be shorter, or have letters';
  if (RESERVED.has(own)) return `${name} means everybody here: choose another name`;
  const look = skeletonOfLook(name);
  if (look !== own && AS_LATIN.test(look) && LETTER.test(name) && !HAS_LATIN.test(name)) {
    return `these letters look like the Latin “${look}”: choose a name that cannot be taken for it`;
  }
  return undefined;
}

const isOneScript = (name: string): boolean => SCRIPTS.some((script) => script.test(name));
