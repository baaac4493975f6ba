import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { KnownNames } from '../../../src/gateway/name/known-names.ts';

const fact = (type: string, id: string, name: string) => ({ type, user: { id, name } });

describe('what people are called, as a gateway knows it', () => {
  it('is what they claimed last, also where they said something under another name since', () => {
    const names = new KnownNames();
    names.saw(fact('MessagePosted', 'u1', 'Bob'));
    assert.equal(names.of('u1'), 'Bob');
    names.saw(fact('NameClaimed', 'u1', 'Robert'));
    names.saw(fact('MessagePosted', 'u1', 'Bob'));
    assert.equal(names.of('u1'), 'Robert');
    names.saw(fact('NameClaimed', 'u1', 'Rob'));
    assert.equal(names.of('u1'), 'Rob');
    assert.equal(names.of('u2'), undefined);
  });

  it('is known of so many, and of those whose names came last', () => {
    const names = new KnownNames(3);
    for (const n of [1, 2, 3]) names.saw(fact('NameClaimed', `u${n}`, `N${n}`));
    names.saw(fact('NameClaimed', 'u1', 'Again'));
    names.saw(fact('MessagePosted', 'u4', 'N4'));
    assert.deepEqual(
      ['u1', 'u2', 'u3', 'u4'].map((id) => names.of(id)),
      ['Again', undefined, 'N3', 'N4'],
    );
  });
});
