// What is decided about rooms and memberships, by rules alone.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Deciding, Decision } from '../../../src/chat/kernel/command.ts';
import { derivedId, type Envelope, makeFact } from '../../../src/chat/kernel/fact.ts';
import { guardSubject, memberSubject, stateSubject } from '../../../src/chat/kernel/subjects.ts';
import { member } from '../../../src/chat/member/commands.ts';
import { memberJoined } from '../../../src/chat/member/facts.ts';
import { type Member, memberOf } from '../../../src/chat/member/member.ts';
import { memberOfFact } from '../../../src/chat/member/rows.ts';
import { mayRead, standingOf, writeProblem } from '../../../src/chat/member/standing.ts';
import { change, create } from '../../../src/chat/room/commands.ts';
import { directRoom } from '../../../src/chat/room/direct.ts';
import { isDirectName } from '../../../src/chat/room/direct-name.ts';
import { roomCreated } from '../../../src/chat/room/facts.ts';
import { type Room, roomOf } from '../../../src/chat/room/room.ts';
import { sha256 } from '../../../src/chat/room/sha256.ts';
import { propose } from '../../../src/gateway/command/propose.ts';
import { timeOfId } from '../../../src/shared/ids.ts';
import { decidingWith, NOTHING_KNOWN } from '../../support/known.ts';
import { uuid7 } from '../../support/wire.ts';

const ROOM = 'plans';
const NOW = 1_800_000_000_000;
const OWNER = { state: 'in', role: 'owner' };
const MODERATOR = { state: 'in', role: 'moderator' };
const MEMBER = { state: 'in', role: 'member' };
const user = (id: string) => ({ id, name: id.toUpperCase() });

/** The room as it is, with these memberships; `who` asks. */
function at(who: string, room: Room | undefined, members: Record<string, Member>, more = {}) {
  const facts: Record<string, { seq: number; fact: Envelope }> = {};
  const about = { id: uuid7(), room: ROOM, user: user('ada') };
  if (room !== undefined)
    facts[stateSubject(ROOM)] = {
      seq: 1,
      fact: makeFact(roomCreated, { ...about, data: { room } }),
    };
  for (const [index, [id, of]] of Object.entries(members).entries()) {
    const fact = makeFact(memberJoined, { ...about, data: { user: user(id), member: of } });
    facts[memberSubject(ROOM, id)] = { seq: 10 + index, fact };
  }
  return decidingWith(facts, { asker: { user: user(who), roles: [] }, now: NOW, ...more });
}
const does = (deciding: Deciding, whom: string, act: string, more = {}) =>
  member.decide(
    member.schema.parse({ type: 'member', id: uuid7(), room: ROOM, user: whom, do: act, ...more }),
    deciding,
  );
const outcome = (decision: Decision) =>
  decision.do === 'refuse' ? decision.code : decision.fact.type;
const memberIn = (decision: Decision) => {
  assert.ok(decision.do === 'append');
  return (decision.fact.data as { member: Member }).member;
};
const PUBLIC: Room = { kind: 'public', owners: ['ada'] };

