import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FanOut, SLICE } from '../../../src/gateway/fanout/fan-out.ts';
import { textFrame } from '../../../src/gateway/fanout/frame.ts';
import { Room } from '../../../src/gateway/fanout/room.ts';
import { frame, type Listening, member, turn } from './member.ts';
import { outboxOf, recorder } from './recorder.ts';

describe('room', () => {
  it('writes all events of a turn to a member at once', async () => {
    const fanOut = new FanOut();
    const room = new Room();
    const ada = member();
    room.add(ada);
    for (const seq of [1, 2, 3]) fanOut.offer(room, seq, frame(seq));
    await turn();
    assert.deepEqual(ada.got(), [1, 2, 3]);
    assert.equal(ada.writes(), 1);
  });

  it('gives a member only what lies above its last', async () => {
    const fanOut = new FanOut();
    const room = new Room();
    const late = member(2);
    const ahead = member(9);
    room.add(late);
    room.add(ahead);
    for (const seq of [1, 2, 3, 4]) fanOut.offer(room, seq, frame(seq));
    await turn();
    assert.deepEqual(late.got(), [3, 4]);
    assert.deepEqual(ahead.got(), []);
    assert.equal(ahead.last, 9);
  });

  it('leaves out members whose backlog is still being read', async () => {
    const fanOut = new FanOut();
    const room = new Room();
    const joining = { ...member(), live: false };
    room.add(joining);
    fanOut.offer(room, 1, frame(1));
    await turn();
    assert.equal(joining.last, 0);
  });

  it('writes to at most a slice of sockets in one turn, over all rooms, in rotation', () => {
    const big = new Room();
    const members = Array.from({ length: SLICE * 2 + 10 }, () => member());
    for (const each of members) big.add(each);
    big.offer(1, frame(1));
    assert.equal(big.flush(SLICE, 0), SLICE);
    assert.equal(members.filter(({ writes }) => writes() > 0).length, SLICE);
    assert.equal(big.flush(SLICE, 0), SLICE);
    assert.equal(big.flush(SLICE, 0), 10);
    assert.equal(big.busy, false);
  });

  it('gives everybody everything once, whoever comes and goes in the middle of a pass', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('offer' as const) }),
        fc.record({ do: fc.constant('add' as const) }),
        fc.record({ do: fc.constant('remove' as const), which: fc.nat(20) }),
        fc.record({ do: fc.constant('flush' as const), budget: fc.integer({ min: 1, max: 4 }) }),
      ),
      { maxLength: 120 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const room = new Room();
        let seq = 0;
        const here: { member: Listening; from: number }[] = [];
        for (const step of list) {
          if (step.do === 'offer' && seq < 250) room.offer(++seq, frame(seq));
          if (step.do === 'add') {
            const joined = member(seq);
            here.push({ member: joined, from: seq });
            room.add(joined);
          }
          if (step.do === 'remove') {
            const [gone] = here.splice(step.which % Math.max(1, here.length), 1);
            if (gone) room.remove(gone.member);
          }
          if (step.do === 'flush' && room.busy) room.flush(step.budget, 0);
        }
        while (room.busy) room.flush(100, 0);
        for (const { member: one, from } of here) {
          const expected = Array.from({ length: seq - from }, (_, i) => from + i + 1);
          assert.deepEqual(one.got(), expected);
        }
      }),
    );
  });

  it('stays as long as its members while it is quiet, however often one comes and goes', () => {
    const room = new Room();
    const stays = member();
    room.add(stays);
    for (let i = 0; i < 10_000; i++) {
      const comes = member();
      room.add(comes);
      room.remove(comes);
    }
    assert.ok(room.length < 100, `${room.length} places for one member`);
    room.offer(1, frame(1));
    room.flush(10, 0);
    assert.deepEqual(stays.got(), [1]);
  });
});

describe('outbox', () => {
  it('closes a client that does not read with 4008 and writes nothing more', () => {
    const { state, socket } = recorder();
    state.waiting = 2_000;
    const outbox = outboxOf(socket, 1_000);
    outbox.send(frame(1), 1);
    outbox.send(frame(2), 1);
    assert.equal(state.code, 4008);
    assert.deepEqual(state.writes, []);
  });
});

describe('text frame', () => {
  it('has the header of RFC 6455 for every length', () => {
    const short = textFrame('x'.repeat(125));
    assert.deepEqual([short.length, short[0], short[1]], [127, 0x81, 125]);
    const medium = textFrame('x'.repeat(126));
    assert.deepEqual([medium.length, medium[1], medium.readUInt16BE(2)], [130, 126, 126]);
    const long = textFrame('é'.repeat(40_000));
    assert.deepEqual([long.length, long[1], long.readBigUInt64BE(2)], [80_010, 127, 80_000n]);
  });
});
