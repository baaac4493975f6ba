// What connections leave behind when they are gone: nothing, and the gauges say so (P8).
import assert from 'node:assert/strict';
import { Registry } from 'prom-client';
import { Hub } from '../../../src/gateway/fanout/hub.ts';
import { Persisted } from '../../../src/gateway/fanout/persisted.ts';
import { Ring } from '../../../src/gateway/log/ring.ts';
import { gatewayMetrics, measureKept } from '../../../src/gateway/metrics.ts';
import { Signals } from '../../../src/gateway/signal/signals.ts';
import { uuid7 } from '../../support/wire.ts';
import { connect, limitsOf, never, turn } from './connected.ts';
import { slowLog } from './slow-log.ts';

describe('connections that are gone', () => {
  function world() {
    const registry = new Registry();
    const hub = new Hub();
    const persisted = new Persisted();
    const ring = new Ring(9, { maxEvents: 2, maxBytes: 1e6 });
    const limits = limitsOf({});
    const log = slowLog();
    const clock = { now: 0 };
    const signals = new Signals({
      ...{ self: 'g1', hub, metrics: gatewayMetrics(new Registry()) },
      store: { all: async () => new Map(), one: never, advance: never },
      ...{
        publish: () => undefined,
        connected: () => true,
        onFault: (error) => assert.fail(String(error)),
      },
      now: () => clock.now,
      log: { epoch: () => 'e', position: () => 9, last: async () => 9 },
    });
    measureKept(registry, { hub, persisted, ring, limits, signals });
    const kept = async () => {
      const lines = (await registry.metrics()).split('\n').filter((line) => /^chat_/.test(line));
      return Object.fromEntries(
        lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
      );
    };
    const come = (user: string) =>
      connect({ user, limits, more: { hub, persisted, signals, append: log.append } });
    return { ring, limits, log, signals, clock, kept, come };
  }

  it('are in no room, wait for no second tick, and are not counted once their limits are full again', async () => {
    const { ring, limits, log, signals, clock, kept, come } = world();
    const people = ['ada', 'bob', 'eve'].map(come);
    for (const { join } of people) for (const room of ['lobby', 'attic']) join(room);
    await turn();
    for (const { send } of people) send({ type: 'post', id: uuid7(), room: 'lobby', text: 'hi' });
    for (let seq = 10; seq < 15; seq++) {
      ring.push({ seq, room: 'lobby', isMessage: true, frame: Buffer.from('x') });
    }
    people[0]?.send({ type: 'history', id: 'h', room: 'lobby', before: 9 });
    people[0]?.send({ type: 'typing', room: 'lobby' });
    await log.store(3);
    const all = {
      chat_rooms: 2,
      chat_persisted_waiting: 3,
      chat_ring_events: 2,
      'chat_limited_users{limit="joins"}': 3,
      'chat_limited_users{limit="questions"}': 1,
      'chat_signals_kept{what="presence"}': 6,
      'chat_signals_kept{what="gateways"}': 0,
      'chat_signals_kept{what="typing"}': 1,
      'chat_signals_kept{what="readers"}': 3,
      'chat_signals_kept{what="marks"}': 0,
    };
    assert.deepEqual(await kept(), all);
    for (const { connection } of people) connection.closed();
    const none = {
      chat_rooms: 0,
      chat_persisted_waiting: 0,
      'chat_signals_kept{what="readers"}': 0,
    };
    assert.deepEqual(await kept(), { ...all, ...none });
    clock.now = 5_000;
    signals.tick();
    const quiet = {
      'chat_signals_kept{what="presence"}': 0,
      'chat_signals_kept{what="typing"}': 0,
    };
    assert.deepEqual(await kept(), { ...all, ...none, ...quiet });
    const later = performance.now() + 600_000;
    for (const buckets of [limits.joins, limits.questions]) buckets.take('late', later);
    const counted = await kept();
    assert.equal(counted['chat_limited_users{limit="joins"}'], 1);
    assert.equal(counted['chat_limited_users{limit="questions"}'], 1);
  });

  it('do not wait for a second tick either where their message was stored after that', async () => {
    const { log, kept, come } = world();
    const ada = come('ada');
    ada.join('lobby');
    await turn();
    ada.send({ type: 'post', id: uuid7(), room: 'lobby', text: 'hi' });
    ada.state.open = false;
    ada.connection.closed();
    await log.store(1);
    await ada.connection.drain();
    assert.equal((await kept())['chat_persisted_waiting'], 0);
  });
});
