// What is drawn of a long list, and what stays before a reader's eyes while it changes: for any list, place and change.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anchorsAt, centred, heldTop } from '../../../src/web/model/anchors.ts';
import { nextSpan, piecesOf, type Span, spanOf } from '../../../src/web/model/drawn.ts';
import {
  endOf,
  Heights,
  heightOf,
  type Places,
  placedAnew,
  placesOf,
  rowAt,
  topOf,
} from '../../../src/web/model/places.ts';
import type { Row } from '../../../src/web/model/rows.ts';

const RUNS = 2_000;
const HEIGHT = 500;

/** A row by its number; its kind follows from that. */
const rowOf = (number: number): Row =>
  number % 7 === 0
    ? { kind: 'day', key: `day/${number}`, at: 0 }
    : { kind: 'notice', key: `row/${number}`, at: 0, text: 'something happened' };

interface Line {
  number: number;
  height: number;
}
const line = fc.record({ number: fc.nat(2_000), height: fc.integer({ min: 1, max: 900 }) });
/** In the log's order, each once. */
const lines = fc
  .uniqueArray(line, { selector: ({ number }) => number, maxLength: 60 })
  .map((all) => all.sort((a, b) => a.number - b.number));

/** Everything of it was measured. */
function placed(all: readonly Line[]): Places {
  const heights = new Heights();
  for (const { number, height } of all) heights.measured(rowOf(number), height);
  return placesOf(
    all.map(({ number }) => rowOf(number)),
    heights,
  );
}

/** Lines that come, lines that go, and others of another height. */
function changed(before: readonly Line[], come: readonly Line[], seed: readonly number[]): Line[] {
  const kept = before.flatMap((one, index) => {
    const what = seed[index % seed.length] ?? 0;
    if (what === 0) return [];
    return [what === 1 ? { ...one, height: one.height + 37 } : one];
  });
  const numbers = new Set(before.map(({ number }) => number));
  const added = come.filter(({ number }) => !numbers.has(number));
  return [...kept, ...added].sort((a, b) => a.number - b.number);
}

describe('a list of which a part is in sight', () => {
  it('keeps the first row in sight that is left at its place, whatever comes, goes or changes its height', () => {
    let held = 0;
    fc.assert(
      fc.property(
        lines,
        lines,
        fc.array(fc.nat(3), { minLength: 1 }),
        fc.nat(20_000),
        (before, come, seed, scrolled) => {
          const old = placed(before);
          const top = Math.min(scrolled, Math.max(0, endOf(old) - HEIGHT));
          const anchors = anchorsAt(old, top, HEIGHT);
          const next = placed(changed(before, come, seed));
          const left = anchors.find(({ key }) => next.rows.some((row) => row.key === key));
          const now = heldTop(next, anchors);
          if (left === undefined) return assert.equal(now, undefined);
          const index = next.rows.findIndex(({ key }) => key === left.key);
          assert.equal(topOf(next, index) - (now ?? 0), left.below);
          held += 1;
        },
      ),
      { numRuns: RUNS },
    );
    assert.ok(held > RUNS / 2, `${held} of ${RUNS} had something to hold`);
  });

  it('holds on to what begins in sight, then to what is cut, and to lines between days last', () => {
    const places = placed([
      { number: 1, height: 100 },
      { number: 7, height: 20 },
      { number: 8, height: 100 },
    ]);
    const keys = anchorsAt(places, 50, HEIGHT).map(({ key }) => key);
    assert.deepEqual(keys, ['row/8', 'row/1', 'day/7']);
  });

  it('finds the row at each height', () => {
    fc.assert(
      fc.property(lines, fc.nat(20_000), (all, y) => {
        const places = placed(all);
        const index = rowAt(places, y);
        if (y >= endOf(places)) return assert.equal(index, Math.max(0, all.length - 1));
        assert.ok(topOf(places, index) <= y && y < topOf(places, index + 1));
      }),
      { numRuns: RUNS },
    );
  });

  it('brings a row to the middle, and begins with one that is higher than what is in sight', () => {
    const places = placed([
      { number: 1, height: 40 },
      { number: 2, height: HEIGHT + 100 },
    ]);
    assert.deepEqual(centred(places, 0, HEIGHT), { key: 'row/1', below: (HEIGHT - 40) / 2 });
    assert.deepEqual(centred(places, 1, HEIGHT), { key: 'row/2', below: 0 });
  });

  it('guesses what was not measured by what looks alike, and keeps to its guess', () => {
    const heights = new Heights();
    const [first, second, third] = [rowOf(1), rowOf(2), rowOf(3)];
    heights.measured(first, 50);
    assert.equal(heights.of(second), 50);
    heights.measured(third, 90);
    assert.equal(heights.of(second), 50, 'nothing moves because of what is elsewhere');
    assert.equal(heights.measured(second, 50.2), false, 'a browser rounds');
    assert.equal(heights.measured(second, 60), true);
    heights.forget();
    heights.measured(first, 30);
    assert.equal(heights.of(second), 30);
  });

  it('has every row where it belongs after some of them became another height', () => {
    const anew = fc.array(fc.tuple(fc.nat(59), fc.integer({ min: 1, max: 900 })));
    fc.assert(
      fc.property(lines, anew, (all, changes) => {
        const heights = new Heights();
        for (const { number, height } of all) heights.measured(rowOf(number), height);
        const rows = all.map(({ number }) => rowOf(number));
        const places = placesOf(rows, heights);
        const changed = new Set<number>();
        for (const [index, height] of changes) {
          const row = rows[index];
          if (row !== undefined && heights.measured(row, height)) changed.add(index);
        }
        const after = placedAnew(
          places,
          heights,
          [...changed].sort((a, b) => a - b),
        );
        assert.deepEqual(after, placesOf(rows, heights));
      }),
      { numRuns: RUNS },
    );
  });

  it('lets go of rows that are not in the list any more', () => {
    const heights = new Heights();
    for (let number = 1; number < 500; number += 1) heights.measured(rowOf(number), 99);
    heights.keepOnly([rowOf(1)]);
    heights.forget();
    assert.equal(heightOf(placesOf([rowOf(2)], heights), 0), 32);
  });
});

