import assert from 'node:assert/strict';
import { nameFromId, userName } from '../../../src/gateway/edge/names.ts';

const accepted = (name: string) => userName.safeParse(name).success;

describe('names', () => {
  it('may be of any script, with blanks, marks and emoji', () => {
    for (const name of [
      'Ada',
      'Ада Лавлейс',
      '李小龍',
      'Zoë',
      'नमस्ते',
      '👩‍👩‍👧',
      '❤️ Ada',
      "O'Neil",
      '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    ]) {
      assert.equal(accepted(name), true, JSON.stringify(name));
    }
  });

  it('have no character that cannot be seen or that turns the text around it', () => {
    const bad = [
      '\u200b',
      '\u2063\u2063',
      '\u3164',
      '\u2800',
      '\u00ad',
      'A\u200bda',
      'Ada\u2060',
      'Ad\u200da',
      'Ada\ufeff!',
      '\u202eadA',
      '\u2067Ada',
      'Ada\u200f',
      'A\u009bda',
      'A\u2028da',
      'Ada\ufe0f',
      'Ada\u{e0041}',
      '\u115f',
      '\ud83d',
      'Ada\u{e000}',
    ];
    bad.push('A\ufff9', '\u{13430}', 'A\u2800da', '\ufffc', '\u0301', `A${'\u0301'.repeat(60)}`);
    for (const name of bad) assert.equal(accepted(name), false, JSON.stringify(name));
  });

  it('are cut from an id between characters', () => {
    assert.equal(nameFromId(`${'a'.repeat(63)}\u{1f600}b`), 'a'.repeat(63));
    assert.equal(nameFromId(`${'a'.repeat(60)}👩‍👩‍👧`), 'a'.repeat(60));
    assert.equal(nameFromId('\u200b'), 'somebody');
    assert.equal(nameFromId(' ada '), 'ada');
  });
});
