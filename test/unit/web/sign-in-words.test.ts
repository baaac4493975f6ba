import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/gateway/edge/sign-in/outcome.ts';
import { signInAddress, signInWords, withoutSignIn } from '../../../src/web/model/sign-in-words.ts';

describe('the words about a sign-in', () => {
  it('are sentences for every outcome, say what to do, and never what a stranger wrote', () => {
    const outcomes: Record<Outcome, true> = {
      ...{ denied: true, stale: true, unreachable: true, busy: true },
      ...{ 'too-large': true, failed: true },
    };
    const said = Object.keys(outcomes).map((outcome) => signInWords(`?sign-in=${outcome}`));
    assert.equal(new Set(said).size, said.length);
    for (const words of said) assert.match(words ?? '', /^[A-Z].*\.$/);
    assert.equal(signInWords('?sign-in=<b>You won</b>'), signInWords('?sign-in=failed'));
    assert.equal(signInWords('?q=1'), undefined);
    assert.equal(signInWords(''), undefined);
  });

  it('are gone from the address once they were read', () => {
    assert.equal(withoutSignIn('?sign-in=denied'), '');
    assert.equal(withoutSignIn('?q=1&sign-in=denied'), '?q=1');
  });

  it('lead back to where one is', () => {
    const address = signInAddress('/api/sign-in', '/?q=1#/lobby');
    assert.equal(new URL(address, 'http://chat').searchParams.get('to'), '/?q=1#/lobby');
  });
});
