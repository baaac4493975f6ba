// The SDK's part of who is there, who is typing and how far the user has read.
import assert from 'node:assert/strict';
import { FIRST_COMMANDS } from '../../../src/shared/wire/frames.ts';
import { EPOCH, type Script, script } from './scripted.ts';

const COMMANDS = [...FIRST_COMMANDS, 'typing', 'read'];
const [ada, bob] = [
  { id: 'ada', name: 'Ada' },
  { id: 'bob', name: 'Bob' },
];

function live(): Script {
  const run = script();
  run.welcome({ commands: COMMANDS });
  run.enter('lobby', 5);
  run.takeSent();
  return run;
}
/** The same again on another connection, to a gateway that knows the user to have read up to `read`. */
function comeBack(run: Script, read?: number) {
  run.input({ type: 'closed', code: 1006, reason: '' });
  run.pass(1_000);
  run.welcome({ commands: COMMANDS });
  run.frame({ type: 'joined', room: 'lobby', head: 9, ...(read !== undefined && { read }) });
  run.frame({ type: 'live', room: 'lobby', seq: 9 });
}
const reads = (run: Script) => run.takeSent().filter(({ type }) => type === 'read');
const read = (run: Script, seq: number, room = 'lobby') => run.input({ type: 'read', room, seq });

describe('SDK: typing', () => {
  it('is sent once in two seconds, only from a live room, only to gateways that take it', () => {
    const run = live();
    for (let i = 0; i < 30; i++) {
      run.input({ type: 'typing', room: 'lobby' });
      run.pass(100);
    }
    run.input({ type: 'typing', room: 'attic' });
    assert.deepEqual(run.takeSent(), [
      { type: 'typing', room: 'lobby' },
      { type: 'typing', room: 'lobby' },
    ]);
    const old = script();
    old.welcome();
    old.enter('lobby');
    old.input({ type: 'typing', room: 'lobby' });
    read(old, 3);
    assert.deepEqual(old.takeSent(), []);
  });

  it('of others is told, of rooms one is in', () => {
    const run = live();
    run.frame({ type: 'typing', room: 'lobby', user: bob });
    run.frame({ type: 'typing', room: 'attic', user: bob });
    assert.deepEqual(run.takeEmitted('typing'), [{ room: 'lobby', user: bob }]);
  });

  it('keeps one in the room where the gateway did not have one there', () => {
    const run = live();
    run.frame({ type: 'error', code: 'not_joined', message: 'join first', room: 'lobby' });
    assert.deepEqual(run.machine.rooms, ['lobby']);
  });
});

describe('SDK: presence', () => {
  it('is the whole list, whatever of it changed, or a number', () => {
    const run = live();
    const room = 'lobby';
    run.frame({ type: 'presence', room, count: 1, here: [ada] });
    run.frame({ type: 'presence', room, count: 2, came: [bob] });
    run.frame({ type: 'presence', room, count: 1, went: ['ada'] });
    run.frame({ type: 'presence', room, count: 300 });
    run.frame({ type: 'presence', room: 'attic', count: 1, here: [ada] });
    assert.deepEqual(run.takeEmitted('presence'), [
      { room, count: 1, here: [ada] },
      { room, count: 2, here: [ada, bob] },
      { room, count: 1, here: [bob] },
      { room, count: 300 },
    ]);
  });

  it('of a connection before is no list that changes may be put into', () => {
    const run = live();
    run.frame({ type: 'presence', room: 'lobby', count: 1, here: [ada] });
    comeBack(run);
    run.takeEmitted('presence');
    run.frame({ type: 'presence', room: 'lobby', count: 2, came: [bob] });
    assert.deepEqual(run.takeEmitted('presence'), [{ room: 'lobby', count: 2 }]);
  });
});

describe('SDK: read marks', () => {
  it('are sent at once, then twice a second at most, the last in any case, never backwards', () => {
    const run = live();
    for (let seq = 10; seq < 40; seq++) {
      read(run, seq);
      run.pass(50);
    }
    read(run, 12);
    run.pass(1_000);
    const sent = reads(run).map((frame) => (frame as { seq: number }).seq);
    assert.ok(sent.length <= 5, `${sent.length} in 1.5 s`);
    assert.deepEqual([sent[0], sent.at(-1)], [10, 39]);
  });

  it('of another device are told once, and not sent back', () => {
    const run = live();
    run.frame({ type: 'read', room: 'lobby', seq: 7 });
    run.frame({ type: 'read', room: 'lobby', seq: 7 });
    run.frame({ type: 'read', room: 'lobby', seq: 6 });
    run.frame({ type: 'read', room: 'attic', seq: 9 });
    assert.deepEqual(run.takeEmitted('read'), [{ room: 'lobby', seq: 7 }]);
    read(run, 7);
    assert.deepEqual(reads(run), []);
  });

  it('are said by the gateway that one joins at, and again to one that knows less', () => {
    const run = live();
    read(run, 8);
    run.takeSent();
    comeBack(run, 8);
    assert.deepEqual(reads(run), []);
    comeBack(run, 3);
    assert.deepEqual(reads(run), [{ type: 'read', room: 'lobby', seq: 8 }]);
    comeBack(run);
    assert.deepEqual(reads(run), [{ type: 'read', room: 'lobby', seq: 8 }]);
    assert.deepEqual(run.takeEmitted('read'), []);
    comeBack(run, 9);
    assert.deepEqual(run.takeEmitted('read'), [{ room: 'lobby', seq: 9 }]);
  });

  it('wait for a connection', () => {
    const run = live();
    run.input({ type: 'closed', code: 1006, reason: '' });
    read(run, 8);
    assert.deepEqual(reads(run), []);
    run.pass(1_000);
    run.welcome({ commands: COMMANDS });
    run.frame({ type: 'joined', room: 'lobby', head: 9 });
    run.frame({ type: 'live', room: 'lobby', seq: 9 });
    assert.deepEqual(reads(run), [{ type: 'read', room: 'lobby', seq: 8 }]);
  });

  it('of another log are gone, and those of a room that was left', () => {
    const run = live();
    read(run, 8);
    run.takeSent();
    run.input({ type: 'closed', code: 1006, reason: '' });
    run.pass(1_000);
    run.welcome({ commands: COMMANDS, epoch: `${EPOCH}-2` });
    run.frame({ type: 'reset', room: 'lobby', reason: 'epoch' });
    run.frame({ type: 'joined', room: 'lobby', head: 2 });
    run.frame({ type: 'live', room: 'lobby', seq: 2 });
    assert.deepEqual(reads(run), []);
    read(run, 2);
    assert.equal(reads(run).length, 1);
    run.input({ type: 'leave', room: 'lobby' });
    run.enter('lobby', 3);
    assert.deepEqual(reads(run), []);
  });
});
