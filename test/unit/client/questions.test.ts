import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { connect } from '../../../src/client/client.ts';
import { live, script } from './scripted.ts';

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