describe('a membership', () => {
  it('of the last owner cannot end by leaving or by giving the role up; of one of two it can', () => {
    const alone = at('ada', PUBLIC, { ada: OWNER, bob: MEMBER });
    assert.equal(outcome(does(alone, 'ada', 'leave')), 'conflict');
    assert.equal(outcome(does(alone, 'ada', 'role', { role: 'member' })), 'conflict');
    const two = at('ada', { kind: 'public', owners: ['ada', 'bob'] }, { ada: OWNER, bob: OWNER });
    const left = does(two, 'ada', 'leave');
    assert.ok(left.do === 'append');
    assert.deepEqual(left.and?.[0]?.data, { room: { kind: 'public', owners: ['bob'] } });
    assert.ok(left.expects?.includes(stateSubject(ROOM)), 'rests on who the owners are');
  });

  it('that is muted stays muted, whatever happens to it', () => {
    const muted = { ...MEMBER, mutedUntil: NOW + 60_000 };
    const bob = at('bob', PUBLIC, { ada: OWNER, bob: muted });
    assert.equal(memberIn(does(bob, 'bob', 'leave')).mutedUntil, NOW + 60_000);
    const gone = { ...muted, state: 'out' };
    const back = at('bob', PUBLIC, { ada: OWNER, bob: gone });
    assert.equal(memberIn(does(back, 'bob', 'accept')).mutedUntil, NOW + 60_000);
    const ada = at('ada', PUBLIC, { ada: OWNER, bob: muted });
    assert.equal(memberIn(does(ada, 'bob', 'ban')).mutedUntil, NOW + 60_000);
    assert.equal(memberIn(does(ada, 'bob', 'unmute')).mutedUntil, undefined);
  });

  it('may be ended by who stands above it; who is muted or banned does nothing to anybody', () => {
    const members = { ada: OWNER, mo: MODERATOR, max: MODERATOR, bob: MEMBER };
    const as = (who: string, more = {}) => at(who, PUBLIC, { ...members, ...more });
    assert.equal(outcome(does(as('mo'), 'bob', 'ban')), 'MemberBanned');
    assert.equal(outcome(does(as('mo'), 'stranger', 'ban')), 'MemberBanned');
    assert.equal(outcome(does(as('mo'), 'max', 'ban')), 'forbidden');
    assert.equal(outcome(does(as('mo'), 'ada', 'mute')), 'forbidden');
    assert.equal(outcome(does(as('mo'), 'mo', 'mute')), 'forbidden');
    assert.equal(outcome(does(as('bob'), 'stranger', 'remove')), 'forbidden');
    const muted = { mo: { ...MODERATOR, mutedUntil: NOW + 1 } };
    assert.equal(outcome(does(as('mo', muted), 'bob', 'ban')), 'forbidden');
    const banned = { mo: { state: 'banned', role: 'member' } };
    assert.equal(outcome(does(as('mo', banned), 'bob', 'invite')), 'forbidden');
    const root = at('root', PUBLIC, members, {
      asker: { user: user('root'), roles: ['moderator'] },
    });
    assert.equal(outcome(does(root, 'ada', 'ban')), 'MemberBanned');
  });

  it('of an owner who is sent away is taken from the room’s owners in the same moment', () => {
    const two = { kind: 'public', owners: ['ada', 'bob'] };
    const banned = does(at('ada', two, { ada: OWNER, bob: OWNER }), 'bob', 'ban');
    assert.ok(banned.do === 'append');
    assert.deepEqual(banned.and?.[0]?.data, { room: { kind: 'public', owners: ['ada'] } });
  });

  it('is refused what belongs to another act', () => {
    const frame = { type: 'member', id: uuid7(), room: ROOM, user: 'bob' };
    for (const more of [
      { do: 'ban', until: NOW },
      { do: 'role' },
      { do: 'mute', role: 'owner' },
      { do: 'promote' },
      { do: 'invite', user: 'x'.repeat(129) },
      { do: 'invite', user: 'a\u0000b' },
    ]) {
      assert.equal(member.schema.safeParse({ ...frame, ...more }).success, false, more.do);
    }
    assert.ok(member.schema.safeParse({ ...frame, do: 'mute', until: NOW }).success);
  });

  it('becomes a row whatever number says until when', () => {
    for (const mutedUntil of [-5, 0.5, 1e300, NOW]) {
      const data = { user: user('bob'), member: { ...MEMBER, mutedUntil } };
      const fact = makeFact(memberJoined, { id: uuid7(), room: ROOM, user: user('ada'), data });
      const row = memberOfFact.row({ seq: 1, at: '2026-06-01T00:00:00.000Z', fact });
      assert.ok(Number.isFinite(Date.parse(String(row['muted_until']))), String(mutedUntil));
    }
  });
});

describe('who may write and read', () => {
  const problem = (deciding: Deciding) => writeProblem(deciding, ROOM, uuid7())?.code;

  it('is said by the room and by one’s own membership', () => {
    const hidden = { kind: 'private', owners: ['ada'] };
    assert.equal(problem(at('eve', undefined, {})), undefined, 'nobody made it');
    assert.equal(problem(at('eve', PUBLIC, {})), undefined);
    assert.equal(problem(at('eve', hidden, {})), 'forbidden');
    assert.equal(problem(at('bob', hidden, { bob: MEMBER })), undefined);
    for (const state of ['invited', 'out', 'removed', 'banned']) {
      const bob = { bob: { ...MEMBER, state } };
      assert.equal(problem(at('bob', hidden, bob)), 'forbidden', state);
      assert.equal(problem(at('bob', PUBLIC, bob)) === undefined, state !== 'banned', state);
    }
    assert.equal(problem(at('ada', { ...PUBLIC, archived: true }, { ada: OWNER })), 'forbidden');
    assert.equal(
      problem(at('bob', PUBLIC, { bob: { ...MEMBER, mutedUntil: NOW + 1 } })),
      'forbidden',
    );
    assert.equal(problem(at('bob', PUBLIC, { bob: { ...MEMBER, mutedUntil: NOW } })), undefined);
  });

  it('is nobody whom only a newer version could judge', () => {
    const newer = {
      v: 9,
      id: uuid7(),
      type: 'RoomSealed',
      room: ROOM,
      user: user('ada'),
      data: {},
    };
    assert.equal(roomOf({ seq: 5, fact: newer }).kind, 'unknown');
    assert.equal(memberOf({ seq: 5, fact: newer }).state, 'unknown');
    const sealed = decidingWith({ [stateSubject(ROOM)]: { seq: 5, fact: newer } });
    assert.equal(mayRead(standingOf(sealed, ROOM), ROOM), false);
    const shunned = decidingWith({ [memberSubject(ROOM, 'u1')]: { seq: 5, fact: newer } });
    assert.equal(mayRead(standingOf(shunned, ROOM), ROOM), false);
  });

  it('waits in a slow room, but for the same message and for moderators', () => {
    const slow = { ...PUBLIC, slowModeSeconds: 10 };
    const said = { id: uuid7(), atMs: NOW - 4_000 };
    const known = { ...NOTHING_KNOWN, lastMessage: () => said };
    const bob = at('bob', slow, {}, { known });
    const refused = writeProblem(bob, ROOM, uuid7());
    assert.deepEqual([refused?.code, refused?.retryAfterMs], ['slow_mode', 6_000]);
    const ahead = { ...NOTHING_KNOWN, lastMessage: () => ({ ...said, atMs: NOW + 0.4 }) };
    const soon = writeProblem(at('bob', slow, {}, { known: ahead }), ROOM, uuid7());
    assert.equal(soon?.retryAfterMs, 10_000, 'the log’s clock may be ahead');
    assert.equal(writeProblem(bob, ROOM, said.id.toUpperCase()), undefined);
    assert.equal(problem(at('mo', slow, { mo: MODERATOR }, { known })), undefined);
    assert.equal(problem(at('bob', slow, {}, { known, now: NOW + 6_000 })), undefined);
    assert.equal(problem(at('bob', slow, {})), undefined);
  });
});

