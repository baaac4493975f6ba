// What is done to rooms is done from anywhere, and who is sent out of one learns it and waits for nothing there.
import assert from 'node:assert/strict';
import { TAKEN } from '../../../src/gateway/socket/commands.ts';
import { live, script } from './scripted.ts';

const BY = { id: 'u-bob', name: 'Bob' };
const invite = (id: string, room: string) =>
  ({ type: 'member', id, room, user: 'u-bob', do: 'invite' }) as const;

describe('a client and its rooms', () => {
  it('makes a room, and does what is done about members, without being in it', () => {
    const run = script();
    run.welcome({ commands: TAKEN });
    const id = run.machine.newId(run.now);
    const command = { type: 'create', id, room: 'plans', kind: 'private' } as const;
    assert.ok(run.machine.mayGive(command));
    run.input({ type: 'command', command });
    assert.deepEqual(run.takeSent(), [command]);
    run.frame({ type: 'ack', id, room: 'plans', seq: 7 });
    assert.deepEqual(run.machine.pending(), []);
    const said = { type: 'post', id, room: 'plans', text: 'hi' } as const;
    assert.equal(run.machine.mayGive(said), false, 'one speaks where one is');
  });

  it('keeps it for a gateway that takes it', () => {
    const run = script();
    run.welcome();
    const command = invite(run.machine.newId(run.now), 'plans');
    run.input({ type: 'command', command });
    assert.deepEqual(run.takeSent(), []);
    run.input({ type: 'closed', code: 1012, reason: '' });
    run.pass(20_000);
    run.welcome({ commands: TAKEN });
    assert.deepEqual(run.takeSent(), [command]);
  });

  it('that is sent out of a room is not in it, gives up what it wanted to say there, and nothing else', () => {
    const run = live();
    run.welcome({ commands: TAKEN });
    const wait = run.post('lobby', 'too late');
    run.input({ type: 'command', command: invite(run.machine.newId(run.now), 'lobby') });
    run.frame({ type: 'left', room: 'lobby', reason: 'banned', by: BY });
    assert.deepEqual(run.takeEmitted('left'), [{ room: 'lobby', reason: 'banned', by: BY }]);
    assert.deepEqual(run.machine.rooms, []);
    const [unsent] = run.takeEmitted('unsent');
    assert.deepEqual([unsent?.id, unsent?.error.code], [wait, 'forbidden']);
    assert.deepEqual(
      run.machine.pending().map(({ command }) => command.type),
      ['member'],
    );
    run.event('lobby', 9);
    assert.deepEqual(run.takeEmitted('event'), []);
  });

  it('is told what a room is, and who asks it in', () => {
    const run = live();
    const member = { state: 'in', role: 'owner' };
    const state = { kind: 'private', owners: ['u-ada'] };
    run.frame({ type: 'joined', room: 'lobby', head: 4, state, member });
    assert.deepEqual(run.takeEmitted('joined'), [{ room: 'lobby', state, member }]);
    run.frame({ type: 'invited', room: 'plans', by: BY });
    assert.deepEqual(run.takeEmitted('invited'), [{ room: 'plans', by: BY }]);
  });

  it('waits in a slow room, and there alone', () => {
    const run = live();
    run.enter('attic');
    const [slow, other] = [run.post('lobby', 'again'), run.post('attic', 'here')];
    run.takeSent();
    run.frame({ type: 'ack', id: other, room: 'attic', seq: 5 });
    const wait = { retry: true, retryAfterMs: 5_000 } as const;
    run.frame({ type: 'error', code: 'slow_mode', message: '', id: slow, room: 'lobby', ...wait });
    run.post('attic', 'and here');
    assert.deepEqual(
      run.takeSent().map(({ type, ...more }) => [type, 'room' in more && more.room]),
      [['post', 'attic']],
    );
    run.pass(20_000);
    const again = run.takeSent().filter(({ type }) => type === 'post');
    assert.ok(
      again.some((frame) => 'id' in frame && frame.id === slow),
      'the same id',
    );
  });
});
