// A stretch of a room's past shows what the log says between its ends, whatever happens while its pages are on their way; and
// where it reaches the live end, both are one.
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
import type { MessagesPage } from '../../../src/client/api.ts';
import {
  reaches,
  type Stretch,
  stretchAround,
  viewOf,
  withEvents,
  withNewer,
  withOlder,
} from '../../../src/web/model/stretch.ts';
import { type FactEntry, framesOf, histories } from '../../support/histories.ts';
import { messagesOfLog, seenOf } from '../../support/messages.ts';
import { BOB, eventAt } from './events.ts';

const RUNS = 10_000;

/** As the rows answer: half of it from `place` on, the rest below it, by everything up to `asOf`. */
function pageAround(
  entries: readonly FactEntry[],
  place: number,
  asOf: number,
  limit: number,
): MessagesPage {
  const all = messagesOfLog(entries.slice(0, asOf));
  const from = all.filter(({ seq }) => seq >= place);
  const newer = from.slice(0, Math.ceil(limit / 2));
  const below = all.filter(({ seq }) => seq < place);
  const older = below.slice(Math.max(0, below.length - (limit - newer.length)));
  return {
    messages: [...older, ...newer],
    events: [],
    low: older.length < below.length ? ((older[0] ?? newer[0])?.seq ?? 0) : 0,
    more: older.length < below.length,
    newer: newer.length < from.length,
    asOf,
  };
}

const waits = { meanwhile: fc.nat(5), ahead: fc.nat(4), limit: fc.integer({ min: 2, max: 8 }) };
const step = fc.oneof(
  fc.record({ do: fc.constant('hear' as const), count: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('trim' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constantFrom('older' as const, 'newer' as const), ...waits }),
);

/** A client that is in the room: what it was told of the live end, and of a stretch. */
class Reader {
  readonly #all: readonly FactEntry[];
  heard = 0;
  live: RoomView = EMPTY_VIEW;
  stretch: Stretch | undefined;
  /** What came while a place was looked for. */
  since: ReturnType<typeof framesOf> = [];
  /** Up to where rows held everything when they answered last: they never hold less again. */
  #rows = 0;

  constructor(all: readonly FactEntry[], begin: number) {
    this.#all = all;
    this.heard = begin;
    this.live = toldFrom(this.live, begin + 1);
  }

  hear(count: number): void {
    const to = Math.min(this.heard + count, this.#all.length);
    for (const event of framesOf(this.#all.slice(this.heard, to))) {
      this.live = fold(this.live, [event]);
      this.since.push(event);
      this.stretch = this.stretch && withEvents(this.stretch, [event]);
    }
    this.heard = to;
  }

  /** Asks, hears more meanwhile, and is answered by rows that hold what had been heard, or more. */
  page(place: number, { meanwhile, ahead, limit }: Waits): MessagesPage {
    const least = this.heard;
    this.since = [];
    this.hear(meanwhile);
    const asOf = Math.min(this.#all.length, Math.max(this.#rows, least + ahead));
    this.#rows = asOf;
    return pageAround(this.#all, place, asOf, limit);
  }

  load(side: 'older' | 'newer', waits: Waits): void {
    const { stretch } = this;
    if (stretch === undefined || stretch[side].state === 'none') return;
    this.stretch = { ...stretch, [side]: { state: 'loading' } };
    if (side === 'newer') {
      const page = this.page(stretch.high + 1, waits);
      this.stretch = withNewer(this.stretch, page);
      return;
    }
    const before = stretch.view.low ?? 0;
    const { asOf } = this.page(before, waits);
    const below = messagesOfLog(this.#all.slice(0, asOf)).filter(({ seq }) => seq < before);
    const messages = below.slice(-waits.limit);
    const more = messages.length < below.length;
    const low = more ? (messages[0]?.seq ?? 0) : 0;
    this.stretch = withOlder(this.stretch, { messages, events: [], low, more, asOf });
  }
}
interface Waits {
  meanwhile: number;
  ahead: number;
  limit: number;
}

describe('a stretch of the past', () => {
  it('is what the log says between its ends, and one with the live end where it reaches it', () => {
    let met = 0;
    fc.assert(
      fc.property(
        histories(60),
        fc.nat(60),
        fc.nat(60),
        fc.record(waits),
        fc.array(step, { maxLength: 20 }),
        (all, from, place, first, steps) => {
          // Of two posts of one id the first one is it, also where it was erased: no page says that.
          fc.pre(new Set(all.map(({ fact }) => fact.id)).size === all.length);
          const reader = new Reader(all, Math.min(from, all.length));
          const page = reader.page(place, first);
          reader.stretch = stretchAround(place, page, reader.since);
          const assertNoHole = () => {
            const { stretch } = reader;
            if (stretch === undefined) return;
            const seqs = viewOf(stretch).messages.map(({ seq }) => seq);
            assert.deepEqual(
              seqs,
              within(messagesOfLog(all), stretch).map(({ seq }) => seq),
            );
          };
          for (const one of steps) {
            if (one.do === 'hear') reader.hear(one.count);
            else if (one.do === 'trim') reader.live = lastOf(reader.live, one.count);
            else reader.load(one.do, one);
            assertNoHole();
          }
          reader.hear(all.length);
          const { stretch } = reader;
          if (stretch === undefined) return;
          const log = messagesOfLog(all);
          assert.deepEqual(seenOf(viewOf(stretch).messages), within(log, stretch));
          for (let pages = 0; !reaches(reader.stretch ?? stretch, reader.live); pages += 1) {
            assert.ok(pages < 100, 'it comes to the live end');
            reader.load('newer', { meanwhile: 0, ahead: 0, limit: 4 });
          }
          const { view } = reader.stretch ?? stretch;
          const messages = viewOf(reader.stretch ?? stretch).messages;
          const low = view.low ?? 1;
          const whole = withPage(reader.live, { messages, upTo: reader.heard, low });
          const expected = log.filter(({ seq }) => seq >= (whole.low ?? 1));
          assert.deepEqual(seenOf(whole.messages), expected);
          met += 1;
        },
      ),
      { numRuns: RUNS },
    );
    assert.ok(met > RUNS / 4, `${met} of ${RUNS} had something to show`);
  });

  it('has no hole where rows are ahead of what comes', () => {
    const messages = [3, 4].map((seq) => ({
      ...{ seq, id: `m${seq}`, at: eventAt(seq).at, user: BOB, text: '', reactions: [] },
      changedSeq: seq,
    }));
    const page = { messages, events: [], low: 3, more: true, newer: false, asOf: 4 };
    const stretch = stretchAround(3, page, [eventAt(1)]);
    assert.ok(stretch);
    const seqs = viewOf(withEvents(stretch, [eventAt(2)])).messages.map(({ seq }) => seq);
    assert.deepEqual(seqs, [3, 4]);
  });
});

const within = <T extends { seq: number }>(log: readonly T[], { view, high }: Stretch): T[] =>
  log.filter(({ seq }) => seq >= (view.low ?? 0) && seq <= high);
