import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandOrder } from '../../../src/gateway/command/order.ts';

describe('the order of posts', () => {
  const soon = (ms: number, what: string) => sleep(ms).then(() => what);
  const never = () => new Promise<string>(() => undefined);

  it('is the one they were sent in, also where look-ups end in another', async () => {
    const order = new CommandOrder();
    const stored: string[] = [];
    const store = async (what: string) => {
      await sleep(Math.random() * 5);
      stored.push(what);
    };
    await Promise.all([
      order.run(soon(40, 'old 1'), store),
      order.run(soon(5, 'old 2'), store),
      order.run('new 1', store),
      order.run(soon(20, 'old 3'), store),
      order.run('new 2', store),
    ]);
    assert.deepEqual(stored, ['old 1', 'old 2', 'new 1', 'old 3', 'new 2']);
  });

  it('waits a moment for look-ups, for all of them the same one, and stores what came late behind', async () => {
    const order = new CommandOrder();
    const stored: string[] = [];
    const store = async (what: string) => void stored.push(what);
    const started = performance.now();
    for (let i = 0; i < 20; i++) void order.run(never(), store);
    const late = order.run(soon(1_000, 'late'), store);
    await order.run('new', store);
    const tookMs = performance.now() - started;
    assert.ok(tookMs < 5_000, `${tookMs} ms, of 20 times 500`);
    assert.deepEqual(stored, ['new']);
    await late;
    assert.deepEqual(stored, ['new', 'late']);
  });

  it('stays while a check cannot begin yet, for longer than look-ups are waited for', async () => {
    const order = new CommandOrder();
    const stored: string[] = [];
    const store = async (what: string) => void stored.push(what);
    const begun = Promise.withResolvers<void>();
    const ask = () => soon(700, 'told').then(() => begun.resolve());
    const timed = begun.promise.then(() => soon(20, 'timed'));
    await Promise.all([
      order.run(timed, store, { ask, begun: begun.promise }),
      order.run('new', store),
    ]);
    assert.deepEqual(stored, ['timed', 'new']);
  });

  it('is not held up by what fails, early or late', async () => {
    const order = new CommandOrder();
    const fails = () => Promise.reject(new Error('no rows'));
    const slow = order.run(soon(30, 'first'), async () => undefined);
    const failed = [
      order.run(fails(), async () => undefined),
      order.run('refused', async () => assert.fail('no log')),
    ];
    const results = await Promise.allSettled([slow, ...failed]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected'],
    );
    let stored = false;
    await order.run('next', async () => {
      stored = true;
    });
    await order.idle();
    assert.equal(stored, true);
  });
});
