// What rooms are and who is in them is read once a room, whoever comes, and is as new as the reader from then on (P9).
import assert from 'node:assert/strict';
import { headers } from 'nats';
import { COMMANDS } from '../../../src/chat/features.ts';
import { makeFact } from '../../../src/chat/kernel/fact.ts';
import { memberSubject, messageSubject, stateSubject } from '../../../src/chat/kernel/subjects.ts';
import { memberBanned, memberJoined } from '../../../src/chat/member/facts.ts';
import { memberOf } from '../../../src/chat/member/member.ts';
import { roomChanged } from '../../../src/chat/room/facts.ts';
import { roomOf } from '../../../src/chat/room/room.ts';
import { check } from '../../../src/gateway/command/handle.ts';
import { type DirectGet, LogUnreadable } from '../../../src/gateway/log/direct-get.ts';
import { createReadRoom } from '../../../src/gateway/log/read-room.ts';
import { createRoomStates } from '../../../src/gateway/log/room-states.ts';
import { createStates } from '../../../src/gateway/log/states.ts';
import type { RawEntry } from '../../../src/shared/raw-entry.ts';
import { encodeFact } from '../../support/facts.ts';
import { NOTHING_KNOWN, RULES } from '../../support/known.ts';
import { uuid7 } from '../../support/wire.ts';

const by = { id: 'owner', name: 'Owner' };
const at = '2026-06-01T00:00:00.000Z';
const rawOf = (seq: number, subject: string, fact: object, isVoid = false): RawEntry => ({
  seq,
  at,
  isVoid,
  subject,
  data: encodeFact(fact as never),
});
const about = (room: string) => ({ id: uuid7(), room, user: by });
const memberAt = (seq: number, room: string, id: string, state: 'in' | 'banned') =>
  rawOf(
    seq,
    memberSubject(room, id),
    makeFact(state === 'in' ? memberJoined : memberBanned, {
      ...about(room),
      data: { user: { id, name: id }, member: { state, role: 'member' } },
    }),
  );
const roomAt = (seq: number, room: string, kind: string) =>
  rawOf(
    seq,
    stateSubject(room),
    makeFact(roomChanged, { ...about(room), data: { room: { kind } } }),
  );

/** `log`: the last entries of all subjects. */
function world(log: RawEntry[], { isTooMany = false } = {}) {
  const asked = { rooms: [] as string[], subjects: [] as string[], forgotten: [] as string[] };
  const states = createStates({
    last: async (subject) => {
      asked.subjects.push(subject);
      return log.find((raw) => raw.subject === subject);
    },
    next: async () => undefined,
  });
  const rooms = createRoomStates({
    states,
    readRoom: async (room) => {
      asked.rooms.push(room);
      await new Promise((resolve) => setImmediate(resolve));
      return isTooMany ? undefined : log.filter(({ subject }) => subject.includes(`.${room}.`));
    },
    onForgotten: (room) => asked.forgotten.push(room),
  });
  const comes = async (room: string, who: string) => {
    rooms.hold(room);
    await rooms.load(room, who);
  };
  const stateOf = (room: string, who: string) => {
    const state = rooms.of(memberSubject(room, who));
    assert.ok(!(state instanceof Promise), 'nobody waits');
    return memberOf(state).state;
  };
  return { asked, rooms, comes, stateOf };
}

