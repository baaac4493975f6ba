import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TabValues } from '../../../src/web/model/tab-values.ts';

describe('what one tab knows of all that is kept', () => {
  it('is what was read, but for what other tabs told meanwhile', () => {
    const values = new TabValues();
    values.apply(['written', 'new']);
    values.apply(['removed', undefined]);
    values.read([
      ['written', 'old'],
      ['removed', 'old'],
      ['neither', 'old'],
    ]);
    assert.deepEqual(
      values.keys().map((key) => [key, values.get(key)]),
      [
        ['written', 'new'],
        ['neither', 'old'],
      ],
    );
    values.apply(['neither', 'new']);
    assert.equal(values.get('neither'), 'new');
  });

  it('does not grow with what was told and removed since', () => {
    const values = new TabValues();
    values.apply(['early', 'value']);
    assert.equal(values.early, 1);
    values.read([]);
    for (let index = 0; index < 1_000; index += 1) {
      values.apply([`message ${index}`, 'text']);
      values.apply([`message ${index}`, undefined]);
    }
    assert.deepEqual([values.early, values.keys()], [0, ['early']]);
  });
});
