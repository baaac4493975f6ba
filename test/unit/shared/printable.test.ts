import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { printable } from '../../../src/shared/printable.ts';

describe('text of others on a terminal', () => {
  for (const character of [
    '\u001b',
    '\u009b',
    '\u007f',
    '\u202e',
    '\u200b',
    '\u200f',
    '\u061c',
    '\ufeff',
    '\u2028',
  ]) {
    it(`shows U+${character.charCodeAt(0).toString(16)} instead of obeying it`, () => {
      assert.equal(printable(`a${character}b`, { multiline: true }), 'a\ufffdb');
    });
  }

  it('keeps line breaks and joined emoji', () => {
    assert.equal(printable('a\n👩‍💻', { multiline: true }), 'a\n👩‍💻');
  });
});
