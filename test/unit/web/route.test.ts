import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { hashOf, linkTo, placeOfHash, placeOfPath } from '../../../src/web/model/route.ts';

describe('an address', () => {
  it('names a room or one of its messages, in the page and in a link that is handed on', () => {
    for (const place of [{ room: 'lobby' }, { room: 'lobby', seq: 17 }]) {
      assert.deepEqual(placeOfHash(hashOf(place)), place);
      const { pathname } = new URL(linkTo('https://chat.example', place));
      assert.deepEqual(placeOfPath(pathname), place);
    }
    assert.equal(
      linkTo('https://chat.example', { room: 'a', seq: 3 }),
      'https://chat.example/r/a/3',
    );
    assert.deepEqual(placeOfPath('/r/lobby/'), { room: 'lobby' });
  });

  it('names nothing where it is none of these', () => {
    for (const hash of [
      '#/lobby/0',
      '#/lobby/x',
      '#/lobby/1/2',
      '#/lobby/',
      '#/lobby/-1',
      '#//1',
    ]) {
      assert.equal(placeOfHash(hash), undefined, hash);
    }
    const long = '9'.repeat(17);
    for (const path of ['/', '/r/', '/r', '/lobby/1', `/r/lobby/${long}`, '/r/No%20Room']) {
      assert.equal(placeOfPath(path), undefined, path);
    }
  });
});
