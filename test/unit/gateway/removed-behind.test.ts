// What was deleted behind rows that lag: seen by this gateway, or read of the log, once, no further back than they lag.
import assert from 'node:assert/strict';
import type { Fact } from '../../../src/chat/features.ts';
import { makeFact } from '../../../src/chat/kernel/fact.ts';
import { changeSubject } from '../../../src/chat/kernel/subjects.ts';
import { messageDeleted, messageEdited } from '../../../src/chat/message/facts.ts';
import { LogUnreadable } from '../../../src/gateway/log/direct-get.ts';
import { Removed } from '../../../src/gateway/log/removed.ts';
import { createRemovedBehind } from '../../../src/gateway/log/removed-behind.ts';
import { answersFrom } from '../../../src/gateway/question/answers-from.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { uuid7 } from '../../support/wire.ts';

const room = 'lobby';
const user = { id: 'u1', name: 'Ada' };
const at = '2026-01-02T03:04:05.678Z';
const about = () => ({ id: uuid7(), room, user });
const targetOf = (seq: number) => ({ seq, id: uuid7(), user, at });
const deletion = (seq: number): Fact =>
  makeFact(messageDeleted, { ...about(), data: { target: targetOf(seq) } });
const edit = (seq: number): Fact =>
  makeFact(messageEdited, { ...about(), data: { target: targetOf(seq), text: 'secret' } });

/** A log of changes, by sequence, and what asked it. This gateway reads from 1,000 on. */
function open({ changes = {} as Record<number, Fact>, max = 100 } = {}) {
  const asked: number[] = [];
  const state = { lags: 0, fails: false };
  const entries = Object.entries(changes).map(([seq, fact]) => ({
    ...{ seq: Number(seq), at, isVoid: false, subject: changeSubject(room) },
    data: encodeFact(fact),
  }));
  const removed = new Removed();
  const removedBehind = createRemovedBehind({
    ...{ removed, from: 1_000, max },
    get: async (_stream, query) => {
      const { seq, batch } = query as { seq: number; batch: number };
      asked.push(seq);
      if (state.fails) throw new LogUnreadable('away');
      if (state.lags > 0) {
        state.lags -= 1;
        return { messages: [], end: undefined };
      }
      return {
        messages: entries.filter((one) => one.seq >= seq).slice(0, batch),
        end: undefined,
      };
    },
    next: async (_filter, from) => (entries.find(({ seq }) => seq >= from)?.seq ?? 2_000) - 1,
  });
  const are = async (asOf: number | undefined, ...seqs: number[]) => {
    const isRemoved = await removedBehind(asOf);
    return seqs.filter(isRemoved);
  };
  return { removed, are, asked, state, removedBehind };
}

describe('what was deleted behind rows that lag', () => {
  it('is what this gateway saw, and asks nobody, where they lag no further', async () => {
    const { removed, are, asked } = open({ changes: { 500: deletion(7) } });
    removed.saw(deletion(9));
    assert.deepEqual(await are(999, 7, 8, 9), [9]);
    assert.deepEqual(await are(5_000, 7, 8, 9), [9]);
    assert.deepEqual(await are(undefined, 7, 8, 9), [9], 'a persister of before says no end');
    assert.deepEqual(asked, []);
  });

  it('is read of the log where they do, once, and further back only where they lag further', async () => {
    const changes = { 300: deletion(3), 500: deletion(7), 501: edit(8), 700: deletion(9) };
    const { are, asked } = open({ changes });
    assert.deepEqual(await are(500, 3, 7, 8, 9), [9], 'behind them, not at their end');
    assert.deepEqual(await are(499, 3, 7, 8, 9), [7, 9]);
    assert.deepEqual(await are(600, 7), [7]);
    const [one, two] = await Promise.all([are(10, 3), are(20, 3)]);
    assert.deepEqual([one, two], [[3], [3]]);
    assert.deepEqual(asked, [501, 701, 500, 11]);
  });

  it('is read to the end though it is more than a page', async () => {
    const changes = Object.fromEntries(
      Array.from({ length: 600 }, (_, i) => [i + 100, i % 2 === 0 ? edit(i) : deletion(i)]),
    );
    const { are } = open({ changes, max: 300 });
    assert.deepEqual(await are(99, 1, 2, 299, 599), [1, 299, 599]);
    const less = open({ changes, max: 299 });
    await assert.rejects(less.are(99, 1), /the rows have not even 299/);
  });

  it('is not "nothing" because a replica lags, or nobody answers', async () => {
    const { are, state } = open({ changes: { 500: deletion(7) } });
    state.lags = 2;
    assert.deepEqual(await are(10, 7), [7]);
    const late = open({ changes: { 500: deletion(7) } });
    late.state.lags = 9;
    await assert.rejects(late.are(10, 7), LogUnreadable);
    late.state.fails = true;
    await assert.rejects(late.are(10, 7), LogUnreadable);
    Object.assign(late.state, { lags: 0, fails: false });
    assert.deepEqual(await late.are(10, 7), [7], 'and is read by who asks later');
  });
});

describe('pages of the past from rows that lag', () => {
  const { removed, removedBehind } = open({ changes: { 400: deletion(3), 500: deletion(7) } });
  const entries = [
    { seq: 6, at, fact: posted({ ...about(), text: 'kept' }) },
    { seq: 7, at, fact: posted({ ...about(), text: 'secret' }) },
    { seq: 8, at, fact: edit(7) },
    { seq: 9, at, fact: edit(6) },
  ];
  const message = (seq: number) => ({
    ...{ seq, id: uuid7(), at, user, text: 'secret', replyTo: 3, mentions: ['u2'] },
    ...{ reactions: [{ emoji: '👍', users: ['u2'], seqs: [9] }], changedSeq: 9 },
  });
  const gone = { ...message(3), text: '', reactions: [], deleted: { at, by: user } };
  const messages = [gone, message(6), message(7)];
  const answers = answersFrom({
    rows: {
      ask: async () => assert.fail(),
      past: async (_room, before) => {
        const below = entries.filter(({ seq }) => seq < before).slice(-2);
        return { entries: below as never, more: below[0] !== entries[0], asOf: 20 };
      },
      messages: async () => ({ messages, events: [], more: false, newer: false, asOf: 20 }),
    },
    sources: { position: () => 40 },
    removedBehind,
    states: { refresh: async () => assert.fail() },
    clock: { now: () => 0 },
    secretOf: () => undefined,
  });

  it('have no event that says what was deleted, and go on below a page of nothing else', async () => {
    const seqs = async (before: number) => {
      const { events, more } = await answers.past(room, before, 2);
      return [events.map(({ seq }) => seq), more];
    };
    assert.deepEqual(await seqs(10), [[9], true]);
    assert.deepEqual(await seqs(9), [[6], false]);
    removed.saw(deletion(6));
    assert.deepEqual(await seqs(10), [[], false]);
  });

  it('have the place of a message that was deleted, and no word of it', async () => {
    const page = await answers.messages({ room, before: 10, limit: 50 });
    const second = messages.at(-1);
    assert.deepEqual(
      page.messages?.map(({ seq }) => seq),
      [3, 6, 7],
    );
    assert.deepEqual(page.messages?.[0], gone, 'of which rows say themselves by whom it was');
    const { replyTo: _, mentions: __, ...left } = second ?? assert.fail();
    assert.deepEqual(page.messages?.at(-1), { ...left, text: '', reactions: [] });
    assert.equal(page.asOf, 20);
  });
});
