// How a text becomes the words that it is found by, without a library. What stands here is what the database does with each
// message (migration 0010-search): a test holds the two against each other.
// Languages without spaces have no words that one could see: there two characters side by side are one. A run of them has each
// pair, and at its ends its first and its last character alone, so that every character begins a word of the index.

/** What stands between words: punctuation, symbols, spaces. Written for a class of a regular expression. */
const BETWEEN = [
  '\\u0001-\\u002f:-@\\[-`{-\\u00a9\\u00ab-\\u00b1\\u00b4\\u00b6-\\u00b8\\u00bb\\u00bf\\u00d7\\u00f7',
  '\\u2000-\\u206f\\u20a0-\\u20cf\\u2190-\\u2bff\\u3000-\\u3004\\u3008-\\u303f\\ufe00-\\ufe6f',
  '\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65\\u{1f000}-\\u{1faff}',
].join('');
/** Han, kana, Hangul. */
const DENSE = [
  '\\u1100-\\u11ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3040-\\u30ff\\u3130-\\u318f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff',
  '\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}',
].join('');
const PIECES = new RegExp(`[${DENSE}]+|[^${BETWEEN}${DENSE}]+`, 'gu');
const IS_DENSE = new RegExp(`^[${DENSE}]`, 'u');

export interface Words {
  /** In order, with single spaces between them: side by side here is side by side in the index. */
  words: string;
  /** One character of a language without spaces: what it begins is found. */
  isBeginning: boolean;
}

/** The words of the index that say that a text holds this; undefined where nothing of it is a word. */
export function wordsOf(said: string): Words | undefined {
  const pieces = said.match(PIECES);
  if (pieces === null) return undefined;
  const words = pieces.flatMap((piece, at) =>
    IS_DENSE.test(piece)
      ? pairs([...piece], { first: at > 0, last: at < pieces.length - 1 })
      : [piece],
  );
  if (words.length > 0) return { words: words.join(' '), isBeginning: false };
  return { words: pieces.join(''), isBeginning: true };
}

/** A word of the index, and where it stands in the text. */
export interface PlacedWord {
  word: string;
  from: number;
  to: number;
}

/** The words by which a text is found, in order, as the index has them. */
export function indexWords(text: string): PlacedWord[] {
  return [...text.matchAll(PIECES)].flatMap(({ 0: piece, index: from }) => {
    if (!IS_DENSE.test(piece)) return [{ word: piece, from, to: from + piece.length }];
    let end = from;
    const run = [...piece].map((character) => {
      end += character.length;
      return { character, end };
    });
    const at = (n: number) => (n < 0 ? from : (run[n]?.end ?? end));
    return pairs(
      run.map(({ character }) => character),
      { first: true, last: true },
    ).map((word, n) => ({
      word,
      // The first character, each pair, the last character.
      from: n === 0 ? from : at(n - 2),
      to: at(Math.min(n, run.length - 1)),
    }));
  });
}

/** `first`, `last`: whether the run is known to begin and to end here, as it is where something else stands beside it. */
function pairs(run: string[], { first, last }: { first: boolean; last: boolean }): string[] {
  const inner = run.slice(1).map((character, at) => `${run[at]}${character}`);
  return [...(first ? run.slice(0, 1) : []), ...inner, ...(last ? run.slice(-1) : [])];
}