describe('a room', () => {
  const make = (deciding: Deciding, more = {}) =>
    create.decide(
      create.schema.parse({ type: 'create', id: uuid7(), room: ROOM, kind: 'public', ...more }),
      deciding,
    );

  it('is made by whom the setting says', () => {
    const as = (who: object, roomCreation: string, roles: string[] = []) =>
      outcome(
        make(
          decidingWith(
            {},
            {
              asker: { user: who as never, roles },
              known: { ...NOTHING_KNOWN, roomCreation: roomCreation as never },
            },
          ),
        ),
      );
    const [guest, person] = [user('guest-1'), user('ada')];
    assert.equal(as(guest, 'everyone'), 'RoomCreated');
    assert.equal(as(guest, 'members'), 'forbidden');
    assert.equal(as({ ...person, kind: 'guest' }, 'members'), 'forbidden');
    assert.equal(as(person, 'members'), 'RoomCreated');
    assert.equal(as(person, 'operators'), 'forbidden');
    assert.equal(as(person, 'operators', ['moderator']), 'RoomCreated');
  });

  it('is changed as far as it is said, and what is empty is taken away', () => {
    const deciding = at('ada', { ...PUBLIC, title: 'Old', topic: 'Old' }, { ada: OWNER });
    const changing = { type: 'change', id: uuid7(), room: ROOM };
    const parsed = change.schema.parse({ ...changing, title: '', slowModeSeconds: 5 });
    const decision = change.decide(parsed, deciding);
    assert.ok(decision.do === 'append');
    assert.deepEqual(decision.fact.data, {
      room: { kind: 'public', owners: ['ada'], topic: 'Old', slowModeSeconds: 5 },
    });
    assert.equal(change.schema.safeParse(changing).success, false, 'nothing to change');
    for (const bad of [{ title: 'a\nb' }, { topic: 'x'.repeat(1_001) }, { slowModeSeconds: -1 }]) {
      assert.equal(change.schema.safeParse({ ...changing, ...bad }).success, false);
    }
  });

  it('of a few people has one name, whoever they are given by', () => {
    for (const text of ['', 'abc', 'ä'.repeat(60), 'x'.repeat(64), 'x'.repeat(1_000)]) {
      assert.equal(sha256(text), createHash('sha256').update(text).digest('hex'));
    }
    assert.equal(directRoom(['b', 'a', 'b']), directRoom(['a', 'b']));
    assert.notEqual(directRoom(['a,b']), directRoom(['a', 'b']));
    assert.ok(isDirectName(directRoom(['a', 'b'])));
    assert.ok(!isDirectName('dm-general'));
  });
});

describe('a proposal', () => {
  it('rests each fact on its own state, and on what is left over by guards that say nothing', () => {
    const decision = does(
      at('mo', PUBLIC, { ada: OWNER, mo: MODERATOR, bob: MEMBER }),
      'bob',
      'ban',
    );
    assert.ok(decision.do === 'append');
    const { expects, rest } = propose(decision, () => ({ seq: 7, fact: undefined }), NOW);
    assert.deepEqual(expects, { subject: memberSubject(ROOM, 'bob'), seq: 7 });
    assert.deepEqual(rest, [
      {
        fact: undefined,
        subject: guardSubject(ROOM),
        expects: { subject: memberSubject(ROOM, 'mo'), seq: 7 },
      },
    ]);
  });

  it('gives what belongs to a command ids of its own', () => {
    const id = uuid7();
    const ids = Array.from({ length: 51 }, (_, n) => derivedId(id, n + 1));
    assert.equal(new Set([id, ...ids]).size, 52);
    for (const one of ids) assert.match(one, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    // Some clients count the ids of one moment up.
    const next =
      id.slice(0, -2) + (Number.parseInt(id.slice(-2), 16) ^ 1).toString(16).padStart(2, '0');
    assert.ok(!ids.includes(next));
    for (const one of ids) assert.equal(timeOfId(one), timeOfId(id));
  });
});
