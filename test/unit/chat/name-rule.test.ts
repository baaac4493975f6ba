// What one may be called: what is refused is said in words.
import assert from 'node:assert/strict';
import { nameProblem, tidyName } from '../../../src/chat/name/rule.ts';
import { skeleton } from '../../../src/chat/name/skeleton.ts';

describe('a name', () => {
  for (const name of [
    'Ada',
    'Ada Lovelace',
    "Róisín O'Brien-Møller",
    'Łukasz',
    'Ольга',
    'Сара',
    'Οδυσσέας',
    'مريم',
    'דוד',
    'अदिति',
    '阿达',
    'アダ',
    'アダさん 太郎',
    'Tanaka 田中 たなか タナカ',
    '김철수 Kim',
    'ㄅㄆ 王 Wang',
    'Ada 🦊',
    '👩‍👩‍👧',
    '🏳️‍🌈',
    '007',
    'ada_2',
    'ᏣᎳᎩ',
  ]) {
    it(`may be ${name}`, () => assert.equal(nameProblem(name), undefined));
  }

  for (const [what, name, words] of [
    ['mixes Latin and Cyrillic', 'Аda', /one script/],
    ['mixes Latin and Greek', 'Adα', /one script/],
    ['mixes Cyrillic and Greek', 'Адα', /one script/],
    ['mixes Latin with Arabic digits', 'Ada ٢', /one script/],
    ['mixes Hangul and Hiragana', '김の', /one script/],
    ['is in a script that nobody writes any more', '𐌰𐌳𐌰', /one script/],
    ['has a zero width space', 'A\u200bda', /cannot be seen/],
    ['has a soft hyphen', 'A\u00adda', /cannot be seen/],
    ['turns the text around it', '\u202eadA', /cannot be seen/],
    ['isolates the text around it', 'Ada\u2067', /cannot be seen/],
    ['has a control character', 'A\u0007da', /cannot be seen/],
    ['has a line break', 'A\nda', /cannot be seen/],
    ['has tags', 'Ada\u{e0041}', /cannot be seen/],
    ['has a filler', '\u3164', /cannot be seen/],
    ['covers the lines around it', 'A\u0300\u0301\u0302\u0303\u0304da', /cannot be seen/],
    ['is of lone surrogates', 'Ada\ud83d', /cannot be seen/],
    ['is empty', '', /1 to 64/],
    ['is too long', 'x'.repeat(65), /1 to 64/],
    ['stands for too much', 'ﷺ'.repeat(30), /shorter/],
    ['looks like capital Latin letters', 'ВОВА', /look like the Latin “boba”/],
    ['looks like a Latin name', 'Во', /look like the Latin “bo”/],
    ['means everybody', 'Everyone', /means everybody/],
    ['looks as if it meant everybody', 'Еveryone'.replace('Е', 'Ｅ'), /means everybody/],
  ] as const) {
    it(`is refused where it ${what}`, () => assert.match(nameProblem(name) ?? '', words));
  }

  it('is kept without blanks at its ends, with one between words', () => {
    assert.equal(tidyName('  Ada \u00a0  Lovelace '), 'Ada Lovelace');
  });

  it('leaves no two spellings of one look in one script: those that differ have one skeleton', () => {
    for (const [one, other] of [
      ['BOB', 'bob'],
      ['Ida', 'lda'],
      ['AnnI', 'Annl'],
      ['O2', '02'],
    ] as const) {
      assert.equal(nameProblem(one) ?? nameProblem(other), undefined);
      assert.equal(skeleton(one), skeleton(other));
    }
  });
});
