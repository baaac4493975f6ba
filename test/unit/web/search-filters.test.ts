// What the search offers to ask for, and that it can be asked for.
import assert from 'node:assert/strict';
import { parseQuery } from '../../../src/chat/search/query.ts';
import { filtersFor, withFilter } from '../../../src/web/model/search-filters.ts';

const NOW = Date.parse('2026-11-10T23:30:00Z');
const typed = (key: string, before = '', room = 'lobby') => {
  const filter = filtersFor(room, NOW).find((one) => one.key === key);
  assert.ok(filter);
  return withFilter(before, filter);
};

describe('the filters of a search', () => {
  it('are put behind what is typed, ready to go on', () => {
    assert.equal(typed('in:', 'plan'), 'plan in:lobby ');
    assert.equal(typed('after:'), 'after:2026-11-02 ');
    assert.equal(typed('before:', ' plan  '), 'plan before:2026-11-10 ');
    assert.equal(typed('from:', 'plan'), 'plan from:');
  });

  it('stand there once', () => {
    assert.equal(typed('has:link', 'has:link plan'), 'has:link plan');
    assert.equal(typed('in:', 'in:den'), 'in:den');
  });

  it('are filters to the server as well', () => {
    for (const { key, example } of filtersFor('lobby', NOW)) {
      const parsed = parseQuery(`${example}${example.endsWith(':') ? 'ada' : ''} `);
      assert.ok('query' in parsed);
      assert.ok(
        parsed.query.terms.every(({ is }) => is !== 'words'),
        key,
      );
    }
  });
});
