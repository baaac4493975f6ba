import assert from 'node:assert/strict';
import fc from 'fast-check';
import { returnPath, withOutcome } from '../../../../src/gateway/edge/sign-in/return-path.ts';

const CHAT = 'https://chat.example.org';
const landsAt = (path: string) => new URL(path, `${CHAT}/api/sign-in/callback`).origin;

describe('the way back from the provider', () => {
  it('leads to where one was', () => {
    for (const path of ['/', '/#/lobby', '/r/lobby/17', '/?q=a%20b#/lobby', '/r/lobby?x=//evil']) {
      assert.equal(returnPath(path), path);
    }
  });

  it('leads to the beginning where it would lead elsewhere', () => {
    for (const path of [
      null,
      undefined,
      '',
      'lobby',
      'https://evil.example/',
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/.//evil.example',
      '/a/..//evil.example',
      '/%2e//evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      ' //evil.example',
      'javascript:alert(1)',
      '/lobby\r\nset-cookie: a=b',
      '/ä',
      '/api/session',
      '/a/../api/session',
      `/${'a'.repeat(600)}`,
    ]) {
      assert.equal(returnPath(path), '/', JSON.stringify(path));
    }
  });

  it('never leads to another site, and is what a header may say', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%2F',
      ':',
      '@',
      '?',
      '#',
      'evil.example',
      '\t',
      '\r\n',
      ' ',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        for (const path of [returnPath(text), withOutcome(returnPath(text), 'stale')]) {
          assert.equal(landsAt(path), CHAT, path);
          assert.match(path, /^\/[\x21-\x7e]*$/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('carries one word about what went wrong, which is gone with the next attempt', () => {
    assert.equal(withOutcome('/?q=1#/lobby', 'denied'), '/?q=1&sign-in=denied#/lobby');
    assert.equal(withOutcome('/?sign-in=stale', 'denied'), '/?sign-in=denied');
    assert.equal(returnPath('/?sign-in=denied#/lobby'), '/#/lobby');
  });
});
