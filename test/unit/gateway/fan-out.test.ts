// How long a room's events wait for each other, with a clock that the test moves and a load that it says: not at all
// where the loop has time, at most one frame of a screen where it has not.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import fc from 'fast-check';
import {
  FanOut,
  FRAME_MS,
  SLICE,
  WAIT_BYTES,
  WAIT_MEMBERS,
} from '../../../src/gateway/fanout/fan-out.ts';
import { Room } from '../../../src/gateway/fanout/room.ts';
import { frame, type Listening, member, turn } from './member.ts';

describe('fan-out', () => {
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 1_000_000;
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => nowMs);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed++) {
      nowMs += 1;
      mock.timers.tick(1);
      await turn();
    }
  };

  function start({ busy = true, members = WAIT_MEMBERS } = {}) {
    const load = { is: busy, busy: () => load.is };
    const fanOut = new FanOut(load);
    const enter = (count = members) => {
      const room = new Room();
      const all = Array.from({ length: count }, () => member());
      for (const one of all) room.add(one);
      return { room, all, ada: all[0] as Listening };
    };
    let seq = 0;
    const say = (room: Room) => fanOut.offer(room, ++seq, frame(seq));
    return { load, fanOut, enter, say, ...enter() };
  }

  it('lets nothing wait while the loop has time', async () => {
    const { room, ada, say } = start({ busy: false });
    for (let i = 0; i < 3; i++) {
      say(room);
      await pass(1);
    }
    assert.deepEqual([ada.got(), ada.writes()], [[1, 2, 3], 3]);
  });

  it('writes what comes within a frame of a busy loop at once, and nothing later than that', async () => {
    const { room, ada, say } = start();
    say(room);
    await pass(2);
    assert.deepEqual(ada.got(), [1], 'the first does not wait');
    say(room);
    await pass(10);
    say(room);
    await pass(FRAME_MS - 11);
    assert.deepEqual(ada.got(), [1]);
    await pass(1);
    assert.deepEqual([ada.got(), ada.writes()], [[1, 2, 3], 2]);
  });

  it('lets the first event of a quiet room go at once, however busy the loop is', async () => {
    const { room, ada, say } = start();
    for (const seq of [1, 2, 3]) {
      say(room);
      await turn();
      assert.equal(ada.got().at(-1), seq);
      await pass(FRAME_MS);
    }
  });

  it('lets no small room wait', async () => {
    const { room, ada, say } = start({ members: WAIT_MEMBERS - 1 });
    say(room);
    await pass(1);
    say(room);
    await pass(1);
    assert.deepEqual(ada.got(), [1, 2]);
  });

  it('lets nothing wait once there is a lot to write', async () => {
    const { fanOut, room, ada, say } = start();
    say(room);
    await pass(1);
    fanOut.offer(room, 2, Buffer.alloc(WAIT_BYTES - 1, 2));
    await pass(1);
    assert.equal(ada.writes(), 1);
    fanOut.offer(room, 3, frame(3));
    await turn();
    assert.equal(ada.writes(), 2);
    assert.equal(ada.got().at(-1), 3);
  });

  it('ends the frame of each of many rooms in its own time', async () => {
    const { enter, say } = start();
    const rooms = Array.from({ length: 3 }, () => enter());
    for (const { room } of rooms) say(room);
    await turn();
    for (const { room } of rooms) {
      await pass(4);
      say(room);
    }
    const counts = () => rooms.map(({ ada }) => ada.writes());
    await pass(FRAME_MS - 9);
    assert.deepEqual(counts(), [1, 1, 1]);
    await pass(1);
    assert.deepEqual(counts(), [2, 1, 1]);
    await pass(4);
    assert.deepEqual(counts(), [2, 2, 1]);
    await pass(4);
    assert.deepEqual(counts(), [2, 2, 2]);
  });

  it('keeps waiting when a pass ends meanwhile, and begins the next one when the frame does', async () => {
    const { room, all, say } = start({ members: 3 * SLICE });
    const last = all.at(-1) as Listening;
    say(room);
    await pass(1);
    say(room);
    await pass(FRAME_MS - 1);
    assert.deepEqual(last.got(), [1]);
    await pass(3);
    assert.deepEqual(last.got(), [1, 2]);
  });

  it('does not pause between passes that take longer than a frame', async () => {
    const { room, all, say } = start({ members: 3 * SLICE });
    say(room);
    await pass(1);
    nowMs += FRAME_MS;
    say(room);
    for (let i = 0; i < 5; i++) await turn();
    assert.deepEqual(all.at(-1)?.got(), [1, 2]);
  });

  it('lets nobody wait for one who came later', async () => {
    const { load, room, all, say } = start({ members: 3 * SLICE, busy: false });
    say(room);
    await turn();
    say(room);
    load.is = true;
    say(room);
    for (let i = 0; i < 5; i++) await turn();
    assert.deepEqual(all.at(-1)?.got(), [1, 2, 3]);
  });

  it('gives everybody everything once, whoever comes and goes and however busy it is', async () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constant({ do: 'say' as const }) },
        { weight: 2, arbitrary: fc.constant({ do: 'turn' as const }) },
        fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 20 }) }),
        fc.constant({ do: 'load' as const }),
        fc.constant({ do: 'join' as const }),
        fc.constant({ do: 'be live' as const }),
        fc.record({ do: fc.constant('leave' as const), which: fc.nat(2 * SLICE) }),
      ),
      { maxLength: 80, size: 'max' },
    );
    const property = fc.asyncProperty(steps, async (list) => {
      const { load, fanOut, room, all } = start({ members: SLICE + 20 });
      const here = all.map((one) => ({ member: one, from: 0 }));
      let seq = 0;
      for (const step of list) {
        if (step.do === 'say') fanOut.offer(room, ++seq, frame(seq));
        if (step.do === 'turn') await turn();
        if (step.do === 'pass') await pass(step.ms);
        if (step.do === 'load') load.is = !load.is;
        if (step.do === 'join') {
          const joined = { ...member(), live: false };
          here.push({ member: joined, from: 0 });
          room.add(joined);
        }
        // As its backlog ends: everything until now is what it was given.
        for (const one of step.do === 'be live' ? here : []) {
          if (one.member.live) continue;
          Object.assign(one, { from: seq });
          Object.assign(one.member, { live: true, last: seq });
        }
        if (step.do === 'leave') {
          const [gone] = here.splice(step.which % Math.max(1, here.length), 1);
          if (gone) room.remove(gone.member);
        }
      }
      await pass(2 * FRAME_MS);
      for (const { member: one, from } of here.filter(({ member: { live } }) => live)) {
        const expected = Array.from({ length: seq - from }, (_, i) => from + i + 1);
        assert.deepEqual(one.got(), expected);
      }
      assert.equal(room.busy, false);
    });
    await fc.assert(property, { numRuns: 50 });
  });
});
