// While gateways are replaced a client meets old ones and new ones: what the one of now does not take waits for another.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FIRST_COMMANDS } from '../../../src/shared/wire/frames.ts';
import { LATER, laterCommand } from './commands.ts';
import { type Script, script } from './scripted.ts';

const OLD = undefined;
const NEW = [...FIRST_COMMANDS, 'post.silent', 'poll'];

/** On a gateway that takes so much, in `lobby` and in `two`. */
const on = (commands: readonly string[] | undefined) => {
  const run = script({ known: LATER });
  for (const room of ['lobby', 'two']) {
    run.input({ type: 'join', room, options: {}, cursor: undefined });
  }
  arrive(run, commands);
  return run;
};
const arrive = (run: Script, commands: readonly string[] | undefined) => {
  run.welcome(commands && { commands });
  for (const room of ['lobby', 'two']) run.frame({ type: 'live', room, seq: 0 });
  run.takeSent();
  run.input({ type: 'tick' });
};
const moveTo = (run: Script, commands: readonly string[] | undefined) => {
  run.input({ type: 'closed', code: 1012, reason: '{"retryAfterMs":10}' });
  run.pass(10);
  run.welcome(commands && { commands });
  for (const room of ['lobby', 'two']) run.frame({ type: 'live', room, seq: 0 });
};
const give = (run: Script, type: string, more: object = {}) => {
  const id = run.machine.newId(run.now);
  const command = laterCommand({ type, id, room: 'lobby', text: 'hello', ...more });
  run.input({ type: 'command', command });
  return id;
};
const commandsOf = (run: Script) =>
  run.takeSent().flatMap((frame) => ('text' in frame ? [frame.id] : []));
const ack = (run: Script, id: string | undefined) =>
  run.frame({ type: 'ack', id: id ?? '', room: 'lobby', seq: 1 });

describe('a command that the gateway does not take', () => {
  for (const [what, type, more] of [
    ['a type', 'poll', { target: 7 }],
    ['a field', 'post', { silent: 7 }],
  ] as const) {
    it(`waits for one that does, for ${what} that is new`, () => {
      const run = on(OLD);
      const id = give(run, type, more);
      run.pass(120_000);
      assert.deepEqual(commandsOf(run), []);
      moveTo(run, ['join', 'leave', 'history', 'ping']);
      assert.deepEqual(commandsOf(run), []);
      moveTo(run, NEW);
      assert.deepEqual(commandsOf(run), [id]);
      ack(run, id);
      assert.deepEqual(run.machine.pending(), []);
    });
  }

  it('keeps nothing busy while it waits', () => {
    const run = on(OLD);
    const before = run.machine.dueAt();
    give(run, 'poll');
    assert.equal(run.machine.dueAt(), before);
  });

  it('lets what is of another type, or of another room, go past it', () => {
    const run = on(OLD);
    const poll = give(run, 'poll');
    const [post, elsewhere] = [give(run, 'post'), give(run, 'post', { room: 'two' })];
    assert.deepEqual(commandsOf(run), [post, elsewhere]);
    moveTo(run, NEW);
    assert.deepEqual(commandsOf(run)[0], poll, 'its own place is before them');
  });

  it('does not let its own kind past it: what was said stays in its order', () => {
    const run = on(OLD);
    const [reply, post] = [give(run, 'post', { silent: 7 }), give(run, 'post')];
    const elsewhere = give(run, 'post', { room: 'two' });
    assert.deepEqual(commandsOf(run), [elsewhere]);
    ack(run, elsewhere);
    moveTo(run, NEW);
    assert.deepEqual(commandsOf(run), [reply]);
    ack(run, reply);
    assert.deepEqual(commandsOf(run), [post]);
  });

  const unsupported = (run: Script, id: string) => {
    const later = { retry: true as const, retryAfterMs: 5_000 };
    run.frame({ type: 'error', code: 'unsupported', message: 'not yet', id, ...later });
  };

  it('waits for another connection where the gateway said it takes it and does not', () => {
    const run = on(NEW);
    const [poll, next] = [give(run, 'poll'), give(run, 'poll')];
    assert.deepEqual(commandsOf(run), [poll]);
    unsupported(run, poll);
    const post = give(run, 'post');
    assert.deepEqual(commandsOf(run), [post]);
    ack(run, post);
    for (let seconds = 0; seconds < 120; seconds += 10) {
      run.pass(10_000);
      run.frame({ type: 'pong' });
    }
    assert.deepEqual(commandsOf(run), []);
    moveTo(run, NEW);
    assert.deepEqual(commandsOf(run), [poll]);
    ack(run, poll);
    assert.deepEqual(commandsOf(run), [next]);
  });

  it('is certainly not stored: it may still get another id where its own is from the future', () => {
    const run = on(NEW);
    const id = give(run, 'poll');
    unsupported(run, id);
    run.input({ type: 'closed', code: 1012, reason: '{"retryAfterMs":10}' });
    run.pass(10);
    run.welcome({ commands: NEW, serverNow: run.timeOfDay - 3_600_000 });
    run.frame({ type: 'live', room: 'lobby', seq: 0 });
    run.takeSent();
    run.frame({ type: 'error', code: 'clock', message: 'clock', id });
    const [renamed] = run.takeEmitted('renamed');
    assert.equal(renamed?.from, id);
    assert.equal(commandsOf(run)[0], renamed?.to);
    assert.equal(run.machine.pending()[0]?.command.type, 'poll', 'as the command it was');
  });
});