describe('what is drawn of a list', () => {
  it('is all that is in sight at once, and comes to all around it a few rows at a time', () => {
    fc.assert(
      fc.property(lines, fc.nat(20_000), fc.nat(20_000), (all, from, to) => {
        const places = placed(all);
        const wanted = (top: number) => ({
          must: spanOf(places, top, top + HEIGHT),
          want: spanOf(places, top - 800, top + HEIGHT + 800),
        });
        let span: Span | undefined;
        for (const top of [from, to]) {
          const { must, want } = wanted(top);
          for (let pictures = 0; ; pictures += 1) {
            const before = span;
            span = nextSpan({ before, must, want, step: 3 });
            assert.ok(span.from <= must.from && span.to >= must.to, 'what is in sight');
            assert.ok(span.from >= want.from && span.to <= want.to, 'and nothing far away');
            const added = before === undefined ? 0 : before.from - span.from;
            assert.ok(added <= 3 || span.from === must.from, `${added} rows at once`);
            if (span.from === want.from && span.to === want.to) break;
            assert.ok(pictures < 100, 'it comes to an end');
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('is as high as the whole, with holes between its pieces, and no row twice', () => {
    const spans = fc.array(fc.tuple(fc.nat(60), fc.nat(5)), { maxLength: 6 });
    fc.assert(
      fc.property(lines, spans, (all, some) => {
        const places = placed(all);
        const { length } = all;
        const wanted = some.map(([from, count]) => ({
          from: Math.min(from, length),
          to: Math.min(from + count, length),
        }));
        const pieces = piecesOf(places, wanted);
        const drawn = pieces.flatMap(({ from, to }) =>
          Array.from({ length: to - from }, (_, index) => from + index),
        );
        const expected = new Set(
          wanted.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)),
        );
        assert.deepEqual(
          drawn,
          [...expected].sort((a, b) => a - b),
        );
        const gaps = pieces.reduce((sum, { gap }) => sum + gap, 0);
        const heights = drawn.reduce((sum, index) => sum + heightOf(places, index), 0);
        assert.equal(gaps + heights, endOf(places));
      }),
      { numRuns: RUNS },
    );
  });
});
