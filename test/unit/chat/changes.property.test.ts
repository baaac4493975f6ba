// Whatever happens to messages, and on whatever way one is told of it: what is seen, what the rows say, and what the log says
// when one goes through it, are the same.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { USED_ID } from '../../../src/chat/kernel/log-tables.ts';
import type { Row } from '../../../src/chat/kernel/table.ts';
import { EMPTY_VIEW, lastOf, type RoomView, toldFrom } from '../../../src/chat/kernel/view.ts';
import { MESSAGE } from '../../../src/chat/message/rows.ts';
import { PIN } from '../../../src/chat/pin/rows.ts';
import { REACTION } from '../../../src/chat/reaction/rows.ts';
import { fold } from '../../../src/chat/views.ts';
import { fold as foldRows, mergedRows } from '../../../src/persister/rows/fold.ts';
import { erased, type FactEntry, framesOf, histories, rawOf } from '../../support/histories.ts';
import { messagesOfLog, messagesOfRows, seenOf } from '../../support/messages.ts';

const RUNS = 1_000;
/** Pieces of a history that come as one, from anywhere, once more. */
const cuts = fc.array(fc.record({ from: fc.nat(40), count: fc.integer({ min: 1, max: 12 }) }));
const picks = fc.infiniteStream(fc.nat());

/** The pieces and each entry by itself, in an order of chance. */
function* inAnyOrder(
  entries: readonly FactEntry[],
  pieces: readonly { from: number; count: number }[],
  picks: Iterator<number>,
): Generator<FactEntry[]> {
  const parts = [
    ...pieces.map(({ from, count }) => entries.slice(from, from + count)),
    ...entries.map((entry) => [entry]),
  ];
  while (parts.length > 0) {
    const { value: pick } = picks.next();
    const [part = []] = parts.splice(pick % parts.length, 1);
    yield pick % 2 === 0 ? part : part.toReversed();
  }
}

describe('messages that are changed', () => {
  it('are seen alike on whatever way, and as the log says when one goes through it', () => {
    fc.assert(
      fc.property(histories(), cuts, picks, (entries, pieces, picks) => {
        let view = EMPTY_VIEW;
        for (const part of inAnyOrder(entries, pieces, picks)) view = fold(view, framesOf(part));
        assert.deepEqual(seenOf(view.messages), messagesOfLog(entries));
        assert.deepEqual(view, fold(EMPTY_VIEW, framesOf(entries)));
        assert.equal(fold(view, framesOf(entries)), view, 'nothing of it is new');
      }),
      { numRuns: RUNS },
    );
  });

  it('are in the rows as they are seen, in whatever batches', () => {
    fc.assert(
      fc.property(histories(), cuts, picks, (entries, pieces, picks) => {
        const rows = [MESSAGE, REACTION, PIN].map((table) => {
          const all: Row[] = [];
          for (const part of inAnyOrder(entries, pieces, picks)) {
            all.push(...(foldRows(part.map(rawOf)).get(table) ?? []));
          }
          return [table, mergedRows(table, all)] as const;
        });
        assert.deepEqual(messagesOfRows(new Map(rows)), messagesOfLog(entries));
      }),
      { numRuns: RUNS },
    );
  });

  it('are the same, seen and in the rows, where the log erased what was deleted', () => {
    fc.assert(
      fc.property(histories(), (entries) => {
        const left = erased(entries);
        const view = toldFrom(fold(EMPTY_VIEW, framesOf(left)), 1);
        // Of two posts of one id a deletion names one, and the other may be the first.
        fc.pre(new Set(entries.map(({ fact }) => fact.id)).size === entries.length);
        assert.deepEqual(seenOf(view.messages), messagesOfLog(entries));
        const [before, after] = [entries, left].map((all) => foldRows(all.map(rawOf)));
        for (const table of [MESSAGE, REACTION, PIN]) {
          assert.deepEqual(after?.get(table), before?.get(table), table.name);
        }
        const usedBy = (rows: typeof before) =>
          (rows?.get(USED_ID) ?? []).filter(({ seq }) =>
            entries.some((one) => one.seq === seq && one.fact.type === 'MessagePosted'),
          );
        assert.deepEqual(usedBy(after), usedBy(before), 'an id of a deleted message stays used');
      }),
      { numRuns: RUNS },
    );
  });

  it('are seen alike by who came late, let go of what is far above, and scrolls back', () => {
    const way = fc.record({ from: fc.nat(40), trims: fc.array(fc.nat(8)), page: fc.nat(6) });
    fc.assert(
      fc.property(histories(), way, fc.boolean(), (all, { from, trims, page }, isErased) => {
        fc.pre(new Set(all.map(({ fact }) => fact.id)).size === all.length);
        const entries = isErased ? erased(all) : all;
        let view = EMPTY_VIEW;
        const told = framesOf(entries.slice(Math.min(from, entries.length - 1)));
        for (const event of told) {
          view = fold(view, [event]);
          const trim = trims[event.seq % Math.max(1, trims.length)];
          if (trim !== undefined) view = lastOf(view, trim);
        }
        const end = entries.length === 0 ? 1 : (entries.at(-1)?.seq ?? 0) + 1;
        for (;;) {
          noHole(view, all);
          const below = framesOf(entries.filter(({ seq }) => seq < (view.low ?? end)));
          const next = below.slice(-page - 1);
          view = fold(view, next);
          if (next.length === below.length) break;
        }
        assert.deepEqual(seenOf(toldFrom(view, 1).messages), messagesOfLog(all));
      }),
      { numRuns: RUNS },
    );
  });
});

/** Between the first that is seen and the end nothing is left out, and each is as it is now. */
function noHole({ messages, low = Number.POSITIVE_INFINITY }: RoomView, all: readonly FactEntry[]) {
  assert.deepEqual(
    seenOf(messages),
    messagesOfLog(all).filter(({ seq }) => seq >= low),
  );
}
