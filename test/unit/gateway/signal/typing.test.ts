// Who is typing: passed on as far as that is worth it.
import assert from 'node:assert/strict';
import { Hub } from '../../../../src/gateway/fanout/hub.ts';
import { Typing } from '../../../../src/gateway/signal/typing.ts';
import { LISTED_MAX } from '../../../../src/shared/wire/limits.ts';
import { listener, userOf } from './listeners.ts';

function room({ people = 3 } = {}) {
  const hub = new Hub();
  const said: string[] = [];
  const publish = (name: string, { id }: { id: string }) => void said.push(`${id} in ${name}`);
  const typing = new Typing({ hub, count: () => people, publish });
  const come = (id: string, live = true) => {
    const member = { ...listener('lobby', id), live };
    hub.attach('lobby', member);
    return member;
  };
  return { typing, said, come };
}
const ada = userOf('ada');

describe('typing', () => {
  it('is said once in two seconds of a user in a room, however often they say it', () => {
    const { typing, said } = room();
    for (let now = 0; now < 10_000; now += 100) typing.said('lobby', ada, now);
    assert.equal(said.length, 5);
    typing.forget(12_000);
    assert.equal(typing.size, 0);
  });

  it('is not said of a user in many rooms at once', () => {
    const { typing, said } = room();
    for (let now = 0; now < 10_000; now += 100) {
      for (let i = 0; i < 50; i++) typing.said(`room-${i}`, ada, now);
    }
    assert.ok(said.length <= 14, `${said.length} in 10 s`);
  });

  it('is told to the others who are live in the room, not to oneself on another device', () => {
    const { typing, come } = room();
    const [own, other, entering] = [come('ada'), come('bob'), come('eve', false)];
    typing.heard('lobby', ada, 0);
    assert.deepEqual(other.frames, [{ type: 'typing', room: 'lobby', user: ada }]);
    assert.deepEqual([own.frames, entering.frames], [[], []]);
  });

  it('is neither said nor told where more than 200 are in the room', () => {
    const { typing, said, come } = room({ people: LISTED_MAX + 1 });
    const bob = come('bob');
    typing.said('lobby', ada, 0);
    typing.heard('lobby', ada, 0);
    assert.deepEqual([said, bob.frames], [[], []]);
  });

  it('is told of a few where a whole room types', () => {
    const { typing, come } = room({ people: 200 });
    const bob = come('bob');
    for (let now = 0; now < 10_000; now += 100) {
      for (let i = 0; i < 20; i++) typing.heard('lobby', userOf(`u${i}`), now);
    }
    assert.ok(bob.frames.length <= 60, `${bob.frames.length} in 10 s`);
  });
});
