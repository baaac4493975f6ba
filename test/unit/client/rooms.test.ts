import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FIRST_COMMANDS } from '../../../src/shared/wire/frames.ts';
import { EPOCH, live, script } from './scripted.ts';

describe('rooms', () => {
  it('join with the last events where there is no cursor', () => {
    const run = script();
    run.welcome();
    run.input({ type: 'join', room: 'lobby', options: { last: 20 }, cursor: undefined });
    assert.deepEqual(run.takeSent(), [{ type: 'join', room: 'lobby', last: 20 }]);
  });

  it('join after the stored cursor', () => {
    const run = script();
    run.welcome();
    const cursor = { seq: 41, epoch: EPOCH };
    run.input({ type: 'join', room: 'lobby', options: { last: 20 }, cursor });
    assert.deepEqual(run.takeSent(), [{ type: 'join', room: 'lobby', after: 41, epoch: EPOCH }]);
  });

  it('catch up with so many messages where the gateway knows how to, and say what was skipped', () => {
    const cursor = { seq: 41, epoch: EPOCH };
    for (const [commands, max] of [
      [undefined, {}],
      [[...FIRST_COMMANDS, 'join.max'], { max: 200 }],
    ] as const) {
      const run = script();
      run.welcome(commands && { commands });
      run.input({ type: 'join', room: 'lobby', options: { max: 200 }, cursor });
      const frame = { type: 'join', room: 'lobby', after: 41, epoch: EPOCH, ...max };
      assert.deepEqual(run.takeSent(), [frame]);
      run.frame({ type: 'joined', room: 'lobby', head: 9_000, skipped: true });
      run.frame({ type: 'joined', room: 'left', head: 9_000, skipped: true });
      run.frame({ type: 'joined', room: 'lobby', head: 9_000 });
      assert.deepEqual(run.takeEmitted('skipped'), [{ room: 'lobby' }]);
    }
  });

  it('that were joined while offline are joined with the first connection', () => {
    const run = script();
    run.input({ type: 'start' });
    run.input({ type: 'join', room: 'lobby', options: {}, cursor: undefined });
    assert.deepEqual(run.takeSent(), []);
    run.welcome();
    assert.deepEqual(run.takeSent(), [{ type: 'join', room: 'lobby' }]);
  });

  it('are resumed from the last event that was received', () => {
    const run = live();
    run.event('lobby', 5);
    run.event('lobby', 9);
    run.input({ type: 'closed', code: 1006, reason: '' });
    run.pass(1_000);
    run.welcome();
    assert.deepEqual(run.takeSent(), [{ type: 'join', room: 'lobby', after: 9, epoch: EPOCH }]);
  });

  it('resume from what `live` vouched for, though nothing was said in them', () => {
    const run = script();
    run.welcome();
    run.enter('quiet', 77);
    assert.deepEqual(run.machine.cursor('quiet'), { seq: 77, epoch: EPOCH });
  });

  it('let every event through once, in order', () => {
    const run = live();
    for (const seq of [1, 2, 2, 1, 3, 3, 7, 5]) run.event('lobby', seq);
    assert.deepEqual(
      run.takeEmitted('event').map(({ seq }) => seq),
      [1, 2, 3, 7],
    );
  });

  it('keep their cursors apart', () => {
    const run = live();
    run.enter('two');
    run.event('lobby', 9);
    run.event('two', 4);
    assert.equal(run.machine.cursor('two')?.seq, 4);
    assert.equal(run.takeEmitted('event').length, 2);
  });

  it('drop the cursor on reset and begin with the last events', () => {
    const run = live();
    run.event('lobby', 9);
    run.input({ type: 'closed', code: 1006, reason: '' });
    run.pass(1_000);
    run.welcome({ epoch: 'epoch-2' });
    run.takeSent();
    run.frame({ type: 'reset', room: 'lobby', reason: 'epoch' });
    assert.deepEqual(run.takeSent(), [{ type: 'join', room: 'lobby' }]);
    assert.deepEqual(run.takeEmitted('reset'), [{ room: 'lobby', reason: 'epoch' }]);
    run.event('lobby', 3);
    assert.deepEqual(run.machine.cursor('lobby'), { seq: 3, epoch: 'epoch-2' });
  });

  it('say nothing any more once they are left', () => {
    const run = live();
    run.input({ type: 'leave', room: 'lobby' });
    assert.deepEqual(run.takeSent(), [{ type: 'leave', room: 'lobby' }]);
    run.event('lobby', 9);
    assert.deepEqual(run.takeEmitted('event'), []);
  });

  it('that cannot be entered right now are asked for again after the time the server names', () => {
    const run = script();
    run.welcome();
    run.input({ type: 'join', room: 'lobby', options: {}, cursor: undefined });
    run.takeSent();
    const more = { retry: true as const, retryAfterMs: 1_000 };
    run.frame({ type: 'error', code: 'unavailable', message: 'later', room: 'lobby', ...more });
    run.pass(999);
    assert.deepEqual(run.takeSent(), []);
    run.pass(1);
    assert.deepEqual(run.takeSent(), [{ type: 'join', room: 'lobby' }]);
  });

  it('that are refused for good are dropped, and the join says why', () => {
    const run = script();
    run.welcome();
    run.input({ type: 'join', room: 'board', options: {}, cursor: undefined });
    run.frame({ type: 'error', code: 'forbidden', message: 'board is private', room: 'board' });
    const rejected = run.effects.filter((effect) => effect.do === 'reject');
    assert.equal(rejected[0]?.key, 'join:board');
    assert.match(rejected[0]?.error.message ?? '', /private/);
    assert.deepEqual(run.machine.rooms, []);
  });
});

describe('history', () => {
  it('is asked when the room is live, asked again after a reconnect, and answered once', () => {
    const run = live();
    run.ask('h1', 100, 50);
    const ask = { type: 'history', id: 'h1', room: 'lobby', before: 100, limit: 50 };
    assert.deepEqual(run.takeSent(), [ask]);
    run.input({ type: 'closed', code: 1006, reason: '' });
    run.pass(1_000);
    run.welcome();
    run.frame({ type: 'live', room: 'lobby', seq: 0 });
    assert.deepEqual(run.takeSent().at(-1), ask);
    for (let twice = 0; twice < 2; twice += 1) {
      run.frame({ type: 'history', id: 'h1', room: 'lobby', events: [], more: false });
    }
    const answers = run.effects.filter((effect) => effect.do === 'resolve');
    assert.equal(answers.filter(({ key }) => key === 'question:h1').length, 1);
  });

  it('fails in words when the database is down, and when nobody answers in 15 s', () => {
    const run = live();
    run.ask('h1', 100, 50);
    run.frame({ type: 'error', code: 'unavailable', message: 'down', id: 'h1', retry: true });
    run.ask('h2', 100, 50);
    run.pass(15_000);
    const failed = run.effects.filter((effect) => effect.do === 'reject');
    const told = failed.map(({ key, error }) => [key, error.code]);
    assert.deepEqual(told, [
      ['question:h1', 'unavailable'],
      ['question:h2', 'timeout'],
    ]);
  });
});
