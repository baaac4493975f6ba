// However far one scrolls, a bounded part of the room is in memory, without a hole, and what was let go of comes again.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { Message } from '../../../src/shared/wire/objects.ts';
import { onScreen } from '../../../src/web/model/on-screen.ts';
import { LOADED_MAX } from '../../../src/web/model/stretch.ts';
import { SHOWN_MAX } from '../../../src/web/model/views.ts';
import { BOB, eventAt, eventsOf, messageAt, seqsOf } from './events.ts';
import { Page } from './page.ts';

const END = 20_000;
const PAGE_MAX = 100;

const messages = (from: number, to: number): Message[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => messageAt(from + index));

describe('a room of 20,000 messages', () => {
  let page: Page;
  beforeEach(async () => {
    page = new Page();
    const commands = ['history.around', 'history.as'];
    await page.enter(eventsOf(END - 49, END), { commands });
    page.show();
    page.socket.sent.length = 0;
    page.chat.setAtBottom(false);
  });
  afterEach(() => page.chat.stop());

  /** As a gateway answers from its rows. */
  const answer = async () => {
    const [asked, other] = page.asked('history');
    assert.ok(asked);
    assert.equal(other, undefined);
    const { id, limit = 50, before, around } = asked;
    const half = Math.floor(limit / 2);
    const last = before === undefined ? Math.min(END, (around ?? 0) + half - 1) : before - 1;
    const first = Math.max(1, last - Math.min(limit, PAGE_MAX) + 1);
    const frame = { type: 'history', id, room: 'lobby', events: [], asOf: END };
    page.socket.frame({
      ...frame,
      ...{ messages: messages(first, last), low: first },
      ...{ more: first > 1, newer: last < END },
    });
    await turn();
  };
  const shown = () => seqsOf(onScreen(page.room()));
  const assertWhole = () => {
    const seqs = shown();
    assert.equal((seqs.at(-1) ?? 0) - (seqs[0] ?? 0), seqs.length - 1, 'there is no hole');
    assert.ok(seqs.length <= LOADED_MAX + PAGE_MAX, `${seqs.length} are loaded`);
    assert.ok(seqsOf(page.room()).length <= LOADED_MAX + PAGE_MAX);
  };
  const toTop = async () => {
    while (onScreen(page.room()).older.state !== 'none') {
      const first = shown()[0] ?? 0;
      void page.chat.looking.loadOlder();
      await turn();
      await answer();
      assert.ok((shown()[0] ?? 0) < first);
      assertWhole();
    }
  };

  it('is read up to its first message with never more than some in memory, and the newest at hand', async () => {
    await toTop();
    assert.equal(shown()[0], 1);
    const live = seqsOf(page.room());
    assert.ok(live.length <= SHOWN_MAX);
    assert.equal(live.at(-1), END);
    assert.equal(page.room().turn, 0, 'nothing is drawn anew before the reader’s eyes');
  });

  it('is read down again to its end, where both are one, and goes on', async () => {
    await toTop();
    page.event(END + 1);
    page.show();
    while (page.room().stretch !== undefined) {
      const last = shown().at(-1) ?? 0;
      void page.chat.looking.loadNewer();
      await turn();
      await answer();
      assert.ok((shown().at(-1) ?? 0) > last);
      if (page.room().stretch !== undefined) assertWhole();
    }
    const seqs = shown();
    assert.equal(seqs.at(-1), END + 1);
    assert.equal((seqs.at(-1) ?? 0) - (seqs[0] ?? 0), seqs.length - 1);
    assert.equal(page.room().older.state, 'more');
  });

  it('has no hole where a page is on its way for the end that would be let go of', async () => {
    while ((shown().at(-1) ?? END) > END - 2_000 || shown().length < LOADED_MAX - 10) {
      void page.chat.looking.loadOlder();
      await turn();
      await answer();
    }
    const high = shown().at(-1) ?? 0;
    void page.chat.looking.loadNewer();
    await turn();
    const [newer] = page.asked('history');
    assert.equal(newer?.around, high + 1);
    void page.chat.looking.loadOlder();
    await turn();
    await answer();
    page.event(END + 1, {
      event: 'MessageDeleted',
      data: { target: { seq: high + 1, id: `m${high + 1}`, user: BOB, at: eventAt(high + 1).at } },
    });
    const frame = { type: 'history', id: newer?.id, room: 'lobby', events: [], asOf: END };
    const found = { messages: messages(high - 49, high + 50), low: high - 49 };
    page.socket.frame({ ...frame, ...found, more: true, newer: true });
    await turn();
    assertWhole();
    const message = onScreen(page.room()).view.messages.find(({ seq }) => seq === high + 1);
    assert.ok(message?.deleted, 'what was deleted meanwhile is');
  });

  it('keeps the line where the new ones begin on the way up', async () => {
    const before = page.room().readSeq;
    page.chat.open('board');
    page.event(END + 1);
    page.show();
    page.chat.open('lobby');
    page.chat.setAtBottom(false);
    assert.equal(page.room().newAfter, before);
    await toTop();
    assert.equal(onScreen(page.room()).newAfter, before);
  });
});
