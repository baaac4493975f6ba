import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { live, script } from './scripted.ts';

const did = (run: { effects: { do: string }[] }, what: string) =>
  run.effects.filter((effect) => effect.do === what).length;

describe('the connection', () => {
  it('connects at the start and is live with the first frame', () => {
    const run = script();
    run.input({ type: 'start' });
    assert.equal(did(run, 'connect'), 1);
    assert.equal(run.machine.state, 'connecting');
    run.welcome();
    assert.equal(run.machine.state, 'live');
    assert.deepEqual(
      run.takeEmitted('state').map(({ state }) => state),
      ['connecting', 'live'],
    );
  });

  it('comes back after a lost connection, sooner at first and later each time', () => {
    const run = script();
    run.input({ type: 'start' });
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      run.input({ type: 'closed', code: 1006, reason: '' });
      for (const change of run.takeEmitted('state')) {
        if (change.state === 'connecting' && change.attempt > 0) waits.push(change.retryInMs);
      }
      run.input({ type: 'wake' });
    }
    assert.deepEqual(waits, [250, 375, 562, 843, 1265, 1898, 2847, 4271]);
  });

  it('asks over HTTP whether it is unwanted only when the socket never opened', () => {
    const run = script();
    run.input({ type: 'start' });
    run.input({ type: 'closed', code: 1006, reason: '' });
    assert.equal(did(run, 'probe'), 1);
    run.pass(1_000);
    run.welcome();
    run.input({ type: 'closed', code: 1006, reason: '' });
    assert.equal(did(run, 'probe'), 1);
  });

  it('is closed for good when the server does not know who it is', () => {
    const run = script();
    run.input({ type: 'start' });
    run.input({ type: 'closed', code: 1006, reason: '' });
    run.input({ type: 'unauthorized' });
    assert.equal(run.machine.closedBecause, 'unauthorized');
    assert.equal(run.machine.dueAt(), undefined);
  });

  it('waits exactly as long as a draining gateway asks', () => {
    const run = live();
    run.input({ type: 'closed', code: 1012, reason: '{"retryAfterMs":740}' });
    run.pass(739);
    assert.equal(did(run, 'connect'), 0);
    run.pass(1);
    assert.equal(did(run, 'connect'), 1);
  });

  it('is closed for good by a code from 4500 on', () => {
    const run = live();
    run.input({ type: 'closed', code: 4502, reason: '' });
    assert.deepEqual(run.takeEmitted('state'), [{ state: 'closed', reason: 'version' }]);
  });

  it('comes back from an expired token only when it can get a fresh one', () => {
    const fixed = live();
    fixed.input({ type: 'closed', code: 4500, reason: '' });
    assert.equal(fixed.machine.state, 'closed');
    const renewable = live({ renewable: true });
    renewable.input({ type: 'closed', code: 4500, reason: '' });
    assert.equal(renewable.machine.state, 'connecting');
    renewable.pass(1_000);
    renewable.input({ type: 'closed', code: 4500, reason: '' });
    assert.equal(renewable.machine.state, 'closed', 'the fresh one is refused as well');
  });

  it('pings after 16 s of silence and leaves a connection that does not answer within 5 s', () => {
    const run = live({ random: () => 0 });
    run.pass(15_999);
    assert.deepEqual(run.takeSent(), []);
    run.pass(1);
    assert.deepEqual(run.takeSent(), [{ type: 'ping' }]);
    run.pass(4_999);
    assert.equal(did(run, 'drop'), 0);
    run.pass(1);
    assert.equal(did(run, 'drop'), 1);
    assert.equal(run.machine.state, 'connecting');
  });

  it('pings up to 2 s sooner, each connection at a time of its own and always at that', () => {
    for (const [random, after] of [
      [0.5, 15_000],
      [0.999, 14_002],
    ] as const) {
      const run = live({ random: () => random });
      for (let round = 0; round < 2; round += 1) {
        run.frame({ type: 'pong' });
        run.pass(after - 1);
        assert.deepEqual(run.takeSent(), []);
        run.pass(1);
        assert.deepEqual(run.takeSent(), [{ type: 'ping' }]);
      }
    }
  });

  it('asks sooner when something that it sent is not answered', () => {
    const run = live();
    run.post('lobby', 'hello?');
    run.takeSent();
    run.pass(2_999);
    assert.deepEqual(run.takeSent(), []);
    run.pass(1);
    assert.deepEqual(run.takeSent(), [{ type: 'ping' }]);
    run.pass(5_000);
    assert.equal(run.machine.state, 'connecting');
  });

  it('does not ask while it is answered', () => {
    const run = live({ random: () => 0 });
    run.post('lobby', 'hello?');
    run.pass(2_000);
    run.frame({ type: 'pong' });
    run.takeSent();
    run.pass(15_999);
    assert.deepEqual(run.takeSent(), []);
  });

  it('stays on a connection that answers', () => {
    const run = live();
    for (let round = 0; round < 10; round += 1) {
      run.pass(11_000);
      run.frame({ type: 'pong' });
    }
    assert.equal(run.machine.state, 'live');
  });

  it('gives up a connection that never says welcome', () => {
    const run = script();
    run.input({ type: 'start' });
    run.pass(10_000);
    assert.equal(did(run, 'drop'), 1);
    assert.equal(run.machine.state, 'connecting');
  });

  it('tries at once when woken, but not before the time a server asked for', () => {
    const lost = live();
    lost.input({ type: 'closed', code: 1006, reason: '' });
    lost.input({ type: 'wake' });
    assert.equal(did(lost, 'connect'), 1);
    const drained = live();
    drained.input({ type: 'closed', code: 1012, reason: '{"retryAfterMs":740}' });
    drained.input({ type: 'wake' });
    assert.equal(did(drained, 'connect'), 0);
  });

  it('asks for a sign of life when woken and leaves after 3 s without one', () => {
    const run = live();
    run.input({ type: 'wake' });
    assert.deepEqual(run.takeSent(), [{ type: 'ping' }]);
    run.pass(3_000);
    assert.equal(run.machine.state, 'connecting');
  });

  it('counts failures from 0 again only after a connection that lasted', () => {
    const run = live();
    const attempts: number[] = [];
    const lose = () => {
      run.input({ type: 'closed', code: 4008, reason: '' });
      for (const change of run.takeEmitted('state')) {
        if (change.state === 'connecting') attempts.push(change.attempt);
      }
      run.pass(5_000);
      run.welcome();
    };
    lose();
    lose();
    run.pass(6_000);
    lose();
    assert.deepEqual(attempts, [1, 2, 1]);
  });
});
