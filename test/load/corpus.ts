// Made-up talk that is like talk where it matters to a search: few words are said all the time, most are said seldom; some
// people and rooms say more than others; some languages have no spaces. The same for the same number.
import type { User } from '../../src/shared/wire/objects.ts';

export interface Corpus {
  message: (at: number) => { room: string; user: User; text: string };
  /** What people look for, by kind. */
  queries: Readonly<Record<string, () => { query: string; before?: number }>>;
}

const WORDS = 40_000;
const DENSE_WORDS = 20_000;
const ROOMS = 300;
const USERS = 5_000;
const SYLLABLES =
  'ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se ta te ti to'.split(
    ' ',
  );

export function createCorpus(messages: number): Corpus {
  const random = generator(7);
  /** The n-th of something is said about 1/n as often as the first. */
  const seldomer = (count: number) => Math.floor(count ** random()) - 1;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const words = [
    ...new Set(
      times(WORDS, () => times(2 + Math.floor(random() * 3), () => pick(SYLLABLES)).join('')),
    ),
  ];
  const han = () => String.fromCodePoint(0x4e00 + seldomer(3_000));
  const denseWords = [
    ...new Set(times(DENSE_WORDS, () => times(1 + Math.floor(random() * 3), han).join(''))),
  ];
  const word = () => words[seldomer(words.length)] ?? '';
  const latin = () => times(4 + Math.floor(random() * 16), word).join(' ');
  const dense = () =>
    times(3 + Math.floor(random() * 12), () => denseWords[seldomer(denseWords.length)]).join('');
  const text = (): string => {
    const kind = random();
    const said =
      kind < 0.6 ? latin() : kind < 0.85 ? `${dense()}。` : `${latin()}，${dense()} ${word()}`;
    return random() < 0.05
      ? `${said} https://example.com/${word()}/${Math.floor(random() * 1e6)}`
      : said;
  };
  const samples: string[] = [];
  const message = (at: number) => {
    const user = seldomer(USERS);
    const said = text();
    if (at % 499 === 0) samples.push(said);
    return {
      room: `room${seldomer(ROOMS)}`,
      user: { id: `guest-${user}`, name: `Name ${user}` },
      text: said,
    };
  };
  const sampled = (pattern: RegExp): string => {
    for (;;) {
      const found = pick(samples).match(pattern)?.[0];
      if (found !== undefined) return found;
    }
  };
  const common = () => words[Math.floor(random() * 4)] ?? '';
  const middle = () => words[100 + Math.floor(random() * 400)] ?? '';
  const rare = () => words[Math.floor(words.length * (0.5 + random() / 2))] ?? '';
  const day = () =>
    new Date(1_767_225_600_000 + random() * messages * 30_000).toISOString().slice(0, 10);
  const just = (queryOf: () => string) => () => ({ query: queryOf() });
  return {
    message,
    queries: {
      'a common word': just(common),
      'a word': just(middle),
      'a rare word': just(rare),
      'a word nobody said': just(() => `zz${rare()}`),
      'two words': just(() => `${middle()} ${middle()}`),
      'common and rare': just(() => `${common()} ${rare()}`),
      'words of one message': just(() => sampled(/^\w+ \w+ \w+/)),
      'a phrase': just(() => `"${sampled(/\w+ \w+ \w+/)}"`),
      'a phrase of common words': just(() => `"${common()} ${common()}"`),
      'common words never said so': just(() => `"${common()} ${common()} ${common()} ${common()}"`),
      'the beginning of a word': just(() => rare().slice(0, 4)),
      'one character': just(() => sampled(/[\u4e00-\u9fff]/u)),
      'two characters': just(() => sampled(/[\u4e00-\u9fff]{2}/u)),
      'five characters': just(() => sampled(/[\u4e00-\u9fff]{5}/u)),
      mixed: just(() => `${middle()} ${sampled(/[\u4e00-\u9fff]{2}/u)}`),
      'from somebody': just(() => `from:"Name ${Math.floor(random() * USERS)}" ${common()}`),
      'in a room': just(() => `in:room${Math.floor(random() * ROOMS)} ${middle()}`),
      'common in a quiet room': just(
        () => `in:room${ROOMS - 1 - Math.floor(random() * 9)} ${common()}`,
      ),
      'before a day': just(() => `before:${day()} ${middle()}`),
      'between days': just(() => `after:2026-02-01 before:${day()} ${common()}`),
      'a day alone': just(() => `before:${day()}`),
      links: just(() => `has:link ${middle()}`),
      'without a word': just(() => `${words[0]} -${middle()}`),
      'far pages of a word': () => ({
        query: middle(),
        before: Math.floor(random() * messages) + 1,
      }),
      'far pages of a common word': () => ({
        query: common(),
        before: Math.floor(random() * messages) + 1,
      }),
    },
  };
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
