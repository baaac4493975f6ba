import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PLAN } from '../../../src/chat/features.ts';
import {
  defineTable,
  first,
  key,
  latest,
  max,
  mergeRows,
  min,
  nullable,
  once,
  provenance,
} from '../../../src/chat/kernel/table.ts';
import { arbitraryRow } from '../../support/tables.ts';

/** What no table of ours has yet: a row may begin with a later fact, and a text is replaced. */
const EDITED = defineTable({
  name: 'edited',
  sequence: 'seq',
  columns: {
    id: key('text'),
    seq: nullable(min('bigint')),
    by: nullable(first('text', 'seq')),
    text: nullable(latest('text', 'rank')),
    rank: nullable(max('bigint')),
    note: nullable(once('text')),
  },
});

describe('tables: merging rows', () => {
  for (const table of [...PLAN.tables, EDITED]) {
    const rows = fc.tuple(arbitraryRow(table), arbitraryRow(table), arbitraryRow(table));
    /** Of one key: others never meet. */
    const ofOneKey = rows.filter(([a, ...others]) =>
      others.every((b) =>
        Object.entries(table.columns).every(
          ([name, { merge }]) => merge !== 'key' || a[name] === b[name],
        ),
      ),
    );
    it(`${table.name}: in any order, grouped anyhow, again and again, they end as one`, () => {
      fc.assert(
        fc.property(ofOneKey, ([a, b, c]) => {
          const merge = mergeRows.bind(undefined, table);
          assert.deepEqual(merge(a, b), merge(b, a), 'commutative');
          assert.deepEqual(merge(merge(a, b), c), merge(a, merge(b, c)), 'associative');
          assert.deepEqual(merge(a, a), a, 'idempotent');
          assert.deepEqual(merge(merge(a, b), b), merge(a, b), 'again');
        }),
      );
    });
  }

  it('a column keeps the lowest, the highest, or what stands beside one of them', () => {
    const post = { id: 'a', seq: 4, by: 'ada', text: 'first', rank: -4, note: null };
    const again = { id: 'a', seq: 9, by: 'bob', text: 'second', rank: -9, note: null };
    const edit = { id: 'a', seq: null, by: null, text: 'third', rank: 12, note: null };
    assert.deepEqual(mergeRows(EDITED, again, post), post);
    const edited = { ...post, text: 'third', rank: 12 };
    assert.deepEqual(mergeRows(EDITED, edit, post), edited);
    assert.deepEqual(mergeRows(EDITED, edited, again), edited);
  });
});

describe('tables: which fact set a column', () => {
  const row = { id: 'a', seq: 4, by: 'ada', text: 'third', rank: 12, note: 'n' };
  it('is its rank, or the row’s own sequence', () => {
    const setBy = (column: keyof typeof row) => provenance(EDITED, row, column);
    assert.deepEqual(
      [setBy('id'), setBy('seq'), setBy('by'), setBy('text'), setBy('rank'), setBy('note')],
      [4, 4, 4, 12, 12, 4],
    );
    assert.equal(provenance(EDITED, { ...row, rank: -4 }, 'text'), 4);
    assert.equal(provenance(EDITED, { ...row, seq: null }, 'by'), null, 'nobody yet');
  });

  it('can be said of every column of every table', () => {
    for (const table of PLAN.tables) {
      // Each column is set by some fact.
      const rows = fc.sample(arbitraryRow(table), 100);
      for (const column of Object.keys(table.columns)) {
        const said = rows.some((row) => provenance(table, row, column) !== null);
        assert.ok(said, `${table.name}.${column}`);
      }
    }
  });

  const sequences = { id: key('text'), seq: min('bigint'), last: max('bigint') };
  for (const { title, define, why } of [
    {
      title: 'has no key',
      define: () => defineTable({ name: 't', sequence: 'seq', columns: { seq: min('bigint') } }),
      why: /no key/,
    },
    {
      title: 'keeps the last sequence as its own',
      define: () => defineTable({ name: 't', sequence: 'last', columns: sequences }),
      why: /last is no first sequence/,
    },
    {
      title: 'keeps a highest value that is no sequence',
      define: () =>
        defineTable({ name: 't', sequence: 'seq', columns: { ...sequences, on: max('boolean') } }),
      why: /on does not say/,
    },
    {
      title: 'ranks by a column that keeps the other end',
      define: () =>
        defineTable({
          name: 't',
          sequence: 'seq',
          columns: { ...sequences, text: latest('text', 'seq') },
        }),
      why: /text is ranked by seq/,
    },
    {
      title: 'ranks by a column that is not there',
      define: () =>
        defineTable({
          name: 't',
          sequence: 'seq',
          columns: { ...sequences, text: first('text', 'nothing') },
        }),
      why: /ranked by nothing/,
    },
    {
      title: 'has a key that may be missing',
      define: () =>
        defineTable({
          name: 't',
          sequence: 'seq',
          columns: { ...sequences, more: nullable(key('text')) },
        }),
      why: /key more/,
    },
  ]) {
    it(`no table ${title}`, () => assert.throws(define, why));
  }
});
