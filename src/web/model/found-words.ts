// Where in a text the words stand that somebody looked for. Pure. It says the same as the index by which the text was found
// (src/chat/search/words.ts), and gives parts of text: whoever draws them makes no markup of what somebody wrote.
import { parseQuery, type Term } from '../../chat/search/query.ts';
import { indexWords, type PlacedWord } from '../../chat/search/words.ts';
import { plainOf } from './text/marked.ts';

export interface Part {
  text: string;
  isFound: boolean;
}

/** About so many characters of a long text are shown of what was found. */
const PASSAGE_MAX = 320;
/** So many of them before the first word. */
const BEFORE = 80;

/** What a message says, on one line without its marks, around the first word that was looked for. */
export function passageOf(text: string, query: string): Part[] {
  const line = plainOf(text);
  const places = placesIn(line, query);
  const first = places[0]?.from ?? 0;
  const from = line.length <= PASSAGE_MAX || first <= BEFORE ? 0 : whole(line, first - BEFORE);
  const to = whole(line, Math.min(line.length, from + PASSAGE_MAX));
  const parts = partsOf(line, places, { from, to });
  return [
    ...(from > 0 ? [{ text: '…', isFound: false }] : []),
    ...parts,
    ...(to < line.length ? [{ text: '…', isFound: false }] : []),
  ];
}

type Place = Pick<PlacedWord, 'from' | 'to'>;

function partsOf(text: string, places: readonly Place[], { from, to }: Place): Part[] {
  const parts: Part[] = [];
  let at = from;
  for (const place of places) {
    const [begin, end] = [Math.max(place.from, at), Math.min(place.to, to)];
    if (end <= begin) continue;
    if (begin > at) parts.push({ text: text.slice(at, begin), isFound: false });
    parts.push({ text: text.slice(begin, end), isFound: true });
    at = end;
  }
  if (at < to) parts.push({ text: text.slice(at, to), isFound: false });
  return parts;
}

/** In order, without any that overlap. */
function placesIn(text: string, query: string): Place[] {
  const parsed = parseQuery(query);
  if ('problem' in parsed) return [];
  const words = indexWords(text).map((one) => ({ ...one, word: one.word.toLowerCase() }));
  const places = parsed.query.terms.flatMap((term) => placesOf(term, words));
  const joined: Place[] = [];
  for (const { from, to } of places.sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from < last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

function placesOf(term: Term, words: readonly PlacedWord[]): Place[] {
  if (term.is !== 'words' || term.not) return [];
  const asked = term.words.toLowerCase().split(' ');
  const beginning = term.isPrefix ? asked.pop() : undefined;
  const length = asked.length + (beginning === undefined ? 0 : 1);
  return words.flatMap((_, at) => {
    const these = words.slice(at, at + length);
    const isWhole = asked.every((word, n) => these[n]?.word === word);
    if (!isWhole || these.length < length) return [];
    if (beginning === undefined) return these;
    const last = these.pop();
    return last?.word.startsWith(beginning) ? [...these, begunWith(last, beginning)] : [];
  });
}

/** Of the word what was typed of it, where small and capital letters are as long as each other. */
const begunWith = ({ word, from, to }: PlacedWord, { length }: string): Place => ({
  from,
  to: word.length === to - from ? from + length : to,
});

/** Never in the middle of a character of two units. */
const whole = (text: string, at: number): number =>
  (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at;
