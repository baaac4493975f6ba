// Pages of the past have messages as they are by some sequence; facts come before them, behind them and again. What is seen is
// what the log says when one goes through it, whenever a page was made and whenever it arrives.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  EMPTY_VIEW,
  lastOf,
  type RoomView,
  toldFrom,
  withPage,
} from '../../../src/chat/kernel/view.ts';
import { fold } from '../../../src/chat/views.ts';
import { type FactEntry, framesOf, histories } from '../../support/histories.ts';
import { messagesOfLog, seenOf } from '../../support/messages.ts';

const RUNS = 10_000;

/** As the rows answer: the last `limit` messages below, by everything up to `upTo`, and where they begin. */
function pageOf(entries: readonly FactEntry[], before: number, upTo: number, limit: number) {
  const below = messagesOfLog(entries.slice(0, upTo)).filter(({ seq }) => seq < before);
  const messages = below.slice(-limit);
  const more = messages.length < below.length;
  return { messages, upTo, low: more ? (messages[0]?.seq ?? 1) : 1, more };
}

/** One step of a client: facts come, it scrolls back (the page may be an old one), lets go, or hears something again. */
const step = fc.oneof(
  fc.record({ do: fc.constant('hear' as const), count: fc.integer({ min: 1, max: 6 }) }),
  fc.record({
    do: fc.constant('page' as const),
    limit: fc.integer({ min: 1, max: 6 }),
    late: fc.nat(6),
  }),
  fc.record({ do: fc.constant('trim' as const), count: fc.nat(8) }),
  fc.record({ do: fc.constant('again' as const), from: fc.nat(40), count: fc.nat(12) }),
);

describe('messages that come as pages of the past', () => {
  it('are seen as the log says, whenever a page was made and whenever it comes', () => {
    fc.assert(
      fc.property(
        histories(60),
        fc.nat(60),
        fc.array(step, { maxLength: 30 }),
        (all, from, steps) => {
          // Of two posts of one id the first one is it, also where it was erased: no page says that.
          fc.pre(new Set(all.map(({ fact }) => fact.id)).size === all.length);
          let view: RoomView = EMPTY_VIEW;
          const begin = Math.min(from, all.length - 1);
          let heard = begin;
          let made = 0;
          const hear = (count: number) => {
            const to = Math.min(heard + count, all.length);
            for (const event of framesOf(all.slice(heard, to))) view = fold(view, [event]);
            heard = to;
          };
          const scroll = (limit: number, late: number) => {
            const before = view.low ?? heard + 1;
            // Rows hold all that is below, may be behind or ahead of what this client was told, and never go back.
            made = Math.min(all.length, Math.max(made, before - 1, heard + 3 - late));
            const page = pageOf(all, before, made, limit);
            view = withPage(view, page);
            return page.more;
          };
          /** Of what is seen: what was let go of nobody tells again but as a page, or there would be a hole. */
          const hearAgain = (from: number, count: number) => {
            const first = Math.max(begin, from, (view.low ?? heard + 1) - 1);
            view = fold(view, framesOf(all.slice(first, Math.min(heard, from + count))));
          };
          hear(1);
          for (const one of steps) {
            if (one.do === 'hear') hear(one.count);
            else if (one.do === 'page') scroll(one.limit, one.late);
            else if (one.do === 'trim') view = lastOf(view, one.count);
            else hearAgain(one.from, one.count);
            assert.ok(isSorted(view), 'in the order of the log, each once');
          }
          hear(all.length);
          while (scroll(3, 0));
          assert.deepEqual(seenOf(toldFrom(view, 1).messages), messagesOfLog(all));
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('change nothing where they say what is known', () => {
    fc.assert(
      fc.property(histories(), (all) => {
        fc.pre(new Set(all.map(({ fact }) => fact.id)).size === all.length);
        const whole = toldFrom(fold(EMPTY_VIEW, framesOf(all)), 1);
        const view = withPage(whole, pageOf(all, all.length + 1, all.length, 100));
        assert.deepEqual(seenOf(view.messages), seenOf(whole.messages));
        assert.equal(withPage(view, pageOf(all, all.length + 1, all.length, 100)), view);
      }),
      { numRuns: RUNS },
    );
  });

  it('show a message once that stands twice in the log, where the first one does', () => {
    const user = { id: 'guest-ada', name: 'Ada' };
    const at = new Date(0).toISOString();
    const pageAt = (seq: number, id: string) => {
      const message = { seq, id, at, user, text: 'hi', reactions: [], changedSeq: seq };
      return { messages: [message], upTo: 9, low: seq };
    };
    const above = withPage(EMPTY_VIEW, pageAt(5, 'twice'));
    const placesOf = ({ messages }: RoomView) => messages.map(({ seq }) => seq);
    assert.deepEqual(placesOf(withPage(above, pageAt(2, 'twice'))), [2]);
    assert.deepEqual(placesOf(withPage(above, pageAt(2, 'another'))), [2, 5]);
  });
});

const isSorted = ({ messages }: RoomView): boolean =>
  messages.every(({ seq }, i) => i === 0 || seq > (messages[i - 1]?.seq ?? 0));
