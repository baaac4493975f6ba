// Sequences count in one log: what names one goes into no other, where it would hit somebody else's message.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ChatCommand } from '../../../src/chat/features.ts';
import { TAKEN } from '../../../src/gateway/socket/commands.ts';
import { EPOCH, type Script, script } from './scripted.ts';

const ABOUT_ONE = {
  edit: { text: 'better' },
  delete: {},
  react: { emoji: '👍', on: true },
  pin: { on: true },
} as const;
const ANSWER = { type: 'post', text: 'yes', replyTo: 7 };

/** In `lobby`, where message 7 is, or was. */
function entered({ epoch = EPOCH } = {}): Script {
  const run = script();
  run.welcome({ commands: TAKEN, epoch });
  run.enter('lobby', 7);
  return run;
}

function give(run: Script, said: object): string {
  const id = run.machine.newId(run.now);
  run.input({ type: 'command', command: { id, room: 'lobby', ...said } as ChatCommand });
  return id;
}

function lose(run: Script): void {
  run.input({ type: 'closed', code: 1012, reason: '' });
  run.takeSent();
}

/** Another connection, with everything that is about to be sent over it. */
function comeBack(run: Script, epoch: string): string[] {
  run.pass(20_000);
  run.welcome({ commands: TAKEN, epoch });
  if (run.machine.cursor('lobby')?.epoch !== epoch) {
    run.frame({ type: 'reset', room: 'lobby', reason: 'epoch' });
  }
  run.frame({ type: 'live', room: 'lobby', seq: 7 });
  return run
    .takeSent()
    .map(({ type }) => type)
    .filter((type) => type !== 'join');
}

const unsent = (run: Script) => run.takeEmitted('unsent').map(({ id, error }) => [id, error.code]);

describe('what names a message', () => {
  for (const [type, more] of Object.entries(ABOUT_ONE)) {
    const said = { type, target: 7, ...more };

    it(`by ${type} is given back where the log was made anew meanwhile`, () => {
      const run = entered();
      lose(run);
      const id = give(run, said);
      assert.deepEqual(comeBack(run, 'another'), []);
      assert.deepEqual(unsent(run), [[id, 'other_log']]);
      assert.deepEqual(run.machine.pending(), []);
      assert.ok(run.effects.some((effect) => effect.do === 'forget' && effect.id === id));
    });

    it(`by ${type} is sent where the log is the same`, () => {
      const run = entered();
      lose(run);
      give(run, said);
      assert.deepEqual(comeBack(run, EPOCH), [type]);
      assert.deepEqual(unsent(run), []);
    });
  }

  it('as what it answers is given back as well: without that it says something else', () => {
    const run = entered();
    lose(run);
    const [answer, plain] = [give(run, ANSWER), give(run, { type: 'post', text: 'hello' })];
    assert.deepEqual(comeBack(run, 'another'), ['post']);
    assert.deepEqual(unsent(run), [[answer, 'other_log']]);
    assert.deepEqual(
      run.machine.pending().map(({ id }) => id),
      [plain],
    );
  });

  it('is given back where it was sent and never answered', () => {
    const run = entered();
    const id = give(run, ANSWER);
    assert.deepEqual(run.takeSent().length, 1);
    lose(run);
    assert.deepEqual(comeBack(run, 'another'), []);
    assert.deepEqual(unsent(run), [[id, 'other_log']]);
  });

  it('is given back where the person saw the log of before while the other one was there already', () => {
    const run = entered();
    lose(run);
    run.pass(20_000);
    run.welcome({ commands: TAKEN, epoch: 'another' });
    const id = give(run, ANSWER);
    assert.deepEqual(unsent(run), [[id, 'other_log']]);
  });

  it('is given back where the log lost its end: its place may be given anew', () => {
    const run = entered();
    lose(run);
    const [id, plain] = [give(run, ANSWER), give(run, { type: 'post', text: 'hello' })];
    run.pass(20_000);
    run.welcome({ commands: TAKEN });
    run.frame({ type: 'reset', room: 'lobby', reason: 'ahead' });
    assert.deepEqual(unsent(run), [[id, 'other_log']]);
    assert.deepEqual(
      run.machine.pending().map((one) => one.id),
      [plain],
    );
  });

  it('is known to be of its log by the next process, too, whether it was sent or not', () => {
    for (const isSent of [false, true]) {
      const before = entered();
      if (!isSent) lose(before);
      const id = give(before, ANSWER);
      const kept = before.effects.flatMap((effect) =>
        effect.do === 'keep' ? [JSON.parse(JSON.stringify(effect.stored))] : [],
      );
      for (const [epoch, sent] of [
        [EPOCH, ['post']],
        ['another', []],
      ] as const) {
        const run = script();
        run.machine.load(kept.slice(-1));
        run.welcome({ commands: TAKEN, epoch });
        run.enter('lobby', 7);
        run.pass(1);
        assert.equal(run.machine.pending().length, sent.length);
        assert.deepEqual(unsent(run), sent.length === 1 ? [] : [[id, 'other_log']]);
      }
    }
  });

  it('that was given before anybody knew the log is of the first one that it is sent into', () => {
    const run = script();
    run.input({ type: 'start' });
    run.input({ type: 'join', room: 'lobby', options: {}, cursor: undefined });
    const id = give(run, ANSWER);
    run.welcome({ commands: TAKEN });
    run.frame({ type: 'live', room: 'lobby', seq: 7 });
    assert.deepEqual(run.takeSent().at(-1)?.type, 'post');
    lose(run);
    run.pass(20_000);
    run.welcome({ commands: TAKEN, epoch: 'another' });
    assert.deepEqual(unsent(run), [[id, 'other_log']], 'whether the room is reset or not');
  });
});
