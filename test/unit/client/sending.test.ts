import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ClientFrame } from '../../../src/chat/features.ts';
import { IN_FLIGHT_MAX } from '../../../src/client/outbox.ts';
import { pastId } from '../../../src/client/uuid7.ts';
import { timeOfId } from '../../../src/shared/ids.ts';
import type { ErrorCode } from '../../../src/shared/wire/codes.ts';
import { live, ME, type Script, script } from './scripted.ts';

const posts = (frames: ClientFrame[]) => frames.filter((frame) => frame.type === 'post');
const texts = (run: Script) => posts(run.takeSent()).map(({ text }) => text);
const ack = (run: Script, id: string, seq = 1) =>
  run.frame({ type: 'ack', id, room: 'lobby', seq });
const refuse = (run: Script, id: string, code: ErrorCode, more: object = {}) =>
  run.frame({ type: 'error', code, message: `${code}!`, id, ...more });
const reconnect = (run: Script) => {
  run.input({ type: 'closed', code: 1006, reason: '' });
  run.pass(1_000);
  run.welcome();
};

describe('sending', () => {
  it('sends a message at once and settles it with the ack', () => {
    const run = live();
    const id = run.post('lobby', 'hello');
    assert.deepEqual(run.takeSent(), [{ type: 'post', id, room: 'lobby', text: 'hello' }]);
    ack(run, id, 42);
    const [resolved] = run.effects.filter((effect) => effect.do === 'resolve');
    assert.deepEqual(resolved, {
      do: 'resolve',
      key: `command:${id}`,
      value: { id, seq: 42 },
    });
    assert.deepEqual(run.machine.pending(), []);
  });

  it('takes a duplicate for a success', () => {
    const run = live();
    const id = run.post('lobby', 'hello');
    run.frame({ type: 'ack', id, room: 'lobby', seq: 42, duplicate: true });
    assert.deepEqual(run.takeEmitted('ack'), [{ id, room: 'lobby', seq: 42, duplicate: true }]);
    assert.deepEqual(run.machine.pending(), []);
  });

  it('keeps what is typed while offline and sends it once when back', () => {
    const run = script();
    run.input({ type: 'start' });
    run.input({ type: 'join', room: 'lobby', options: {}, cursor: undefined });
    run.post('lobby', 'one');
    run.post('lobby', 'two');
    assert.deepEqual(run.takeSent(), []);
    run.welcome();
    run.frame({ type: 'live', room: 'lobby', seq: 0 });
    assert.deepEqual(texts(run), ['one']);
    ack(run, run.machine.pending()[0]?.id ?? '');
    assert.deepEqual(texts(run), ['two']);
  });

  it('sends an unanswered message again with the same id after a reconnect', () => {
    const run = live();
    const id = run.post('lobby', 'hello');
    run.takeSent();
    reconnect(run);
    assert.deepEqual(posts(run.takeSent()), [], 'not before the backlog is through');
    run.frame({ type: 'live', room: 'lobby', seq: 0 });
    assert.deepEqual(
      posts(run.takeSent()).map((frame) => frame.id),
      [id],
    );
  });

  it('does not send a message again that the backlog shows to be stored', () => {
    const run = live();
    const id = run.post('lobby', 'hello');
    run.takeSent();
    reconnect(run);
    run.event('lobby', 8, { user: ME, id });
    run.frame({ type: 'live', room: 'lobby', seq: 8 });
    assert.deepEqual(posts(run.takeSent()), []);
    assert.equal(run.effects.filter((effect) => effect.do === 'resolve').length, 2);
  });

  it('is not fooled by another user who uses the same id', () => {
    const run = live();
    const id = run.post('lobby', 'hello');
    run.event('lobby', 8, { id });
    assert.equal(run.machine.pending().length, 1);
  });

  it('keeps the order of a room when a message has to wait', () => {
    const run = live();
    const ids = ['one', 'two', 'three'].map((text) => run.post('lobby', text));
    assert.deepEqual(texts(run), ['one']);
    refuse(run, ids[0] ?? '', 'rate', { retry: true, retryAfterMs: 300 });
    run.pass(299);
    assert.deepEqual(texts(run), []);
    run.pass(1);
    assert.deepEqual(texts(run), ['one']);
    ack(run, ids[0] ?? '');
    assert.deepEqual(texts(run), ['two']);
  });

  it('lets other rooms go on while one waits, but not when the limit is the user’s', () => {
    const run = live();
    run.enter('two');
    const first = run.post('lobby', 'a');
    refuse(run, first, 'unavailable', { retry: true, retryAfterMs: 1_000 });
    run.takeSent();
    const second = run.post('two', 'b');
    assert.deepEqual(texts(run), ['b']);
    refuse(run, second, 'rate', { retry: true, retryAfterMs: 500 });
    run.post('lobby', 'c');
    run.pass(499);
    assert.deepEqual(texts(run), []);
    run.pass(1);
    assert.deepEqual(texts(run), ['b']);
    run.pass(500);
    assert.deepEqual(texts(run), ['a']);
  });

  it('has at most 16 messages in flight over all rooms', () => {
    const run = live();
    for (let room = 0; room < 20; room += 1) {
      run.enter(`room-${room}`);
      run.post(`room-${room}`, 'hello');
    }
    assert.equal(run.machine.pending().filter(({ sent }) => sent).length, IN_FLIGHT_MAX);
    assert.ok(
      (run.machine.dueAt() ?? 0) > run.now,
      'and waits for an answer, not for a busy timer',
    );
  });

  it('has several of one room in flight where the owner wants speed', () => {
    const run = live({ perRoom: 4 });
    for (const text of ['1', '2', '3', '4', '5']) run.post('lobby', text);
    assert.deepEqual(texts(run), ['1', '2', '3', '4']);
  });

  it('sends again what is not answered within 30 s', () => {
    const run = live();
    run.post('lobby', 'hello');
    run.takeSent();
    for (let second = 0; second < 30; second += 1) {
      run.pass(1_000);
      run.frame({ type: 'pong' });
    }
    assert.deepEqual(texts(run), ['hello']);
  });

  it('gives a message back when it is refused for good', () => {
    const run = live();
    const id = run.post('lobby', 'hello');
    refuse(run, id, 'forbidden');
    const [unsent] = run.takeEmitted('unsent');
    assert.equal(unsent?.text, 'hello');
    assert.equal(unsent?.error.code, 'forbidden');
    assert.ok(run.effects.some((effect) => effect.do === 'forget' && effect.id === id));
  });

  it('joins again when the gateway does not have us in the room, then sends', () => {
    const run = live();
    const id = run.post('lobby', 'hello');
    run.takeSent();
    refuse(run, id, 'not_joined');
    run.pass(1_000);
    assert.equal(run.takeSent()[0]?.type, 'join');
    run.frame({ type: 'live', room: 'lobby', seq: 0 });
    assert.deepEqual(texts(run), ['hello']);
  });

  it('writes a message to the storage before it leaves, and again as sent', () => {
    const run = live();
    const id = run.post('lobby', 'hello');
    const order = run.effects
      .filter((effect) => effect.do === 'keep' || effect.do === 'send')
      .map((effect) => (effect.do === 'keep' ? `keep ${effect.stored.sent}` : effect.frame.type));
    assert.deepEqual(order, ['keep false', 'keep true', 'post']);
    assert.equal(run.machine.pending().find((one) => one.id === id)?.sent, true);
  });
});

