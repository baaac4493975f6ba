import assert from 'node:assert/strict';
import { canonicalEmoji } from '../../../src/chat/reaction/emoji.ts';

describe('one emoji', () => {
  for (const [what, written, is] of [
    ['with and without a selector it does not need', '👍\u{fe0f}', '👍'],
    ['without the selector it needs', '\u{2764}', '❤️'],
    ['of which a part lacks its selector', '👁\u{200d}🗨', '👁️‍🗨️'],
    ['with a skin tone, whatever selector came before it', '☝\u{fe0f}🏽', '☝🏽'],
    ['a flag of two letters', '🇩🇪', '🇩🇪'],
    ['a flag of tags', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['a keycap', '1\u{20e3}', '1️⃣'],
    ['a family', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
    ['a sign that is text elsewhere', '©', '©️'],
  ] as const) {
    it(`is written in one way: ${what}`, () => assert.equal(canonicalEmoji(written), is));
  }

  it('is another one in another skin tone', () => {
    assert.notEqual(canonicalEmoji('👍🏽'), canonicalEmoji('👍'));
    assert.notEqual(canonicalEmoji('👍🏽'), canonicalEmoji('👍🏿'));
  });

  for (const [what, text] of [
    ['nothing', ''],
    ['text', 'ok'],
    ['a digit', '1'],
    ['two', '👍👍'],
    ['two, different', '❤️🔥'],
    ['one and text', '👍!'],
    ['one and a blank', ' 👍'],
    ['a skin tone that nothing has', '❤️🏽'],
    ['half of one', '\u{d83d}'],
    ['half a flag', '🇩'],
    ['joined as nobody joins them', '👍\u{200d}👍'],
    ['one that is to be drawn as text', '❤\u{fe0e}'],
    ['a selector alone', '\u{fe0f}'],
    ['very long', '👍'.repeat(10_000)],
  ] as const) {
    it(`is not ${what}`, () => assert.equal(canonicalEmoji(text), undefined));
  }
});
