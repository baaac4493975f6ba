// What a gateway says no to, or not now: who else waits, what keeps its id, what is given back.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { timeOfId } from '../../../src/shared/ids.ts';
import type { ErrorCode } from '../../../src/shared/wire/codes.ts';
import { live, type Script, script } from './scripted.ts';

const texts = (run: Script) =>
  run.takeSent().flatMap((frame) => (frame.type === 'post' ? [frame.text] : []));
const refuse = (run: Script, id: string, code: ErrorCode, more: object = {}) =>
  run.frame({ type: 'error', code, message: `${code}!`, id, ...more });
const later = (retryAfterMs: number) => ({ retry: true as const, retryAfterMs });

describe('a refused message', () => {
  it('makes all rooms wait where the log is full', () => {
    const run = live();
    run.enter('two');
    refuse(run, run.post('lobby', 'a'), 'full', later(1_000));
    run.takeSent();
    run.post('two', 'b');
    run.pass(999);
    assert.deepEqual(texts(run), []);
    run.pass(1);
    assert.deepEqual(texts(run), ['a', 'b']);
  });

  for (const code of ['unknown', 'unavailable', 'full', 'busy'] as ErrorCode[]) {
    it(`keeps its id after "${code}", when another gateway finds it to be from the future`, () => {
      const run = live();
      const id = run.post('lobby', 'hello');
      run.takeSent();
      refuse(run, id, code, later(100));
      run.input({ type: 'closed', code: 1006, reason: '' });
      run.pass(1_000);
      run.welcome({ serverNow: run.timeOfDay - 3_600_000 });
      run.frame({ type: 'live', room: 'lobby', seq: 0 });
      run.takeSent();
      assert.ok(timeOfId(id) > run.timeOfDay - 3_600_000);
      refuse(run, id, 'clock');
      assert.deepEqual(run.takeEmitted('renamed'), []);
      assert.equal(run.machine.pending()[0]?.id, id);
    });
  }

  it('waits longer with every refusal without a word of how long', () => {
    const run = live();
    const id = run.post('lobby', 'hello');
    const waits: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      run.takeSent();
      refuse(run, id, 'unavailable', { retry: true });
      const from = run.now;
      while (texts(run).length === 0) run.pass(1);
      waits.push(run.now - from);
    }
    assert.deepEqual(waits, [250, 375, 562, 843]);
  });
});

describe('leaving a room', () => {
  it('gives back every message of it, and none of another room', () => {
    const run = live();
    run.enter('two');
    for (const text of ['one', 'two', 'three']) run.post('lobby', text);
    run.post('two', 'stays');
    run.input({ type: 'leave', room: 'lobby' });
    const unsent = run.takeEmitted('unsent').map(({ text, error }) => [text, error.code]);
    assert.deepEqual(unsent, [
      ['one', 'left'],
      ['two', 'left'],
      ['three', 'left'],
    ]);
    assert.deepEqual(
      run.machine.pending().map(({ text }) => text),
      ['stays'],
    );
    assert.equal(run.effects.filter(({ do: what }) => what === 'forget').length, 3);
  });

  it('answers who waits for it or for its past', () => {
    const run = script();
    run.welcome();
    run.input({ type: 'join', room: 'lobby', options: {}, cursor: undefined });
    run.ask('h1', 9, 5);
    run.input({ type: 'leave', room: 'lobby' });
    const rejected = run.effects.flatMap((effect) => (effect.do === 'reject' ? [effect.key] : []));
    assert.deepEqual(rejected, ['join:lobby', 'question:h1']);
  });
});

describe('a room that was refused', () => {
  const refuseJoin = (run: Script) =>
    run.frame({ type: 'error', code: 'unavailable', message: 'later', room: 'lobby', retry: true });
  const waitOf = (run: Script) => {
    run.takeSent();
    refuseJoin(run);
    const from = run.now;
    while (!run.takeSent().some(({ type }) => type === 'join')) run.pass(1);
    return run.now - from;
  };

  it('is asked for less and less, and as soon as at first once it was entered', () => {
    const run = script();
    run.welcome();
    run.input({ type: 'join', room: 'lobby', options: {}, cursor: undefined });
    assert.deepEqual([waitOf(run), waitOf(run), waitOf(run)], [250, 375, 562]);
    run.frame({ type: 'live', room: 'lobby', seq: 0 });
    assert.equal(waitOf(run), 250);
  });
});

describe('a log that was made anew', () => {
  it('has nothing in the database yet, and what is counts from its beginning', () => {
    const run = live();
    run.frame({ type: 'persisted', seq: 100 });
    run.input({ type: 'closed', code: 1006, reason: '' });
    run.pass(1_000);
    run.welcome({ epoch: 'epoch-2' });
    assert.equal(run.machine.persisted, 0);
    run.takeEmitted('persisted');
    run.frame({ type: 'persisted', seq: 3 });
    assert.deepEqual(run.takeEmitted('persisted'), [{ seq: 3 }]);
  });

  it('is not taken for one where it is the same: what is in the database never becomes less', () => {
    const run = live();
    run.frame({ type: 'persisted', seq: 100 });
    run.input({ type: 'closed', code: 1006, reason: '' });
    run.pass(1_000);
    run.welcome();
    run.takeEmitted('persisted');
    run.frame({ type: 'persisted', seq: 99 });
    assert.deepEqual([run.machine.persisted, run.takeEmitted('persisted')], [100, []]);
  });
});
