// A bot's token: one spelling, a checksum that a slip of the hand does not fit, and nothing of the secret in what the log is told.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { newToken, readToken, TOKEN_PREFIX, writeToken } from '../../../src/chat/bot/token.ts';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const id = fc.uuid().map((one) => one.toLowerCase());

describe('a bot’s token', () => {
  it('is read as it was written, whatever its bytes', () => {
    fc.assert(
      fc.property(id, bytes, (bot, secret) => {
        const read = readToken(writeToken(bot, secret));
        assert.equal(read?.id, bot);
        assert.deepEqual(Buffer.from(read?.secret ?? '', 'base64url'), Buffer.from(secret));
      }),
    );
  });

  it('with one character otherwise, swapped or missing is none', () => {
    const characters = 'abcdefABCDEF0123456789-_';
    fc.assert(
      fc.property(id, bytes, fc.nat(), fc.nat(), (bot, secret, place, which) => {
        const token = writeToken(bot, secret);
        const at = place % token.length;
        const other = characters[which % characters.length] ?? '';
        const typos = [
          token.slice(0, at) + other + token.slice(at + 1),
          token.slice(0, at) + token.slice(at + 1),
          token.slice(0, at) +
            token
              .slice(at, at + 2)
              .split('')
              .reverse()
              .join('') +
            token.slice(at + 2),
        ];
        for (const typo of typos)
          if (typo !== token) assert.equal(readToken(typo), undefined, typo);
      }),
    );
  });

  it('begins so that it is recognised, and leaves its hash with the log', () => {
    const bot = crypto.randomUUID();
    const [one, other] = [newToken(bot), newToken(bot)];
    assert.ok(one.token.startsWith(TOKEN_PREFIX + bot.replaceAll('-', '')));
    assert.notEqual(one.token, other.token);
    const { secret = '' } = readToken(one.token) ?? {};
    assert.equal(one.sha256, createHash('sha256').update(secret).digest('hex'));
    assert.equal(Buffer.from(secret, 'base64url').length, 32);
  });
});
