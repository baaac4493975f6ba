// How well a name fits what somebody typed, who types fast and leaves letters out. Pure. Invariant: every character that was typed
// is in the name, in this order.

/** Better than any number of letters that merely occur. */
const WHOLE = 1_000;
const BEGINS = 500;
const WORD_BEGINS = 300;
const CONTAINS = 150;

/** Small letters without their marks. */
export const plain = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** More is better; undefined where it does not fit. Both `plain`. */
export function fitOf(name: string, typed: string): number | undefined {
  if (typed === '') return 0;
  if (name === typed) return WHOLE;
  const shorter = 1 / (1 + name.length);
  if (name.startsWith(typed)) return BEGINS + shorter;
  const at = name.indexOf(typed);
  if (at > 0) return (isWordStart(name, at) ? WORD_BEGINS : CONTAINS) + shorter;
  return scattered(name, typed);
}

const isWordStart = (name: string, at: number): boolean =>
  at === 0 || /[^\p{L}\p{N}]/u.test(name[at - 1] ?? '');

/** Letter by letter: those at the beginning of a word and in a row count for more. */
function scattered(name: string, typed: string): number | undefined {
  let [from, score, before] = [0, 0, -2];
  for (const letter of typed) {
    if (letter === ' ') continue;
    const at = name.indexOf(letter, from);
    if (at < 0) return undefined;
    score += isWordStart(name, at) ? 8 : at === before + 1 ? 5 : 1;
    before = at;
    from = at + letter.length;
  }
  return score / typed.length;
}
