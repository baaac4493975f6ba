import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseMentions } from '../../../src/chat/mention/parse.ts';
import { mentionOf, mentions, mentionsEveryone } from '../../../src/client/mention.ts';

describe('speaking to somebody', () => {
  for (const name of [
    'Ada',
    'Ada Lovelace',
    'Ada Lovelace the First',
    'Dr. Who',
    'Ада',
    'Jo!',
    '漢字',
  ]) {
    it(`means ${name} alone, whatever stands behind it`, () => {
      const { names } = parseMentions(`${mentionOf({ name })} of all people`);
      assert.equal(names.length, 1);
      // Of a plain word the server tries more words first, and finds nobody of such a name.
      assert.equal(names[0]?.at(-1), name);
    });
  }

  it('is heard by whom it means, and @everyone by nobody in particular', () => {
    const message = { mentions: ['u-ada', '*'] };
    assert.deepEqual(
      [mentions(message, { id: 'u-ada' }), mentions(message, { id: 'u-bob' })],
      [true, false],
    );
    assert.deepEqual([mentionsEveryone(message), mentionsEveryone({})], [true, false]);
    assert.equal(mentions({}, { id: 'u-ada' }), false);
  });
});