describe('the clock', () => {
  it('of the server makes the ids', () => {
    const run = script();
    run.welcome({ serverNow: run.timeOfDay - 86_400_000 });
    assert.equal(timeOfId(run.machine.newId(run.now)), run.timeOfDay - 86_400_000);
  });

  it('refusal gives a message that is certainly not stored a new id, in the same place', () => {
    const run = script();
    run.input({ type: 'start' });
    run.input({ type: 'join', room: 'lobby', options: {}, cursor: undefined });
    const [first = '', second = ''] = ['one', 'two'].map((text) => run.post('lobby', text));
    run.welcome({ serverNow: run.timeOfDay - 3_600_000 });
    run.frame({ type: 'live', room: 'lobby', seq: 0 });
    run.takeSent();
    refuse(run, first, 'clock');
    const [renamed] = run.takeEmitted('renamed');
    assert.equal(renamed?.from, first);
    const [again] = posts(run.takeSent());
    assert.equal(again?.text, 'one');
    assert.equal(again?.id, renamed?.to);
    assert.ok(timeOfId(again?.id ?? '') < run.timeOfDay - 3_600_000);
    assert.deepEqual(
      run.machine.pending().map(({ id }) => id),
      [again?.id, second],
    );
    ack(run, again?.id ?? '');
    const keys = run.effects.filter((effect) => effect.do === 'resolve').map(({ key }) => key);
    assert.ok(keys.includes(`command:${first}`), 'who posted it learns of it under the first id');
  });

  it('refusal never gives a new id to a message that may be stored', () => {
    const run = live();
    const id = run.post('lobby', 'hello');
    reconnect(run);
    run.frame({ type: 'live', room: 'lobby', seq: 0 });
    run.takeSent();
    refuse(run, id, 'clock');
    assert.deepEqual(run.takeEmitted('renamed'), []);
    run.pass(30_000);
    run.frame({ type: 'pong' });
    assert.deepEqual(
      posts(run.takeSent()).map((frame) => frame.id),
      [id],
    );
  });

  /** Two tabs that hold the same message, with a clock that far ahead of the server's. */
  const twoTabs = (aheadMs: number) => {
    const made = script();
    const room = 'lobby';
    const post = { id: made.machine.newId(made.now), room, text: 'one', sent: false };
    const tabs = [script(), script()].map((run) => {
      run.machine.load([post]);
      run.input({ type: 'start' });
      run.input({ type: 'join', room, options: {}, cursor: undefined });
      run.welcome({ serverNow: run.timeOfDay - aheadMs });
      run.frame({ type: 'live', room, seq: 0 });
      return run;
    });
    const [one, other] = tabs;
    assert.ok(one && other);
    return { one, other, id: post.id };
  };

  it('refusal gives one message one id in every tab that holds it', () => {
    const { one, other, id } = twoTabs(3_600_000);
    const ids = [one, other].map((run, index) => {
      run.pass(1_000 * index);
      run.takeSent();
      refuse(run, id, 'clock');
      return posts(run.takeSent())[0]?.id;
    });
    assert.equal(ids[0], pastId(id));
    assert.equal(ids[1], pastId(id));
  });

  it('refusal in one tab does not let the other one send the message under its first id', () => {
    const { one, other, id } = twoTabs(3_600_000);
    other.input({ type: 'closed', code: 1006, reason: '' });
    refuse(one, id, 'clock');
    other.input({ type: 'wake' });
    other.welcome();
    other.takeSent();
    other.event('lobby', 1, { id: pastId(id), user: ME, data: { text: 'one' } });
    other.frame({ type: 'live', room: 'lobby', seq: 1 });
    assert.deepEqual(posts(other.takeSent()), []);
    assert.deepEqual(other.machine.pending(), []);
    assert.deepEqual(other.takeEmitted('renamed'), [{ from: id, to: pastId(id), room: 'lobby' }]);
    assert.ok(other.effects.some((effect) => effect.do === 'forget' && effect.id === pastId(id)));
  });

  it('refusal of an id that another gateway may just have taken leaves it, and waits', () => {
    const { one, id } = twoTabs(12_000);
    one.takeSent();
    refuse(one, id, 'clock');
    one.pass(2_900);
    assert.deepEqual(posts(one.takeSent()), []);
    one.pass(200);
    assert.deepEqual(
      posts(one.takeSent()).map((frame) => frame.id),
      [id],
    );
  });

  it('refusal that was cut off between the two ids leaves one message', () => {
    const run = script();
    const id = run.machine.newId(run.now);
    const post = { room: 'lobby', text: 'one', sent: false };
    run.machine.load([
      { ...post, id: pastId(id) },
      { ...post, id },
    ]);
    run.input({ type: 'start' });
    assert.deepEqual(
      run.machine.pending().map((entry) => entry.id),
      [pastId(id)],
    );
    assert.ok(run.effects.some((effect) => effect.do === 'forget' && effect.id === id));
  });

  it('refusal on an old connection fetches the server’s clock anew', () => {
    const run = live();
    run.pass(6_000);
    refuse(run, run.post('lobby', 'hello'), 'clock');
    assert.equal(run.machine.state, 'connecting');
  });
});
