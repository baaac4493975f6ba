// Who a text may speak to: `@Ada`, `@Ada Lovelace`, `@"Ada Lovelace the First"`. A name may have blanks, so what stands behind
// an @ is several names at first, the longest one before the others; which of them somebody is called, the log says. Pure.
import { isEveryone, NAME_MAX, nameProblem, tidyName } from '../name/rule.ts';

/** Of one text so many count. */
export const MENTIONS_MAX = 20;
/** Of a name without quotes. */
const WORDS_MAX = 3;

export interface Spoken {
  /** Whom each @ may mean, the longest name first. */
  names: readonly (readonly string[])[];
  everyone: boolean;
}

const NOBODY: Spoken = { names: [], everyone: false };

/**
 * An @ within a word is an address of something, and none of somebody. What stands behind it is looked at, not passed: there
 * may be another one. A word is cut where it is longer than any name.
 */
const MENTION =
  /(?<![\p{L}\p{N}_.@+-])@(?:"([^"\n]{1,80})"|(?=([^\s@"]\S{0,80}(?:[^\S\n][^\s@"]\S{0,80}){0,2})))/gu;
/** What ends a sentence or a bracket, and not a name. */
const PUNCTUATION_BEHIND = /[\p{Pe}\p{Pf}\p{Po}\p{Pd}]+$/u;

export function parseMentions(text: string): Spoken {
  if (!text.includes('@')) return NOBODY;
  const names: string[][] = [];
  let everyone = false;
  for (const match of text.matchAll(MENTION).take(MENTIONS_MAX)) {
    const [, quoted, plain = ''] = match;
    const candidates = quoted === undefined ? longestFirst(plain) : [tidyName(quoted)];
    if (candidates.some(isEveryone)) everyone = true;
    const possible = candidates.filter((name) => nameProblem(name) === undefined);
    if (possible.length > 0) names.push([...new Set(possible)]);
  }
  return { names, everyone };
}

function longestFirst(plain: string): string[] {
  const words = plain.split(/\s/u, WORDS_MAX);
  return words
    .map((_, i) => words.slice(0, words.length - i).join(' '))
    .map((name) => tidyName(name.replace(PUNCTUATION_BEHIND, '')))
    .filter((name) => name !== '' && name.length <= NAME_MAX);
}
