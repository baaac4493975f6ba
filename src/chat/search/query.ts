// What somebody looks for, as they typed it: words, "phrases", from: in: before: after: has:link, and a minus before what must
// not be there. Pure, without a library. Invariant: whatever is typed means something; what is none of these is words.
import { ROOM_NAME } from '../../shared/names.ts';
import { type Words, wordsOf } from './words.ts';

/** Characters (UTF-16 code units); more than anybody types, and few enough words for one look into an index. */
export const QUERY_MAX = 200;

/** Something that a message must have, or must not. */
export type Term = { not: boolean } & (
  | ({ is: 'words'; isPrefix: boolean } & Words)
  /** The id of who said it, or the name they had then. */
  | { is: 'from'; who: string }
  | { is: 'in'; room: string }
  | { is: 'link' }
);

export interface Query {
  terms: readonly Term[];
  /** Said before this moment, milliseconds since 1970; and not before this one. */
  before?: number;
  since?: number;
}

export type Parsed = { query: Query } | { problem: string };

const DAY_MS = 86_400_000;
/** A minus, a key with its colon, and what is in quotes or goes to the next space. A quote that nobody closes ends with the text. */
const PART = /(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/giu;
/** So short a beginning is that of too many words. */
const PREFIX_MIN = 3;

export function parseQuery(typed: string): Parsed {
  if (typed.length > QUERY_MAX) {
    return {
      problem: `a search has at most ${QUERY_MAX} characters, this one ${typed.length}: look for less`,
    };
  }
  if (typed.includes('\u0000') || !typed.isWellFormed()) {
    return { problem: 'a search must be well-formed Unicode without NUL characters' };
  }
  const query: { terms: Term[]; before?: number; since?: number } = { terms: [] };
  for (const [part, minus, key, quoted, plain] of typed.matchAll(PART)) {
    const not = minus === '-';
    const value = quoted ?? plain ?? '';
    const moment = not ? undefined : momentOf(key, value);
    if (moment !== undefined) Object.assign(query, narrower(query, moment));
    else query.terms.push(...termsOf({ part, not, key, value, isPhrase: quoted !== undefined }));
  }
  const asked = query.terms.some(({ not }) => !not);
  if (!asked && query.before === undefined && query.since === undefined) {
    return { problem: NOTHING };
  }
  markPrefix(query.terms, typed);
  return { query };
}

const NOTHING =
  'there is nothing to look for: give a word that occurs, or from:name, in:room, before:2026-11-01, after:2026-11-01, has:link';

interface Part {
  part: string;
  not: boolean;
  key: string | undefined;
  value: string;
  isPhrase: boolean;
}

function termsOf({ part, not, key, value, isPhrase }: Part): Term[] {
  const filter = filterOf(key?.toLowerCase(), value.trim());
  if (filter !== undefined) return [{ ...filter, not }];
  // No key that is known: then it is what it looks like.
  const words = wordsOf(isPhrase && key === undefined ? value : part);
  return words === undefined ? [] : [{ is: 'words', not, isPrefix: words.isBeginning, ...words }];
}

function filterOf(key: string | undefined, value: string) {
  if (key === 'from' && value !== '') return { is: 'from' as const, who: value };
  if (key === 'in' && ROOM_NAME.test(value)) return { is: 'in' as const, room: value };
  if (key === 'has' && value === 'link') return { is: 'link' as const };
  return undefined;
}

/** As words say it: before a day is before it begins, after a day is when it is over. Days are UTC's; a time may follow. */
function momentOf(key: string | undefined, value: string) {
  const which = key?.toLowerCase();
  if (which !== 'before' && which !== 'after') return undefined;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(value);
  if (!isDay && !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(value)) return undefined;
  const at = Date.parse(value);
  // Months have no 31st that rolls over.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== value.slice(0, 10)) {
    return undefined;
  }
  return which === 'before' ? { before: at } : { since: isDay ? at + DAY_MS : at + 1 };
}

/** Of two moments the one that leaves less. */
function narrower(
  { before = Infinity, since = -Infinity }: { before?: number; since?: number },
  moment: { before?: number; since?: number },
) {
  return moment.before !== undefined
    ? { before: Math.min(before, moment.before) }
    : { since: Math.max(since, moment.since ?? since) };
}

/** What is typed last may be the beginning of a word. */
function markPrefix(terms: Term[], typed: string): void {
  const last = terms.at(-1);
  if (last?.is !== 'words' || last.not || /["\s]$/.test(typed)) return;
  const end = last.words.slice(last.words.lastIndexOf(' ') + 1);
  if (end.length >= PREFIX_MIN) last.isPrefix = true;
}
