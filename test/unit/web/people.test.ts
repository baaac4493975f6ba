// The people of a room as the page lists them, and what it offers to do with each: held against what a gateway decides.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { ACTS, type Act } from '../../../src/chat/member/acts.ts';
import { FOREVER_MS } from '../../../src/chat/member/member.ts';
import { actProblem } from '../../../src/chat/member/standing.ts';
import type { MemberState } from '../../../src/shared/wire/objects.ts';
import { membersOf, withAsked, withMember, withNames } from '../../../src/web/model/members.ts';
import { matching, type PersonDeed, peopleOf, personDeeds } from '../../../src/web/model/people.ts';
import { emptyRoom, type Room } from '../../../src/web/model/room.ts';
import { standingIn } from '../../../src/web/model/standing.ts';
import { ADA, BOB, NOON } from './events.ts';

const EVE = { id: 'eve', name: 'Eve' };
const inRoom = (role = 'member') => ({ state: 'in', role });

function roomWith(members: readonly [typeof ADA, MemberState][], more: Partial<Room> = {}): Room {
  const known = members.reduce(
    (all, [user, member]) => withMember(all, { user, member, seq: 1 }),
    emptyRoom('lobby').members,
  );
  return { ...emptyRoom('lobby'), members: known, ...more };
}

describe('the people of a room', () => {
  it('are listed owners first, each group by name, with who is here', () => {
    const room = roomWith([
      [EVE, { state: 'banned', role: 'member' }],
      [BOB, { ...inRoom(), mutedUntil: NOON + 1 }],
      [{ id: 'zoe', name: 'Zoe' }, inRoom('owner')],
      [
        { id: 'gone', name: 'Gone' },
        { state: 'out', role: 'member' },
      ],
      [
        { id: 'mo', name: 'Mo' },
        { ...inRoom('moderator'), mutedUntil: NOON },
      ],
      [
        { id: 'in', name: 'In' },
        { state: 'invited', role: 'member' },
      ],
    ]);
    const here = [{ id: 'guest', name: 'Ann' }, BOB, { id: 'mo', name: 'Mo the Second' }];
    const rows = peopleOf(room, { room: 'lobby', count: 3, here }, NOON);
    assert.deepEqual(
      rows.map(({ user, group, here: isHere, mutedUntil }) => [
        user.name,
        group,
        isHere,
        mutedUntil,
      ]),
      [
        ['Zoe', 'owner', false, undefined],
        ['Mo the Second', 'moderator', true, undefined],
        ['Bob', 'member', true, NOON + 1],
        ['Ann', 'visitor', true, undefined],
        ['In', 'invited', false, undefined],
        ['Eve', 'banned', false, undefined],
      ],
    );
    assert.deepEqual(
      matching(rows, '@mo SEC').map(({ user }) => user.id),
      ['mo'],
    );
  });

  it('are what the last fact says, whatever was answered of before, and in whichever order', () => {
    const fact = { user: BOB, member: inRoom('owner'), seq: 9 };
    const page = { people: [{ user: BOB, ...inRoom() }], asOf: 5, isAll: true };
    const nobody = emptyRoom('lobby').members;
    for (const members of [
      withAsked(withMember(nobody, fact), page),
      withMember(withAsked(nobody, page), fact),
      withMember(withMember(nobody, fact), { ...fact, member: inRoom(), seq: 4 }),
    ]) {
      assert.equal(members.get(BOB.id)?.member.role, 'owner');
    }
  });

  it('keep the name that is known where a gateway that has not seen them says only their id', () => {
    const fact = { user: { id: BOB.id, name: BOB.id }, member: inRoom('owner'), seq: 9 };
    const named = { user: BOB, member: inRoom(), seq: 0 };
    const nobody = emptyRoom('lobby').members;
    for (const members of [
      withMember(withMember(nobody, named), fact),
      withMember(withMember(nobody, fact), named),
      withAsked(withMember(nobody, fact), {
        people: [{ user: BOB, ...inRoom() }],
        asOf: 5,
        isAll: false,
      }),
      withNames(withMember(nobody, fact), [ADA, BOB]),
    ]) {
      const known = members.get(BOB.id);
      assert.deepEqual([known?.user.name, known?.member.role, members.size], ['Bob', 'owner', 1]);
    }
  });

  it('are gone where the whole list is without them', () => {
    const known = membersOf([ADA, BOB]);
    const page = { people: [{ user: ADA, ...inRoom() }], asOf: 5 };
    assert.deepEqual([...withAsked(known, { ...page, isAll: true }).keys()], [ADA.id]);
    assert.deepEqual([...withAsked(known, { ...page, isAll: false }).keys()], [ADA.id, BOB.id]);
  });

  it('are offered exactly what a gateway would take', () => {
    const state = fc.constantFrom('in', 'in', 'in', 'out', 'invited', 'banned');
    const role = fc.constantFrom('owner', 'moderator', 'member');
    const mutedUntil = fc.constantFrom(undefined, NOON - 1, NOON + 1, FOREVER_MS);
    const member = fc.record({ state, role, mutedUntil }).map((one) => ({
      ...one,
      // Nobody is an owner who is not in it.
      role: one.state === 'in' ? one.role : 'member',
    }));
    const cases = fc.record({
      kind: fc.constantFrom('public', 'private', 'direct'),
      archived: fc.constantFrom(undefined, true),
      otherOwner: fc.boolean(),
      mine: member,
      theirs: member,
      isOwn: fc.boolean(),
      isOperator: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ kind, archived, otherOwner, mine, theirs, isOwn, isOperator }) => {
        const whom = isOwn ? ADA : BOB;
        const about = isOwn ? mine : theirs;
        const owners = [
          ...(mine.role === 'owner' ? [ADA.id] : []),
          ...(!isOwn && theirs.role === 'owner' ? [BOB.id] : []),
          ...(otherOwner ? ['zoe'] : []),
        ];
        const standing = { state: { kind, archived, owners }, member: mine };
        const room = roomWith([[whom, about]], { standing });
        const somebody = { user: ADA, roles: isOperator ? ['moderator'] : [] };
        const [row] = peopleOf(room, { room: 'lobby', count: 1, here: [whom] }, NOON);
        assert.ok(row);
        const offered = personDeeds(room, row, { somebody, now: NOON });
        const judged = standingIn(room, somebody);
        assert.ok(judged);
        const takes = (act: Act, next?: string) =>
          actProblem(judged, 'lobby', NOON) === undefined &&
          !(
            'refused' in
            ACTS[act].decide({
              standing: judged,
              isOwn,
              before: about,
              isKnown: true,
              until: undefined,
              role: next,
              room: 'lobby',
              now: NOON,
            })
          );
        const deeds: [PersonDeed, Act, string?][] = [
          ['invite', 'invite'],
          ['unmute', 'unmute'],
          ['remove', 'remove'],
          ['ban', 'ban'],
          ['unban', 'unban'],
          ...(['owner', 'moderator', 'member'] as const).map((one): [PersonDeed, Act, string] => [
            one,
            'role',
            one,
          ]),
        ];
        for (const [deed, act, next] of deeds)
          assert.equal(offered.includes(deed), takes(act, next), deed);
        // Who is muted already can be muted for longer: that is asked for by lifting it first.
        if (!offered.includes('unmute'))
          assert.equal(offered.includes('mute'), takes('mute'), 'mute');
        assert.equal(offered.includes('write'), !isOwn);
      }),
      { numRuns: 2_000 },
    );
  });
});
