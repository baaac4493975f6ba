// Commands of who has no connection: the same limits, one after the other, nothing kept of them.
import assert from 'node:assert/strict';
import type { ChatCommand } from '../../../src/chat/features.ts';
import { createGiveOnce } from '../../../src/gateway/command/one-shot.ts';
import { uuid7 } from '../../support/wire.ts';
import { connect, turn } from './connected.ts';
import { slowLog } from './slow-log.ts';

const post = (room = 'lobby'): ChatCommand => ({ type: 'post', id: uuid7(), room, text: 'hi' });

function giver({ env = {}, privateRooms = new Set<string>() } = {}) {
  const log = slowLog();
  const held: string[] = [];
  const { ports, visitor } = connect({ env, more: { append: log.append, privateRooms } });
  const states = {
    ...ports.states,
    hold: (room: string) => held.push(room),
    release: (room: string) => held.splice(held.indexOf(room), 1),
  };
  const give = createGiveOnce({ ...ports, states });
  return { give, visitor, log, held };
}

describe('one-shot commands', () => {
  it('are stored one after the other as they came, and answered', async () => {
    const { give, visitor, log, held } = giver();
    const commands = [post(), post(), post()];
    const answers = commands.map((command) => give(visitor, command));
    await turn();
    assert.equal(log.asked(), 1);
    await log.store(3);
    const frames = await Promise.all(answers);
    assert.deepEqual(
      frames.map(({ type, id }) => [type, id]),
      commands.map(({ id }) => ['ack', id]),
    );
    assert.deepEqual(held, []);
  });

  it('of another user wait for nobody', async () => {
    const { give, visitor, log } = giver();
    const bob = { ...visitor.identity, user: { id: 'bob', name: 'Bob' } };
    const answers = [give(visitor, post()), give({ ...visitor, identity: bob }, post())];
    await turn();
    assert.equal(log.asked(), 2);
    await log.store(2);
    await Promise.all(answers);
  });

  it('past 64 that wait are told to wait, and no more of a person than they may say', async () => {
    const { give, visitor, log } = giver();
    const answers = Array.from({ length: 64 }, () => give(visitor, post()));
    const more = await give(visitor, post());
    assert.deepEqual([more.type, more.type === 'error' && more.code], ['error', 'rate']);
    await turn();
    await log.store(64);
    await Promise.all(answers);
    const few = giver({ env: { POST_RATE: '1', POST_BURST: '1' } });
    const first = few.give(few.visitor, post());
    const second = await few.give(few.visitor, post());
    assert.ok(
      second.type === 'error' && second.code === 'rate' && second.retryAfterMs !== undefined,
    );
    await turn();
    await few.log.store(1);
    assert.equal((await first).type, 'ack');
  });

  it('reach no room that tokens open to others alone', async () => {
    const { give, visitor, log } = giver({ privateRooms: new Set(['board']) });
    const answer = await give(visitor, post('board'));
    assert.ok(answer.type === 'error' && answer.code === 'forbidden');
    assert.equal(log.asked(), 0);
  });
});
