// What a connection may say of typing and reading, and what comes back to it.
import assert from 'node:assert/strict';
import { Registry } from 'prom-client';
import { Hub } from '../../../../src/gateway/fanout/hub.ts';
import { gatewayMetrics } from '../../../../src/gateway/metrics.ts';
import { markSubject } from '../../../../src/gateway/signal/mark-store.ts';
import { readSignal, type Signal, writeSignal } from '../../../../src/gateway/signal/signal.ts';
import { Signals } from '../../../../src/gateway/signal/signals.ts';
import { connect, turn } from '../connected.ts';
import { userOf } from './listeners.ts';

/** A gateway whose log ends at 20, of which it has read 9. */
function gateway({ marks = {} as Record<string, number> } = {}) {
  const clock = { now: 0 };
  const hub = new Hub();
  const published: Signal[] = [];
  const signals = new Signals({
    ...{ self: 'g1', hub, metrics: gatewayMetrics(new Registry()), now: () => clock.now },
    publish: (signal) => void published.push(signal),
    connected: () => true,
    store: {
      all: async () =>
        new Map(Object.entries(marks).map(([room, seq]) => [room, { seq, revision: 1 }])),
      one: async () => ({ seq: 0, revision: 0 }),
      advance: async ({ seq }) => ({ seq, revision: 2 }),
    },
    log: { epoch: () => 'e', position: () => 9, last: async () => 20 },
    onFault: (error) => assert.fail(String(error)),
  });
  const privateRooms = new Set(['vault']);
  const come = (user: string) => connect({ user, more: { hub, signals, privateRooms } });
  const reads = () => published.filter(({ is }) => is === 'read');
  return { signals, published, reads, come };
}

const settled = async () => {
  for (let i = 0; i < 5; i++) await turn();
};

describe('signals of a connection', () => {
  it('are refused with not_joined where it is not in the room', () => {
    const { come, published } = gateway();
    const ada = come('ada');
    ada.send({ type: 'typing', room: 'lobby' });
    ada.send({ type: 'read', room: 'lobby', seq: 3 });
    assert.deepEqual(
      ada.errors().map(({ code, room, id }) => [code, room, id]),
      [
        ['not_joined', 'lobby', undefined],
        ['not_joined', 'lobby', undefined],
      ],
    );
    assert.deepEqual(published, []);
  });

  it('of a private room stay in it', async () => {
    const { come, signals, published } = gateway();
    const ada = come('ada');
    ada.join('vault');
    await settled();
    for (const type of ['typing', 'read']) {
      ada.send({ type, room: 'vault', ...(type === 'read' && { seq: 3 }) });
    }
    assert.deepEqual(
      ada.errors().map(({ code }) => code),
      ['forbidden', 'not_joined', 'not_joined'],
    );
    signals.hear({ is: 'typing', room: 'vault', user: userOf('bob') });
    const read = { from: 'g2', epoch: 'e', user: 'ada', room: 'vault', seq: 4 };
    signals.hear({ is: 'read', ...read });
    signals.tick();
    assert.equal(signals.sizes.presence, 0);
    assert.ok(!JSON.stringify(published).includes('vault'));
    assert.ok(ada.said().every(({ type }) => type === 'welcome' || type === 'error'));
  });

  it('are refused where they are none', () => {
    const { come } = gateway();
    const ada = come('ada');
    const wrong = [
      { type: 'read', room: 'lobby' },
      { type: 'read', room: 'lobby', seq: -1 },
      { type: 'read', room: 'lobby', seq: 1.5 },
      { type: 'read', room: 'lobby', seq: '7' },
      { type: 'typing' },
      { type: 'typing', room: 'A b' },
    ];
    for (const frame of wrong) ada.send(frame);
    assert.deepEqual(
      ada.errors().map(({ code }) => code),
      wrong.map(() => 'bad_frame'),
    );
  });

  it('are named in welcome.commands', () => {
    const [welcome] = gateway().come('ada').said();
    const commands = welcome?.['commands'] as string[];
    assert.ok(commands.includes('typing') && commands.includes('read'));
  });

  it('tell the user’s other devices how far they read, and say it when one joins', async () => {
    const { come, reads } = gateway({ marks: { lobby: 2 } });
    const [laptop, phone, bob] = [come('ada'), come('ada'), come('bob')];
    for (const { join } of [laptop, phone, bob]) join('lobby');
    await settled();
    const joined = laptop.said().find(({ type }) => type === 'joined');
    assert.equal(joined?.['read'], 2);
    laptop.send({ type: 'read', room: 'lobby', seq: 5 });
    await settled();
    assert.equal(reads().length, 1);
    const told = (of: typeof laptop) => of.said().filter(({ type }) => type === 'read');
    assert.deepEqual(told(phone), [{ type: 'read', room: 'lobby', seq: 5 }]);
    assert.deepEqual([told(laptop), told(bob)], [[], []]);
  });

  it('do not count backwards, nor beyond the end of the log; what another gateway showed counts', async () => {
    const { come, reads } = gateway({ marks: { lobby: 7 } });
    const ada = come('ada');
    ada.join('lobby');
    await settled();
    for (const seq of [3, 7, 21, 1_000]) ada.send({ type: 'read', room: 'lobby', seq });
    await settled();
    assert.deepEqual(reads(), []);
    ada.send({ type: 'read', room: 'lobby', seq: 20 });
    await settled();
    assert.equal(reads().length, 1);
  });

  it('of another log, or of this gateway itself, are not heard', async () => {
    const { come, signals } = gateway();
    const ada = come('ada');
    ada.join('lobby');
    await settled();
    const said = {
      is: 'read',
      from: 'g2',
      epoch: 'e',
      user: 'ada',
      room: 'lobby',
      seq: 4,
    } as const;
    signals.hear({ ...said, epoch: 'before' });
    signals.hear({ ...said, from: 'g1' });
    const told = () => ada.said().filter(({ type }) => type === 'read').length;
    assert.equal(told(), 0);
    signals.hear(said);
    assert.equal(told(), 1);
  });
});

describe('a signal between gateways', () => {
  it('is read as it was written', () => {
    const signals: Signal[] = [
      { is: 'typing', room: 'lobby', user: userOf('ada') },
      { is: 'read', from: 'g1', epoch: 'e', user: 'ada', room: 'lobby', seq: 4 },
      { is: 'presence', message: { from: 'g1', n: 3 } },
    ];
    for (const signal of signals) {
      const { subject, payload } = writeSignal(signal);
      assert.deepEqual(readSignal(subject, payload), signal);
    }
  });

  it('is lost where it cannot be read, and is read where a newer gateway says more', () => {
    for (const payload of ['', '{', '7', 'null', '{}', '{"from":1}']) {
      for (const subject of ['signal.presence', 'signal.read', 'signal.room.lobby.typing']) {
        assert.equal(readSignal(subject, payload), undefined, `${subject} ${payload}`);
      }
    }
    const more = '{"from":"g9","n":2,"weather":"fine"}';
    assert.equal(readSignal('signal.presence', more)?.is, 'presence');
  });

  it('has a key of its own for every user, whatever their id is', () => {
    const ids = ['ada', 'a.b', 'a b', 'a*', '>', '=YS5i', 'ä', 'x'.repeat(200)];
    const keys = ids.map((id) => markSubject(id, 'r'));
    assert.equal(new Set(keys).size, ids.length);
    for (const key of keys) assert.match(key, /^\$KV\.READ_MARKS\.[\w=-]+\.r$/);
  });
});