describe('the states of rooms', () => {
  it('are read once a room, however many come', async () => {
    const { asked, comes } = world([]);
    const all: Promise<void>[] = [];
    for (let person = 0; person < 2_000; person++) {
      for (let room = 0; room < 20; room++) all.push(comes(`room-${room}`, `u${person}`));
    }
    await Promise.all(all);
    assert.equal(asked.rooms.length, 20);
    assert.deepEqual(asked.subjects, []);
  });

  it('make nobody wait who writes: also of whom nobody ever heard', async () => {
    const { rooms, comes } = world([memberAt(4, 'lobby', 'bob', 'banned')]);
    await comes('lobby', 'ada');
    const log = { epoch: at, firstSeq: 1, lastSeq: 9, bytes: 0, maxBytes: -1, replicas: 1 };
    const ports = {
      clock: { now: () => Date.now(), stale: false },
      extents: { log, proven: true, refresh: () => assert.fail() },
      rows: {
        lookUp: () => assert.fail(),
        before: () => assert.fail(),
        after: () => assert.fail(),
      },
      targets: {
        ring: { at: () => undefined },
        removed: { has: () => false },
        readEntry: () => assert.fail(),
      },
      states: rooms,
      rules: RULES,
      known: NOTHING_KNOWN,
    };
    const post = (id: string) => {
      const command = { type: 'post', id: uuid7(), room: 'lobby', text: 'hi' };
      const asker = { user: { id, name: id }, roles: [] };
      const kind = COMMANDS.get('post') ?? assert.fail();
      return check(ports, { asker, joined: true, kind, command });
    };
    const checked = post('ada');
    assert.ok(!(checked instanceof Promise) && 'expects' in checked);
    assert.deepEqual(checked.expects, { subject: memberSubject('lobby', 'ada'), seq: 0 });
    const refused = post('bob');
    assert.ok(!(refused instanceof Promise) && 'answer' in refused);
    assert.equal(refused.answer.type === 'error' && refused.answer.code, 'forbidden');
  });

  it('are as new as the reader, also what comes by while they are read', async () => {
    const { rooms, comes, stateOf } = world([memberAt(4, 'a', 'bob', 'in')]);
    const coming = comes('a', 'ada');
    rooms.saw(memberAt(7, 'a', 'bob', 'banned'));
    rooms.saw(roomAt(8, 'a', 'private'));
    await coming;
    assert.equal(stateOf('a', 'bob'), 'banned');
    rooms.saw(memberAt(6, 'a', 'bob', 'in'));
    assert.equal(stateOf('a', 'bob'), 'banned', 'never an older one');
    rooms.saw(memberAt(9, 'a', 'bob', 'in'));
    assert.equal(stateOf('a', 'bob'), 'in');
    const room = rooms.of(stateSubject('a'));
    assert.ok(!(room instanceof Promise));
    assert.equal(roomOf(room).kind, 'private');
  });

  it('are forgotten with the last who leaves, and read anew', async () => {
    const { asked, rooms, comes } = world([]);
    await comes('a', 'ada');
    await comes('a', 'bob');
    rooms.release('a');
    assert.deepEqual([asked.forgotten, rooms.rooms], [[], 1]);
    rooms.release('a');
    assert.deepEqual([asked.forgotten, rooms.rooms], [['a'], 0]);
    await comes('a', 'ada');
    assert.equal(asked.rooms.length, 2);
  });

  it('are read person by person where there are too many, and what is kept stays bounded', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => memberAt(i + 2, 'big', `u${i}`, 'in'));
    const log = [roomAt(1, 'big', 'private'), ...many];
    const { asked, rooms, comes, stateOf } = world(log, { isTooMany: true });
    await comes('big', 'u7');
    assert.equal(memberOf(await rooms.of(memberSubject('big', 'u7'))).state, 'in');
    assert.equal(stateOf('big', 'u7'), 'in', 'known from then on');
    rooms.saw(memberAt(20_000, 'big', 'u7', 'banned'));
    assert.equal(stateOf('big', 'u7'), 'banned');
    const before = asked.subjects.length;
    for (const raw of many) rooms.saw({ ...raw, seq: raw.seq + 30_000 });
    await comes('big', 'u8');
    assert.equal(asked.subjects.length, before, 'nothing is asked twice');
    const grown = world([]);
    await grown.comes('big', 'ada');
    for (const raw of many) grown.rooms.saw(raw);
    const state = grown.rooms.of(memberSubject('big', 'nobody'));
    assert.ok(state instanceof Promise, 'who is not kept is asked for');
    await state;
  });

  it('are as new as the reader, also what comes by while a single one is asked for', async () => {
    const asked = Promise.withResolvers<RawEntry>();
    const states = createStates({ last: () => asked.promise, next: async () => undefined });
    const bob = memberSubject('big', 'bob');
    const asking = states.of(bob);
    await new Promise((resolve) => setImmediate(resolve));
    // The answer was on its way by then.
    states.saw(memberAt(7, 'big', 'bob', 'banned'));
    asked.resolve(memberAt(4, 'big', 'bob', 'in'));
    assert.equal(memberOf(await asking).state, 'banned');
    assert.equal(memberOf(await states.of(bob)).state, 'banned');
    assert.equal(states.size, 1);
    states.saw(memberAt(8, 'big', 'cy', 'in'));
    assert.equal(states.size, 1, 'what nobody asked for is not kept');
  });

  it('are not taken for whole where more came by while they were read than are kept', async () => {
    const { rooms, comes } = world([memberAt(1, 'big', 'bob', 'in')]);
    const coming = comes('big', 'ada');
    for (let i = 0; i < 3_000; i++) rooms.saw(memberAt(i + 2, 'big', `u${i}`, 'banned'));
    await coming;
    for (const who of ['u0', 'bob']) {
      const state = rooms.of(memberSubject('big', who));
      assert.ok(state instanceof Promise, `${who} is asked for`);
      await state;
    }
  });

  it('hold what was before a last entry that is void', async () => {
    const banned = memberAt(4, 'a', 'bob', 'banned');
    const late = { ...memberAt(5, 'a', 'bob', 'in'), isVoid: true };
    const next = async (_: string, from: number) => (from <= banned.seq ? banned : late);
    const states = createStates({ last: async () => late, next });
    const rooms = createRoomStates({
      states,
      readRoom: async () => [late],
      onForgotten: () => undefined,
    });
    rooms.hold('a');
    await rooms.load('a');
    const state = await rooms.of(memberSubject('a', 'bob'));
    assert.deepEqual([memberOf(state).state, state.seq], ['banned', 5]);
  });
});

describe('reading a room', () => {
  const end = (upTo: number) => {
    const head = headers();
    head.set('Nats-UpTo-Sequence', String(upTo));
    return head;
  };
  const position = { position: () => 50, newestSubject: () => messageSubject('other') };
  const read = (answers: Awaited<ReturnType<DirectGet>>[]) =>
    createReadRoom(async () => answers.shift() ?? assert.fail('asked too often'), position)('a');

  it('asks again while a replica lags behind this gateway, and takes nothing that is not of the room', async () => {
    const [old, now] = [memberAt(4, 'a', 'bob', 'in'), memberAt(45, 'a', 'bob', 'banned')];
    const other = rawOf(50, messageSubject('other'), {});
    const lagging = { messages: [old], end: end(44) };
    const found = await read([lagging, lagging, { messages: [now, other], end: end(50) }]);
    assert.deepEqual(found, [now]);
    const nothing = Array.from({ length: 6 }, () => ({ messages: [], end: undefined }));
    assert.equal(await read(nothing), undefined, 'nobody knows enough');
  });

  it('gives up where there are too many, and fails where nobody answers', async () => {
    const fails = (code?: number) =>
      createReadRoom(() => Promise.reject(new LogUnreadable('no', undefined, code)), position)('a');
    assert.equal(await fails(413), undefined);
    await assert.rejects(fails(), LogUnreadable);
  });
});
