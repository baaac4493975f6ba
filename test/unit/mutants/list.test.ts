import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { MUTANTS } from '../../mutants/all.ts';

describe('the list of small bugs', () => {
  it('has each under an id of its own', () => {
    const ids = MUTANTS.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
  });

  for (const { id, bug, file, find, replace, tests } of MUTANTS) {
    it(`still fits the code: ${id} ${bug}`, () => {
      const found = readFileSync(file, 'utf8').split(find).length - 1;
      assert.equal(found, 1, `${file} has it ${found} times: ${find}`);
      assert.notEqual(find, replace);
      for (const test of tests) assert.ok(existsSync(test), `${test} is not there`);
      assert.ok(tests.length > 0);
    });
  }
});
