// What was found, while messages are said, edited and deleted, and answers come from rows that are behind what the page was told.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EventFrame } from '../../../src/shared/wire/frames.ts';
import type { FoundMessage } from '../../../src/shared/wire/objects.ts';
import {
  asked,
  lookedAgain,
  NO_SEARCH,
  type Search,
  TOLD_MAX,
  withEvent,
  withFound,
  withoutRoom,
} from '../../../src/web/model/search.ts';
import { BOB, eventAt } from './events.ts';

/** The person is in the lobby; of the den nobody tells them anything. */
const ROOMS = ['lobby', 'den'];
const fact = fc.record({
  what: fc.constantFrom('post', 'post', 'edit', 'delete'),
  room: fc.constantFrom(...ROOMS),
  of: fc.nat(),
});
const step = fc.record({
  do: fc.constantFrom('happen', 'happen', 'more', 'again', 'late'),
  behind: fc.nat(3),
  limit: fc.integer({ min: 1, max: 4 }),
});

/** All messages, newest first, by everything up to a fact. */
function messagesAt(facts: readonly EventFrame[], upTo: number): FoundMessage[] {
  const found = new Map<number, FoundMessage>();
  for (const { event, room = '', seq, id, at, user, data } of facts.slice(0, upTo)) {
    const { target, text = '' } = data as { target?: { seq: number }; text?: string };
    if (event === 'MessagePosted') found.set(seq, { room, seq, id, at, user, text });
    else if (event === 'MessageDeleted') found.delete(target?.seq ?? 0);
    else {
      const before = found.get(target?.seq ?? 0);
      if (before !== undefined) found.set(before.seq, { ...before, text });
    }
  }
  return [...found.values()].sort((a, b) => b.seq - a.seq);
}

const page = (all: readonly FoundMessage[], below: number, limit: number) => {
  const under = all.filter(({ seq }) => seq < below);
  return { messages: under.slice(0, limit), more: under.length > limit };
};

function eventsFor(facts: readonly { what: string; room: string; of: number }[]): EventFrame[] {
  const events: EventFrame[] = [];
  for (const [index, { what, room, of }] of facts.entries()) {
    const seq = index + 1;
    const posts = events.filter((one) => one.event === 'MessagePosted' && one.room === room);
    const post = posts[of % Math.max(1, posts.length)];
    if (what === 'post' || post === undefined) {
      events.push(eventAt(seq, { room }));
      continue;
    }
    const target = { seq: post.seq, id: post.id, at: post.at, user: BOB };
    events.push(
      what === 'edit'
        ? eventAt(seq, { room, event: 'MessageEdited', data: { target, text: `edit ${seq}` } })
        : eventAt(seq, { room, event: 'MessageDeleted', data: { target } }),
    );
  }
  return events;
}

describe('what was found', () => {
  it('is the newest first, each once, and nothing that the page was told is deleted', () => {
    fc.assert(
      fc.property(
        fc.array(fact, { minLength: 1, maxLength: 30 }),
        fc.nat(30),
        fc.array(step, { maxLength: 30 }),
        (facts, begin, steps) => {
          const events = eventsFor(facts);
          let happened = 0;
          let rows = 0;
          let search: Search = asked(NO_SEARCH, 'text');
          const happen = () => {
            const event = events[happened];
            if (event === undefined) return;
            happened += 1;
            if (event.room === 'lobby') search = withEvent(search, event);
          };
          const deleted = () => {
            const there = new Set(messagesAt(events, happened).map(({ seq }) => seq));
            return (seq: number) => !there.has(seq);
          };
          while (happened < Math.min(begin, events.length)) happen();
          for (const one of [{ do: 'more', behind: 0, limit: 3 }, ...steps]) {
            rows = Math.max(rows, happened - one.behind);
            const all = messagesAt(events, rows);
            if (one.do === 'happen') happen();
            else if (one.do === 'again') search = lookedAgain(search, page(all, Infinity, 200));
            else if (search.below !== undefined || search.asking === 'first') {
              const answer = page(all, search.below ?? Infinity, one.limit);
              if (one.do === 'late') happen();
              search = withFound(search, answer);
            }
            const isDeleted = deleted();
            const { found } = search;
            assert.ok(found.every(({ seq }, i) => i === 0 || seq < (found[i - 1]?.seq ?? 0)));
            assert.ok(!found.some(({ room, seq }) => room === 'lobby' && isDeleted(seq)));
          }
          while (happened < events.length) happen();
          search = lookedAgain(search, page(messagesAt(events, happened), Infinity, 200));
          const now = new Map(messagesAt(events, happened).map((one) => [one.seq, one]));
          for (const one of search.found) assert.deepEqual(one, now.get(one.seq));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('is all there is, page by page', () => {
    fc.assert(
      fc.property(
        fc.array(fact, { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        (facts, limit) => {
          const events = eventsFor(facts);
          const all = messagesAt(events, events.length);
          let search = asked(NO_SEARCH, 'text');
          do search = withFound(search, page(all, search.below ?? Infinity, limit));
          while (search.below !== undefined);
          assert.deepEqual(search.found, all);
        },
      ),
    );
  });

  it('goes with a room that one may not read any more', () => {
    const events = eventsFor(
      ['lobby', 'den', 'lobby'].map((room) => ({ what: 'post', room, of: 0 })),
    );
    const search = withFound(NO_SEARCH, page(messagesAt(events, 3), Infinity, 10));
    assert.deepEqual(
      withoutRoom(search, 'lobby').found.map(({ room }) => room),
      ['den'],
    );
    assert.equal(withoutRoom(search, 'other'), search);
  });

  it('remembers what it was told up to a bound', () => {
    let search = NO_SEARCH;
    const target = (seq: number) => ({ seq, id: `m${seq}`, at: eventAt(seq).at, user: BOB });
    for (let seq = 1; seq <= TOLD_MAX + 50; seq += 1) {
      const data = { target: target(seq) };
      search = withEvent(search, eventAt(10_000 + seq, { event: 'MessageDeleted', data }));
    }
    assert.equal(search.told.size, TOLD_MAX);
  });
});
