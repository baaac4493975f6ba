// What is seen of a room does not depend on the way on which its facts came.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { facts } from '../../../src/chat/features.ts';
import { EMPTY_VIEW, lastOf, type RoomView } from '../../../src/chat/kernel/view.ts';
import { fold, MODEL } from '../../../src/chat/views.ts';
import type { EventFrame } from '../../../src/shared/wire/frames.ts';

const ADA = { id: 'u-ada', name: 'Ada' };
const BOB = { id: 'u-bob', name: 'Bob' };

const eventAt = (seq: number, more: Partial<EventFrame> = {}): EventFrame => ({
  type: 'event',
  room: 'lobby',
  seq,
  at: new Date(Date.UTC(2026, 5, 1) + seq).toISOString(),
  event: 'MessagePosted',
  user: BOB,
  id: `m${seq}`,
  data: { text: `text ${seq}` },
  ...more,
});
const textsOf = ({ messages }: RoomView) => messages.map(({ text }) => text);

/** What a log may hold: messages, those of one id twice, what a newer version wrote, and what is no message. */
const history = fc
  .array(
    fc.record({
      user: fc.constantFrom(ADA, BOB),
      id: fc.nat(12),
      what: fc.constantFrom<Partial<EventFrame>>(
        {},
        {},
        {},
        { event: 'PollOpened', data: { question: 'what?' } },
        { event: 'toString' },
        { v: 2 },
        { data: { words: 'none' } },
        { data: null },
      ),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((said) =>
    said.map(({ user, id, what }, index) =>
      eventAt(3 * index + 1, { user, id: `m${id}`, ...what }),
    ),
  );

describe('a room’s view', () => {
  it('is the same whatever came live, in a backlog or from the past, in which order and how often', () => {
    const cuts = fc.array(fc.record({ from: fc.nat(40), count: fc.integer({ min: 1, max: 12 }) }));
    fc.assert(
      fc.property(history, cuts, fc.infiniteStream(fc.nat()), (events, pieces, picks) => {
        const whole = fold(EMPTY_VIEW, events);
        const rest = events.map((event) => [event]);
        const parts = [
          ...pieces.map(({ from, count }) => events.slice(from, from + count)),
          ...rest,
        ];
        let view = EMPTY_VIEW;
        while (parts.length > 0) {
          const { value: pick } = picks.next();
          const [part = []] = parts.splice(pick % parts.length, 1);
          view = fold(view, pick % 2 === 0 ? part : part.toReversed());
        }
        assert.deepEqual(view, whole);
      }),
      { numRuns: 500 },
    );
  });

  it('has every message once, in the log’s order, and one id of one person once: the first', () => {
    fc.assert(
      fc.property(history, (events) => {
        const { messages } = fold(EMPTY_VIEW, events.toReversed());
        const seqs = messages.map(({ seq }) => seq);
        assert.deepEqual(
          seqs,
          [...new Set(seqs)].sort((a, b) => a - b),
        );
        for (const { user, id, seq } of messages) {
          const same = events.filter(
            (event) =>
              event.user.id === user.id &&
              event.id === id &&
              event.event === 'MessagePosted' &&
              event.v === undefined &&
              (event.data as { text?: string } | null)?.text !== undefined,
          );
          assert.equal(seq, same[0]?.seq);
        }
      }),
    );
  });

  it('passes over what it does not know, and knows how far back it was told', () => {
    const view = fold(EMPTY_VIEW, [eventAt(7), eventAt(4, { event: 'PollOpened' })]);
    assert.deepEqual([textsOf(view), view.low], [['text 7'], 4]);
  });

  it('is the same object where nothing is new', () => {
    const view = fold(EMPTY_VIEW, [eventAt(7), eventAt(8)]);
    assert.equal(fold(view, [eventAt(8), eventAt(9, { v: 2 })]), view);
    assert.equal(lastOf(view, 2), view);
  });

  it('keeps a message that is as it was the same object, so that nobody draws it again', () => {
    const view = fold(EMPTY_VIEW, [eventAt(7)]);
    assert.equal(fold(view, [eventAt(8)]).messages[0], view.messages[0]);
  });

  it('lets go of the first messages, and has to be told them again', () => {
    const all = fold(
      EMPTY_VIEW,
      [1, 2, 3, 4].map((seq) => eventAt(seq)),
    );
    const rest = lastOf(all, 2);
    assert.deepEqual([textsOf(rest), rest.low], [['text 3', 'text 4'], 3]);
    assert.deepEqual(fold(rest, [eventAt(1), eventAt(2)]), all);
  });

  it('has a model that names what it shows', () => {
    assert.match(MODEL, /^3 MessagePosted\.1 MessageEdited\.1 MessageDeleted\.1 .*MemberBanned\.1/);
    // The view of a fact is of the version that this program writes.
    const at = '2026-06-01T00:00:00.000Z';
    const id = '01900000-0000-7000-8000-000000000001';
    const fact = { v: 1, id, type: 'MessagePosted', room: 'lobby', user: ADA, data: { text: 'a' } };
    assert.equal(facts.understand({ seq: 1, at, fact }).is, 'known');
    assert.equal(facts.understand({ seq: 1, at, fact: { ...fact, v: 2 } }).is, 'foreign');
  });
});
