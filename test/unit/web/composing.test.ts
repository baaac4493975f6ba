import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isComposing } from '../../../src/web/model/composing.ts';

describe('a key while one writes', () => {
  it('belongs to an input method while it composes, and when Safari confirms with Enter', () => {
    assert.equal(isComposing({ isComposing: true, keyCode: 13 }), true);
    assert.equal(isComposing({ isComposing: false, keyCode: 229 }), true);
    assert.equal(isComposing({ isComposing: false, keyCode: 13 }), false);
  });
});
