import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { closeMeaning } from '../../../src/client/close-codes.ts';
import { CloseCode } from '../../../src/shared/wire/codes.ts';

const comesBack = (code: number) => closeMeaning(code, '').comeBack;

describe('close codes', () => {
  it('come back after 1001, 1005, 1006, 1011 and 1012', () => {
    for (const code of [1001, 1005, 1006, 1011, 1012])
      assert.equal(comesBack(code), true, `${code}`);
  });

  it('come back after every code from 4000 to 4499, known or not', () => {
    for (const code of [4000, 4001, 4002, 4008, 4029, 4321, 4499]) {
      assert.equal(comesBack(code), true, `${code}`);
    }
  });

  it('stay away after 1009 and every code from 4500 to 4999, known or not', () => {
    for (const code of [1009, 4500, 4501, 4502, 4777, 4999]) {
      assert.equal(comesBack(code), false, `${code}`);
    }
  });

  it('have a name for every code the gateway uses', () => {
    for (const code of Object.values(CloseCode)) {
      assert.doesNotMatch(closeMeaning(code, '').name, /^code_/, `${code}`);
    }
  });

  it('carry the wait that a draining gateway asks for', () => {
    const { comeBack, retryAfterMs } = closeMeaning(1012, '{"retryAfterMs":740}');
    assert.deepEqual({ comeBack, retryAfterMs }, { comeBack: true, retryAfterMs: 740 });
  });

  it('carry no wait when the reason is other text, other JSON or a nonsensical number', () => {
    for (const reason of [
      'restart',
      '{',
      '{}',
      '{"retryAfterMs":"1"}',
      '{"retryAfterMs":-1}',
      '[1]',
    ]) {
      assert.equal(closeMeaning(1012, reason).retryAfterMs, undefined, reason);
    }
  });
});
