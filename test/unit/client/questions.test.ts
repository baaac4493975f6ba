import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { connect } from '../../../src/client/client.ts';
import { Questions } from '../../../src/client/questions.ts';
import { live, type Script, script } from './scripted.ts';

describe('questions that no gateway answers', () => {
  for (const last of [500, 201, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`join with last: ${last} is rejected at once`, async () => {
      const client = connect({ url: 'http://127.0.0.1:9' });
      await assert.rejects(client.join('lobby', { last }), { code: 'invalid' });
      client.close();
    });
  }

  for (const options of [{ before: 9, limit: 500 }, { before: 9, limit: 0 }, { before: -1 }]) {
    it(`history of ${JSON.stringify(options)} is rejected at once`, async () => {
      const client = connect({ url: 'http://127.0.0.1:9' });
      await assert.rejects(client.history('lobby', options), { code: 'invalid' });
      client.close();
    });
  }

  it('a join that the gateway calls a bad frame is rejected in its words', () => {
    const run = script();
    run.welcome();
    run.input({ type: 'join', room: 'lobby', options: {}, cursor: undefined });
    run.frame({ type: 'error', code: 'bad_frame', message: 'last is too big', room: 'lobby' });
    const rejected = run.effects.find((effect) => effect.do === 'reject');
    assert.equal(rejected?.key, 'join:lobby');
    assert.equal(rejected?.error.code, 'bad_frame');
  });

  it('a join refused for its rate is asked again after the time the server names', () => {
    const run = live();
    run.input({ type: 'join', room: 'two', options: {}, cursor: undefined });
    run.takeSent();
    const more = { retry: true as const, retryAfterMs: 1_000 };
    run.frame({ type: 'error', code: 'rate', message: 'slower', room: 'two', ...more });
    run.pass(1_000);
    assert.deepEqual(run.takeSent(), [{ type: 'join', room: 'two' }]);
  });
});

describe('a question', () => {
  const rejected = (run: Script) =>
    run.effects.flatMap((effect) =>
      effect.do === 'reject' ? [[effect.key, effect.error.code]] : [],
    );

  it('is refused at once, in words, by a gateway that does not know it', () => {
    const run = live();
    run.input({ type: 'closed', code: 1006, reason: '' });
    run.ask('h1', 100, 50);
    assert.deepEqual(rejected(run), [], 'not before it is known who answers');
    run.pass(1_000);
    run.welcome({ commands: ['join', 'leave', 'post', 'ping'] });
    run.frame({ type: 'live', room: 'lobby', seq: 0 });
    assert.deepEqual(rejected(run), [['question:h1', 'unsupported']]);
    assert.deepEqual(
      run.takeSent().filter(({ type }) => type === 'history'),
      [],
    );
  });

  it('is answered once, by the frame of its id', () => {
    const questions = new Questions();
    questions.add({ type: 'rooms', id: 'q1' }, 0);
    questions.add({ type: 'people', id: 'q2', room: 'lobby' }, 0);
    assert.deepEqual([questions.settle('q1'), questions.settle('q1')], [true, false]);
    assert.equal(questions.settle('q2'), true);
    assert.equal(questions.dueAt(), undefined);
  });

  it('about no room waits for none, and one about a room until one is in it', () => {
    const questions = new Questions();
    const [all, one] = [
      { type: 'rooms', id: 'q1' },
      { type: 'people', id: 'q2', room: 'lobby' },
    ] as const;
    questions.add(all, 0);
    questions.add(one, 0);
    assert.deepEqual(
      questions.take(0, () => false),
      [all],
    );
    assert.deepEqual(
      questions.take(0, () => true),
      [one],
    );
    questions.lost();
    assert.deepEqual(
      questions.take(0, () => true),
      [all, one],
    );
    assert.deepEqual(questions.leftRoom('lobby'), ['q2']);
    assert.deepEqual(questions.expired(15_000), ['q1']);
  });

  describe('of somebody who asks too much', () => {
    const tooMuch = (run: Script, id: string, retryAfterMs: number) =>
      run.frame({
        ...{ type: 'error', code: 'rate', message: 'slower', id },
        ...{ retry: true, retryAfterMs },
      });
    const asked = (run: Script) =>
      run.takeSent().flatMap((frame) => (frame.type === 'history' ? [frame.id] : []));

    it('is asked again after the time that the server names, and no other before', () => {
      const run = live();
      run.ask('h1', 100, 50);
      assert.deepEqual(asked(run), ['h1']);
      tooMuch(run, 'h1', 700);
      run.ask('h2', 50, 50);
      run.pass(699);
      assert.deepEqual(asked(run), []);
      run.pass(1);
      assert.deepEqual(asked(run), ['h1', 'h2']);
      assert.deepEqual(rejected(run), []);
    });

    it('waits until one of as many as are answered at once has its answer', () => {
      const run = live();
      for (const id of ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']) run.ask(id, 100, 50);
      assert.deepEqual(asked(run), ['h1', 'h2', 'h3', 'h4']);
      run.frame({ type: 'history', id: 'h2', room: 'lobby', events: [], more: false });
      assert.deepEqual(asked(run), ['h5']);
    });

    it('is refused in the server’s words where it could not be answered in time any more', () => {
      const run = live();
      run.ask('h1', 100, 50);
      run.pass(1_000);
      tooMuch(run, 'h1', 14_000);
      assert.deepEqual(rejected(run), [['question:h1', 'rate']]);
    });

    it('ends by its deadline, and what was asked too early waits for a time that comes', () => {
      const run = live();
      run.ask('h1', 100, 50);
      run.pass(1_000);
      tooMuch(run, 'h1', 60_000);
      run.takeSent();
      run.ask('h2', 50, 50);
      run.pass(15_000);
      assert.deepEqual(rejected(run).slice(1), [['question:h2', 'timeout']]);
      assert.deepEqual(asked(run), []);
      assert.ok((run.machine.dueAt() ?? Number.POSITIVE_INFINITY) > run.now, 'no tick at once');
    });

    it('waits for nothing on the next connection', () => {
      const run = live();
      run.ask('h1', 100, 50);
      tooMuch(run, 'h1', 10_000);
      run.takeSent();
      run.input({ type: 'closed', code: 1006, reason: '' });
      run.pass(1_000);
      run.welcome();
      run.frame({ type: 'live', room: 'lobby', seq: 0 });
      assert.deepEqual(asked(run), ['h1']);
    });
  });
});
