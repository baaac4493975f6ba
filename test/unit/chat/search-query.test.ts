// What is typed into a search, and what it means. Whatever it is, it means something or is answered with what to do.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseQuery, QUERY_MAX, type Term } from '../../../src/chat/search/query.ts';
import { wordsOf } from '../../../src/chat/search/words.ts';

const termsOf = (typed: string): readonly Term[] => {
  const parsed = parseQuery(typed);
  assert.ok('query' in parsed, JSON.stringify(parsed));
  return parsed.query.terms;
};
const wordsIn = (typed: string) =>
  termsOf(typed).map((term) => {
    assert.equal(term.is, 'words');
    return term.is === 'words'
      ? `${term.not ? '-' : ''}${term.words}${term.isPrefix ? '*' : ''}`
      : '';
  });
const problemOf = (typed: string): string => {
  const parsed = parseQuery(typed);
  return 'problem' in parsed ? parsed.problem : assert.fail(`${typed} means something`);
};

describe('a search as it is typed', () => {
  for (const [typed, ...words] of [
    ['release notes ', 'release', 'notes'],
    ['release not', 'release', 'not*'],
    ['go to', 'go', 'to'],
    ['"release notes"', 'release notes'],
    ['"release notes', 'release notes*'],
    ['release -beta', 'release', '-beta'],
    ['release -"beta 2"', 'release', '-beta 2'],
    ['re-release ', 're release'],
    ['日本', '日本'],
    ['日本語', '日本 本語'],
    ['本', '本*'],
    ['abc日本', 'abc 日 日本'],
    ['日本abc ', '日本 本 abc'],
    ['"日本 語"', '日本 本 語'],
    ['100% ', '100'],
    ["o'brien ", 'o brien'],
    ['a\\b', 'a b'],
    ['(foo|bar)+.*$ ', 'foo bar'],
    ['to:ada ', 'to ada'],
    ['in:"no room" ', 'in no room'],
    ['before:yesterday ', 'before yesterday'],
    ['before:2026-02-30 ', 'before 2026 02 30'],
    ['https://example.com/a_b ', 'https example com a b'],
    ['-release before:2026-01-01', '-release'],
    ['--release notes ', '-release', 'notes'],
  ] as [string, ...string[]][]) {
    it(`${typed} looks for ${words.join(', ')}`, () => assert.deepEqual(wordsIn(typed), words));
  }

  it('knows from, in and has:link, also with a minus, in any case', () => {
    assert.deepEqual(termsOf('from:ada FROM:"Ada L." -in:lobby has:link'), [
      { is: 'from', who: 'ada', not: false },
      { is: 'from', who: 'Ada L.', not: false },
      { is: 'in', room: 'lobby', not: true },
      { is: 'link', not: false },
    ]);
  });

  it('knows days and times; before is before they begin, after is when they are over', () => {
    const day = 86_400_000;
    const at = Date.UTC(2026, 10, 1);
    assert.deepEqual(parseQuery('before:2026-11-01'), { query: { terms: [], before: at } });
    assert.deepEqual(parseQuery('after:2026-11-01'), { query: { terms: [], since: at + day } });
    assert.deepEqual(parseQuery('after:2026-11-01T12:00Z before:2026-11-03 before:2026-11-02'), {
      query: { terms: [], since: at + day / 2 + 1, before: at + day },
    });
  });

  for (const typed of [
    '',
    '   ',
    '%',
    '"',
    '""',
    "'",
    '\\',
    '.*?+',
    '🙂',
    '-',
    '-release',
    '-from:ada',
  ]) {
    it(`says what to do about ${JSON.stringify(typed)}`, () => {
      assert.match(problemOf(typed), /nothing to look for: give a word/);
    });
  }

  it('refuses what is too long, with how long it may be', () => {
    assert.match(problemOf('a'.repeat(4_000)), /at most 200 characters, this one 4000/);
    assert.equal(termsOf('a'.repeat(QUERY_MAX)).length, 1);
  });

  it('refuses what no database could take', () => {
    for (const typed of ['a\u0000b', 'a\ud800']) assert.match(problemOf(typed), /well-formed/);
  });

  it('always means something or says what to do, and asks for no more words than were typed', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        'from:',
        'in:',
        'before:',
        'after:',
        'has:',
        '-',
        '"',
        ' ',
        '日本',
        '2026-11-01',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const typed = pieces.join('');
        const parsed = parseQuery(typed);
        if ('problem' in parsed) return parsed.problem.length > 20;
        assert.ok(parsed.query.terms.length <= QUERY_MAX);
        for (const term of parsed.query.terms) {
          if (term.is !== 'words') continue;
          assert.ok(term.words.length <= 4 * typed.length + 4);
          assert.doesNotMatch(term.words, /^ | {2}| $|^$/);
        }
        return true;
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the words of a text', () => {
  it('are none where there is none', () => assert.equal(wordsOf('… 🙂 !'), undefined));
  it('have nothing of what stands between them', () => {
    assert.deepEqual(wordsOf('«Hello», “world”。'), { words: 'Hello world', isBeginning: false });
  });
});
