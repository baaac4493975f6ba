// How a message looks that was changed, and what waits for one that was not told.
import assert from 'node:assert/strict';
import { EMPTY_VIEW, lastOf, type RoomView, toldFrom } from '../../../src/chat/kernel/view.ts';
import { fold } from '../../../src/chat/views.ts';
import type { EventFrame } from '../../../src/shared/wire/frames.ts';

const ADA = { id: 'ada', name: 'Ada' };
const BOB = { id: 'bob', name: 'Bob' };
const at = (seq: number) => new Date(Date.UTC(2026, 5, 1) + seq).toISOString();
const event = (seq: number, type: string, data: object, user = ADA): EventFrame => ({
  ...{ type: 'event', room: 'lobby', seq, at: at(seq), event: type, user, id: `c${seq}` },
  data,
});
const post = (seq: number, more: object = {}) =>
  event(seq, 'MessagePosted', { text: `text ${seq}`, ...more });
const about = (seq: number) => ({ target: { seq, id: `c${seq}`, user: ADA, at: at(seq) } });
const edit = (seq: number, of: number, text = `edit ${seq}`) =>
  event(seq, 'MessageEdited', { ...about(of), text });
const remove = (seq: number, of: number) => event(seq, 'MessageDeleted', about(of), BOB);
const react = (seq: number, of: number, emoji: string, id: string, isOn = true) =>
  event(seq, isOn ? 'ReactionAdded' : 'ReactionRemoved', { ...about(of), emoji }, { id, name: id });
const seen = ({ messages }: RoomView) => messages.map(({ seq, text }) => `${seq} ${text}`);

describe('a message that was changed', () => {
  it('says what was said last, though that was told before the message, and edits in any order', () => {
    const all = [edit(9, 2), edit(5, 2), post(2)];
    const view = fold(EMPTY_VIEW, all);
    assert.deepEqual(seen(view), ['2 edit 9']);
    const [message] = view.messages;
    assert.deepEqual([message?.editedAt, message?.changedSeq, message?.at], [at(9), 9, at(2)]);
  });

  it('is gone for good, whatever else was said of it, and keeps its place, time and author', () => {
    const view = fold(EMPTY_VIEW, [
      ...[post(1), post(2, { replyTo: 1, mentions: ['bob'] }), remove(5, 2), edit(7, 2)],
      ...[react(8, 2, '👍', 'bob'), event(9, 'MessagePinned', about(2))],
    ]);
    const { marks: _, ...message } = view.messages[1] ?? assert.fail();
    assert.deepEqual(message, {
      ...{ seq: 2, id: 'c2', at: at(2), user: ADA, text: '', reactions: [], changedSeq: 5 },
      deleted: { at: at(5), by: BOB },
    });
  });

  it('is deleted at its place where its post is not in the log any more, once one reads back so far', () => {
    let view = fold(EMPTY_VIEW, [post(8), remove(9, 4)]);
    assert.deepEqual(seen(view), ['8 text 8'], 'or there would be a hole behind it');
    view = fold(view, [post(6)]);
    assert.deepEqual(seen(view), ['6 text 6', '8 text 8']);
    assert.deepEqual(seen(toldFrom(view, 1)), ['4 ', '6 text 6', '8 text 8']);
  });

  it('has each emoji of each person once, as it was last, in the order in which they came', () => {
    const view = fold(EMPTY_VIEW, [
      ...[post(1), react(7, 1, '🎉', 'bob'), react(3, 1, '👍', 'eve'), react(4, 1, '👍', 'bob')],
      ...[
        react(5, 1, '👍', 'bob', false),
        react(6, 1, '👍', 'ada'),
        react(2, 1, '🎉', 'eve', false),
      ],
    ]);
    assert.deepEqual(view.messages[0]?.reactions, [
      { emoji: '👍', users: ['eve', 'ada'], seqs: [3, 6] },
      { emoji: '🎉', users: ['bob'], seqs: [7] },
    ]);
  });

  it('takes a thousand reactions, one after the other', () => {
    let view = fold(EMPTY_VIEW, [post(1)]);
    for (let i = 0; i < 1_000; i++) view = fold(view, [react(2 + i, 1, '👍', `u${i}`)]);
    assert.equal(view.messages[0]?.reactions[0]?.users.length, 1_000);
    assert.equal(view.messages[0]?.changedSeq, 1_001);
  });

  it('is passed over where a change names no message', () => {
    for (const data of [{}, { target: 7 }, { target: { seq: 2 } }, null]) {
      for (const type of ['MessageEdited', 'MessageDeleted', 'ReactionAdded', 'MessagePinned']) {
        const view = fold(EMPTY_VIEW, [post(2), event(3, type, data as object)]);
        assert.deepEqual(seen(view), ['2 text 2']);
      }
    }
  });
});

describe('what was done to a message that was not told', () => {
  it('waits for it, also over what is let go of and kept', () => {
    let view = fold(EMPTY_VIEW, [post(2), post(3), edit(4, 2), react(5, 1, '👍', 'bob'), post(6)]);
    view = JSON.parse(JSON.stringify(lastOf(view, 1))) as RoomView;
    assert.deepEqual(seen(view), ['6 text 6']);
    // What stands above it is told anew: all that is below it.
    view = fold(view, [post(1), post(2), post(3), edit(4, 2), react(5, 1, '👍', 'bob')]);
    assert.deepEqual(seen(view), ['1 text 1', '2 edit 4', '3 text 3', '6 text 6']);
    assert.equal(view.messages[0]?.reactions.length, 1);
    assert.deepEqual(view.waiting, []);
  });

  it('is not forgotten with a message that is let go of, where it would not be told again', () => {
    const view = lastOf(fold(EMPTY_VIEW, [post(1), post(5), edit(6, 1)]), 1);
    assert.deepEqual(seen(view), ['5 text 5']);
    assert.deepEqual(seen(fold(view, [post(1)])), ['1 edit 6', '5 text 5']);
  });

  it('is bounded: the oldest goes first', () => {
    let view = fold(EMPTY_VIEW, [post(5_000)]);
    for (let i = 1; i <= 1_500; i++) view = fold(view, [edit(5_000 + i, i)]);
    assert.ok(view.waiting.length > 500 && view.waiting.length < 1_000, `${view.waiting.length}`);
    assert.equal(view.waiting.at(-1)?.seq, 1_500);
    for (let i = 1; i <= 1_500; i++) view = fold(view, [edit(7_000 + i, i, 'x'.repeat(4_000))]);
    assert.ok(view.waiting.length < 50, `${view.waiting.length}`);
  });
});
