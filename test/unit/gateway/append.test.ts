// What an append makes of the log's answers. The log here is a list of answers; the real one is in the integration tests.
import assert from 'node:assert/strict';
import { messageSubject } from '../../../src/chat/kernel/subjects.ts';
import { createAppend } from '../../../src/gateway/log/append.ts';
import { PublishError, type PublishFailure } from '../../../src/gateway/log/publisher.ts';
import type { Witnessed } from '../../../src/gateway/log/witness.ts';
import { DEADLINE_MS, DUPLICATE_WINDOW_MS } from '../../../src/shared/once.ts';
import { posted } from '../../support/facts.ts';
import { uuid7 } from '../../support/wire.ts';

const NOW = 1_800_000_000_000;
const event = posted({
  id: uuid7(),
  room: 'lobby',
  user: { id: 'ada', name: 'Ada' },
  text: 'hi',
});
const turn = () => new Promise<undefined>((resolve) => setImmediate(resolve, undefined));
const ID = `ada|${event.id}`;

interface Answer {
  seq: number;
  last?: number;
  duplicate?: boolean;
}

describe('append', () => {
  /** `entries`: what lies in the log; `answers`: what each publish is told. */
  function open(
    answers: (Answer | PublishFailure)[],
    entries: Record<number, Witnessed | Promise<Witnessed>> = {},
  ) {
    const published: string[] = [];
    const state = { nowMs: NOW, doubted: false, connected: true, inFlight: 0 };
    const appender = createAppend({
      link: { connected: () => state.connected },
      publisher: {
        get inFlight() {
          return state.inFlight;
        },
        publish: async (_, msgId) => {
          published.push(msgId);
          const answer = answers.shift() ?? assert.fail('nothing more is published');
          if ('kind' in answer) throw new PublishError(answer);
          return { duplicate: false, ...answer };
        },
      },
      witness: { look: async (seq) => entries[seq] },
      clock: {
        now: () => state.nowMs,
        doubt: () => {
          state.doubted = true;
        },
      },
      budgetMs: 1_000,
    });
    const append = (deadlineMs = NOW + DEADLINE_MS) =>
      appender.append({ fact: event, subject: messageSubject('lobby'), deadlineMs });
    return { append, published, state };
  }
  const stored = (more: Partial<Witnessed> = {}): Witnessed => ({
    room: 'lobby',
    atMs: NOW,
    isVoid: false,
    ...more,
  });
  const codeOf = (result: object) => ('code' in result ? result.code : result);

  it('acknowledges what was seen in the log', async () => {
    const { append } = open([{ seq: 5 }], { 5: stored() });
    assert.deepEqual(await append(), { ok: true, seq: 5, duplicate: false, room: 'lobby' });
  });

  it('acknowledges what belongs together once all of it was seen', async () => {
    const { promise: seen, resolve: see } = Promise.withResolvers<Witnessed>();
    const { append } = open([{ seq: 5, last: 7 }], { 5: stored(), 7: seen });
    const appended = append();
    assert.equal(await Promise.race([appended, turn()]), undefined, 'the first of it says nothing');
    see(stored());
    assert.deepEqual(await appended, { ok: true, seq: 5, duplicate: false, room: 'lobby' });
  });

  it('never acknowledges what was stored too late, and doubts its clock', async () => {
    const { append, published, state } = open([{ seq: 5 }], { 5: stored({ isVoid: true }) });
    assert.equal(codeOf(await append()), 'unavailable');
    assert.deepEqual(published, [ID]);
    assert.equal(state.doubted, true);
  });

  it('passes a void entry of its id by, under an id that follows from it', async () => {
    const answers = [{ seq: 5, duplicate: true }, { seq: 6, duplicate: true }, { seq: 7 }];
    const entries = { 5: stored({ isVoid: true }), 6: stored({ isVoid: true }), 7: stored() };
    const { append, published } = open(answers, entries);
    assert.deepEqual(await append(), { ok: true, seq: 7, duplicate: false, room: 'lobby' });
    assert.deepEqual(published, [ID, `${ID}|5`, `${ID}|6`]);
  });

  it('passes none by that the log may forget before others are done', async () => {
    const atMs = NOW + DEADLINE_MS - DUPLICATE_WINDOW_MS / 2;
    const { append, published } = open([{ seq: 5, duplicate: true }], {
      5: stored({ isVoid: true, atMs }),
    });
    const result = await append();
    assert.equal(codeOf(result), 'unavailable');
    assert.deepEqual(published, [ID]);
  });

  it('does not know what nobody saw, and asks again', async () => {
    const again = { seq: 5, duplicate: true };
    const { append, published } = open([{ seq: 5 }, ...Array.from({ length: 9 }, () => again)]);
    assert.equal(codeOf(await append()), 'unknown');
    assert.ok(published.length > 1);
    assert.deepEqual([...new Set(published)], [ID]);
  });

  it('publishes nothing that could only come too late', async () => {
    const { append, published } = open([]);
    assert.equal(codeOf(await append(NOW + 1_000)), 'unavailable');
    assert.deepEqual(published, []);
  });

  it('leaves the outcome open when the deadline comes while it is', async () => {
    const { append, state } = open([{ kind: 'unknown' }]);
    const result = append();
    state.nowMs += DEADLINE_MS;
    assert.equal(codeOf(await result), 'unknown');
  });

  it('leaves the outcome open when the log is full after a try that may be stored', async () => {
    const full: PublishFailure = { kind: 'refused', code: 10_077, description: 'maximum bytes' };
    assert.equal(codeOf(await open([full]).append()), 'full');
    assert.equal(codeOf(await open([{ kind: 'unknown' }, full]).append()), 'unknown');
  });

  it('answers at once while NATS is away, and publishes nothing', async () => {
    const { append, published, state } = open([]);
    state.connected = false;
    const result = await Promise.race([append(), turn()]);
    assert.deepEqual([result && codeOf(result), published], ['unavailable', []]);
  });

  it('goes on for a while when NATS goes away in the middle', async () => {
    const { append, state } = open([{ kind: 'unknown' }, { seq: 5, duplicate: true }], {
      5: stored(),
    });
    const result = append();
    await turn();
    state.connected = false;
    setTimeout(() => {
      state.connected = true;
    }, 300);
    assert.deepEqual(await result, { ok: true, seq: 5, duplicate: true, room: 'lobby' });
  });

  it('takes no more than 4,096 at a time: the others are told to come again', async () => {
    const { append, published, state } = open([{ seq: 5 }], { 5: stored() });
    state.inFlight = 4_096;
    const result = await append();
    assert.match('message' in result ? result.message : '', /busy/);
    assert.deepEqual(published, []);
    state.inFlight = 4_095;
    assert.equal((await append()).ok, true);
  });
});
