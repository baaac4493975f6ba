// Keys of somebody else's making become ids that the rules of ids hold for (P3).
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { z } from 'zod';
import { idOfKey } from '../../../src/gateway/command/id-of-key.ts';
import { ageOf } from '../../../src/gateway/command/known-id.ts';
import { uuid7 } from '../../support/wire.ts';

describe('the id of a key', () => {
  it('is the key itself where that is a UUIDv7, in small letters', () => {
    const id = uuid7();
    assert.equal(idOfKey(id), id);
    assert.equal(idOfKey(id.toUpperCase()), id);
  });

  it('is a UUIDv7 of long ago else, always the same one, whose age sends it to the rows', () => {
    const now = Date.parse('2026-11-26T12:00:00Z');
    const key = fc.string({ minLength: 1, maxLength: 128 });
    fc.assert(
      fc.property(key, (text) => {
        const id = idOfKey(text);
        assert.equal(id, idOfKey(text));
        assert.ok(z.uuidv7().safeParse(id).success, id);
        assert.equal(ageOf(id, now, 0).is, 'old');
      }),
    );
  });

  it('is another one of another key, however alike, and of the same key that counts elsewhere', () => {
    const id = uuid7();
    const ofVersion4 = `${id.slice(0, 14)}4${id.slice(15)}`;
    const keys = ['a', 'A', 'a ', 'b', '', ofVersion4];
    const ids = keys.flatMap((key) => [idOfKey(key), idOfKey(key, 'delivery')]);
    assert.equal(new Set(ids).size, 2 * keys.length);
  });
});
