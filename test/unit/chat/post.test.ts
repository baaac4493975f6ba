import assert from 'node:assert/strict';
import { post } from '../../../src/chat/message/commands.ts';
import { decidingWith } from '../../support/known.ts';

const command = {
  type: 'post' as const,
  id: '01A20A57-D13B-7972-8438-62A8C37E5DA3',
  room: 'lobby',
  text: 'hi',
};
const user = { id: 'u1', name: 'Ada' };

describe('a post', () => {
  it('becomes a fact in the past tense, its id in small letters', () => {
    assert.deepEqual(post.decide(command, decidingWith()), {
      do: 'append',
      fact: {
        v: 1,
        id: command.id.toLowerCase(),
        type: 'MessagePosted',
        room: 'lobby',
        user,
        data: { text: 'hi' },
      },
      expects: 'chat.room.lobby.member.u1',
    });
  });

  it('needs that one is in the room', () => {
    const decision = post.decide(command, decidingWith({}, { joined: false }));
    assert.equal(decision.do === 'refuse' && decision.code, 'not_joined');
  });

  it('counts the bytes of what people read', () => {
    assert.equal(post.bytes({ ...command, text: 'Grüße 👋' }), 12);
  });
});
