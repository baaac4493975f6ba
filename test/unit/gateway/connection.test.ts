// A connection with a socket of the test's own: what it refuses for now, and what that leaves as it was (P8).
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { textFrame } from '../../../src/gateway/fanout/frame.ts';
import type { Hub } from '../../../src/gateway/fanout/hub.ts';
import { shareNext } from '../../../src/gateway/log/extent.ts';
import type { ConnectionPorts } from '../../../src/gateway/socket/connection.ts';
import { eventually } from '../../support/eventually.ts';
import { uuid7 } from '../../support/wire.ts';
import { type Connected, connect, limitsOf, turn } from './connected.ts';

describe('connection', () => {
  const reached = (hub: Hub, room: string) => hub.publish(room, 10, textFrame('{}'));

  it('keeps the rooms of who enters more than may wait: the refused one, too', async () => {
    const { hub, errors, join } = connect({ silent: true });
    for (let i = 0; i < 150; i++) join(`room-${i}`);
    // Again and again: each waits in vain behind the ones that are read.
    for (let i = 0; i < 400; i++) join('room-149');
    await turn();
    const [first] = errors();
    assert.deepEqual(
      [first?.['code'], first?.['room'], first?.['retry']],
      ['rate', 'room-149', true],
    );
    assert.equal(reached(hub, 'room-149'), 1, 'it is still in there');
  });

  it('stores the posts of one client in their order while the time of the log is asked', async () => {
    const clock = { now: () => Date.now(), stale: true };
    const log = { epoch: 'e', firstSeq: 1, lastSeq: 9, bytes: 0, maxBytes: -1, replicas: 1 };
    const stored: string[] = [];
    const refresh = async () => {
      await sleep(700);
      clock.stale = false;
      return log;
    };
    const append: ConnectionPorts['append'] = async ({ fact }) => {
      stored.push((fact.data as { text: string }).text);
      const duplicate = false;
      return { ok: true, seq: stored.length, duplicate, room: 'lobby' };
    };
    const extents = { log, refresh: shareNext(refresh), proven: true };
    const { send, join } = connect({ more: { clock, append, extents } });
    join('lobby');
    await turn();
    const post = (text: string) => send({ type: 'post', id: uuid7(), room: 'lobby', text });
    post('first');
    await sleep(200);
    post('second');
    await sleep(700);
    post('third');
    await eventually(() => assert.equal(stored.length, 3));
    assert.deepEqual(stored, ['first', 'second', 'third']);
  });

  it('keeps the room of who enters more often than one may', async () => {
    const { hub, errors, join } = connect();
    for (let i = 0; i < 700; i++) {
      join('lobby');
      if (i % 50 === 0) await turn();
    }
    await turn();
    const refused = errors();
    assert.ok(refused.length > 50, `${refused.length} refused`);
    assert.deepEqual(
      new Set(refused.map(({ code, room }) => `${code} ${room}`)),
      new Set(['rate lobby']),
    );
    assert.equal(reached(hub, 'lobby'), 1);
  });

  it('answers as many questions at once as one may ask, and not more of them in a second than a person asks', async () => {
    const { send, errors, join } = connect();
    join('lobby');
    await turn();
    for (let i = 0; i < 5; i++) send({ type: 'history', id: `h${i}`, room: 'lobby', before: 9 });
    await turn();
    assert.deepEqual(
      errors().map(({ id, code }) => [id, code]),
      [['h4', 'rate']],
    );
    const other = connect({ answers: true });
    other.join('lobby');
    await turn();
    for (let i = 0; i < 60; i++) {
      other.send({ type: 'history', id: `h${i}`, room: 'lobby', before: 9 });
      await turn();
    }
    const refused = other.errors();
    assert.ok(refused.length >= 10, `${refused.length} refused`);
    assert.ok(refused.every(({ code, id }) => code === 'rate' && /^h[4-5]/.test(String(id))));
  });

  it('is not read for a while once its address asks too much and it is one of those who do', async () => {
    const limits = limitsOf({ POST_RATE: '20', POST_BURST: '60', ADDRESS_FRAME_BURST: '1000' });
    const [first, second, modest] = ['eve', 'mallory', 'ada'].map((user) =>
      connect({ limits, user }),
    ) as [Connected, Connected, Connected];
    for (const { send } of [first, second]) for (let i = 0; i < 600; i++) send({ type: 'ping' });
    modest.send({ type: 'ping' });
    assert.deepEqual([first.read, second.read, modest.read], [[], ['paused'], []]);
    assert.equal(modest.said().at(-1)?.['type'], 'pong');
    const answered = () => second.said().filter(({ type }) => type === 'pong').length;
    const before = answered();
    assert.ok(before < 600, `${before} of what came in one piece were not answered at once`);
    await eventually(() => assert.equal(answered(), 600), { deadlineMs: 20_000 });
    assert.equal(second.read.at(-1), 'resumed');
    assert.equal(second.state.open, true);
  });

  it('enters no more rooms than all may be in, says when to try again, and gives them back', () => {
    const limits = limitsOf({ SEATS_MAX: '3', ADDRESS_SEATS_MAX: '100' });
    const [ada, bob] = [connect({ limits, silent: true }), connect({ limits, silent: true })];
    for (const room of ['a', 'b', 'a']) ada.join(room);
    bob.join('a');
    assert.deepEqual([...ada.errors(), ...bob.errors()], []);
    bob.join('b');
    const [refused] = bob.errors();
    assert.deepEqual(
      [refused?.['code'], refused?.['room'], refused?.['retryAfterMs']],
      ['rate', 'b', 5_000],
    );
    ada.send({ type: 'leave', room: 'a' });
    bob.join('b');
    ada.connection.closed();
    bob.join('c');
    assert.equal(bob.errors().length, 1, 'three of its own');
    bob.join('d');
    assert.equal(bob.errors().length, 2);
  });

  it('ends who floods, whatever with, and not before the burst that is allowed', () => {
    for (const [frame, cost] of [
      ['{"type":"ping"}', 1],
      ['{', 4],
    ] as const) {
      const { connection, state } = connect({ env: { POST_RATE: '20', POST_BURST: '60' } });
      const allowed = 720 / cost;
      for (let i = 0; i < allowed - 1; i++) connection.receive(Buffer.from(frame), false);
      assert.equal(state.open, true, frame);
      for (let i = 0; i < 20; i++) connection.receive(Buffer.from(frame), false);
      assert.deepEqual([state.open, state.code], [false, 4029], frame);
      assert.deepEqual(JSON.parse(state.reason), { retryAfterMs: 5_000 });
    }
  });
});
