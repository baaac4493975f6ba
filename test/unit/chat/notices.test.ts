// What was done to a room and to those in it, as it is read between the messages.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EMPTY_VIEW, lastOf, type RoomView } from '../../../src/chat/kernel/view.ts';
import { FOREVER_MS, type Member } from '../../../src/chat/member/member.ts';
import { type Reader, sentencesOf } from '../../../src/chat/prose.ts';
import type { Room } from '../../../src/chat/room/room.ts';
import { fold } from '../../../src/chat/views.ts';
import type { EventFrame } from '../../../src/shared/wire/frames.ts';
import type { User } from '../../../src/shared/wire/objects.ts';

const [ADA, BOB, EVE, MEI, KIM] = ['Ada', 'Bob', 'Eve', 'Mei', 'Kim'].map((name) => ({
  id: name.toLowerCase(),
  name,
})) as [User, User, User, User, User];
const at = (seq: number) => new Date(Date.UTC(2026, 5, 1) + seq).toISOString();
const event = (seq: number, type: string, user: User, data: unknown): EventFrame => ({
  ...{ type: 'event', room: 'lobby', seq, at: at(seq), event: type, user, id: `c${seq}` },
  data,
});
const post = (seq: number) => event(seq, 'MessagePosted', ADA, { text: `text ${seq}` });
const ofRoom = (seq: number, type: string, room: Room, by = ADA) => event(seq, type, by, { room });
const ofMember = (seq: number, type: string, about: User, more: Partial<Member> = {}, by = ADA) =>
  event(seq, type, by, { user: about, member: { state: 'in', role: 'member', ...more } });

const reader: Reader = { me: EVE.id, when: (ms) => `minute ${ms / 60_000}` };
const said = (events: readonly EventFrame[], more: Partial<Reader> = {}) =>
  sentencesOf(fold(EMPTY_VIEW, events).notices, { ...reader, ...more }).map(({ text }) => text);

describe('what was done to a room', () => {
  it('is said as what is other than before', () => {
    const open = { kind: 'public' };
    const titled = { ...open, title: 'The team' };
    assert.deepEqual(
      said([
        ofRoom(1, 'RoomCreated', open),
        ofRoom(2, 'RoomChanged', titled),
        ofRoom(3, 'RoomChanged', { ...titled, topic: 'lunch', slowModeSeconds: 60 }),
        ofRoom(4, 'RoomChanged', { ...open, kind: 'private', slowModeSeconds: 90 }),
        ofRoom(5, 'RoomChanged', { ...open, kind: 'private', owners: ['ada', 'eve'] }, EVE),
        ofRoom(6, 'RoomArchived', { kind: 'private', archived: true }, EVE),
        ofRoom(7, 'RoomChanged', open),
      ]),
      [
        'Ada made this room.',
        'Ada called this room “The team”.',
        'Ada set the topic to “lunch” and turned slow mode on: a message each every minute.',
        'Ada made this room private, took this room’s title away, cleared the topic and turned slow mode on: a message each every 90 seconds.',
        'You turned slow mode off.',
        'You archived this room: nobody writes in it any more.',
        'Ada opened this room again and made this room public.',
      ],
    );
    assert.deepEqual(said([ofRoom(4, 'RoomChanged', open)]), ['Ada changed what this room is.']);
  });

  it('is said as what is other than what it is known to have been', () => {
    const before = { kind: 'public', title: 'Hall' };
    const changed = [ofRoom(4, 'RoomChanged', { ...before, topic: 'lunch' })];
    assert.deepEqual(said(changed, { before }), ['Ada set the topic to “lunch”.']);
    assert.deepEqual(said([ofMember(4, 'MemberInvited', BOB)], { before: { kind: 'direct' } }), []);
  });

  it('is not said where somebody’s role made them an owner, or not: that says it', () => {
    const owned = (seq: number, by = ADA) => ofRoom(seq, 'RoomChanged', { kind: 'public' }, by);
    const role = ofMember(3, 'RoleChanged', BOB, { role: 'owner' });
    assert.deepEqual(said([role, owned(4)]), ['Ada made Bob an owner.']);
    const changed = 'changed what this room is.';
    assert.deepEqual(said([role, owned(5)]).at(1), `Ada ${changed}`);
    assert.deepEqual(said([role, owned(4, BOB)]).at(1), `Bob ${changed}`);
    const muted = ofMember(3, 'MemberMuted', BOB, { mutedUntil: FOREVER_MS });
    assert.deepEqual(said([muted, owned(4)]).at(1), `Ada ${changed}`);
  });

  it('calls people as its reader does', () => {
    const name = ({ name: own }: User) => `${own}*`;
    const invited = [ofMember(1, 'MemberInvited', BOB), ofMember(2, 'MemberInvited', EVE)];
    assert.deepEqual(said(invited, { name }), ['Ada* invited Bob* and you.']);
    assert.deepEqual(said([ofRoom(3, 'RoomArchived', { kind: 'public' })], { name }), [
      'Ada* archived this room: nobody writes in it any more.',
    ]);
  });

  it('is said of whom it was done to, and by whom', () => {
    assert.deepEqual(
      said([
        ofMember(1, 'MemberInvited', BOB, { state: 'invited' }),
        ofMember(2, 'MemberJoined', BOB, {}, BOB),
        ofMember(3, 'RoleChanged', BOB, { role: 'moderator' }),
        ofMember(4, 'MemberMuted', EVE, { mutedUntil: 60_000 }, BOB),
        ofMember(5, 'MemberUnmuted', EVE, {}, BOB),
        ofMember(6, 'MemberMuted', MEI, { mutedUntil: FOREVER_MS }, EVE),
        ofMember(7, 'MemberBanned', BOB, { state: 'banned' }),
        ofMember(8, 'MemberUnbanned', BOB, { state: 'out' }),
        ofMember(9, 'MemberRemoved', MEI, { state: 'removed' }, EVE),
        ofMember(10, 'MemberLeft', EVE, { state: 'out' }, EVE),
        ofMember(11, 'RoleChanged', ADA, { role: 'member' }),
      ]),
      [
        'Ada invited Bob.',
        'Bob joined.',
        'Ada made Bob a moderator.',
        'Bob muted you until minute 1.',
        'Bob unmuted you.',
        'You muted Mei for good.',
        'Ada banned Bob.',
        'Ada lifted the ban on Bob.',
        'You removed Mei.',
        'You left.',
        'Ada became a plain member.',
      ],
    );
  });

  it('is another thing to leave a room than to decline to come into it', () => {
    const asked = ofMember(1, 'MemberInvited', BOB, { state: 'invited' });
    const joined = (seq: number) => ofMember(seq, 'MemberJoined', BOB, {}, BOB);
    const left = (seq: number) => ofMember(seq, 'MemberLeft', BOB, { state: 'out' }, BOB);
    assert.deepEqual(said([asked, left(2)]).at(-1), 'Bob declined the invitation.');
    const invited = new Set<string>();
    said([asked], { invited });
    assert.deepEqual(said([left(2)], { invited }), ['Bob declined the invitation.']);
    assert.deepEqual(said([left(3)], { invited }), ['Bob left.']);
    assert.deepEqual(said([asked, joined(2), left(3)]).at(-1), 'Bob left.');
    assert.deepEqual(said([asked, left(2), joined(3), left(4)]).at(-1), 'Bob left.');
  });

  it('is not said where somebody joins the room that they make', () => {
    const made = ofRoom(1, 'RoomCreated', { kind: 'public' });
    const joined = (seq: number, who: User) => ofMember(seq, 'MemberJoined', who, {}, who);
    assert.deepEqual(said([made, joined(2, ADA)]), ['Ada made this room.']);
    assert.deepEqual(said([made, joined(2, BOB)]).at(-1), 'Bob joined.');
    assert.deepEqual(said([made, joined(3, ADA)]).at(-1), 'Ada joined.');
  });

  it('is one sentence where it was done to several or by several, unless something was said between', () => {
    const joined = [BOB, MEI, EVE, KIM, ADA].map((who, i) =>
      ofMember(1 + i, 'MemberJoined', who, {}, who),
    );
    assert.deepEqual(said(joined), ['Bob, Mei, you and 2 others joined.']);
    assert.deepEqual(said(joined.slice(0, 4)), ['Bob, Mei, you and Kim joined.']);
    assert.deepEqual(said(joined.slice(0, 2), { isApart: () => true }), [
      'Bob joined.',
      'Mei joined.',
    ]);
    const invited = [BOB, MEI, BOB].map((who, i) => ofMember(1 + i, 'MemberInvited', who));
    assert.deepEqual(said(invited), ['Ada invited Bob and Mei.']);
    const [sentence] = sentencesOf(fold(EMPTY_VIEW, invited).notices, reader);
    assert.deepEqual([sentence?.first, sentence?.seq, sentence?.at], [1, 3, at(1)]);
  });

  it('is in a conversation that it began', () => {
    const began = ofRoom(1, 'RoomCreated', { kind: 'direct' });
    assert.deepEqual(said([began, ofMember(2, 'MemberJoined', BOB)]), [
      'Ada began this conversation.',
    ]);
  });

  it('is not said where only a newer version knows what it is', () => {
    assert.deepEqual(said([ofMember(1, 'MemberCrowned', BOB)]), []);
    assert.deepEqual(said([event(1, 'MemberBanned', ADA, { who: 'Bob' })]), []);
  });
});

/** Facts of all three kinds, as a log has them. */
const logs = fc
  .array(fc.constantFrom('post', 'room', 'member'), { minLength: 1, maxLength: 40 })
  .map((kinds) =>
    kinds.map((kind, i) => {
      if (kind === 'post') return post(i + 1);
      if (kind === 'room') return ofRoom(i + 1, 'RoomChanged', { kind: 'public', topic: `${i}` });
      return ofMember(i + 1, 'MemberBanned', BOB, { state: 'banned' });
    }),
  );
const seqs = ({ messages, notices }: RoomView) =>
  [...messages, ...notices].map(({ seq }) => seq).sort((a, b) => a - b);

describe('notices', () => {
  it('come to the same in whatever order they are told, once or often', () => {
    fc.assert(
      fc.property(logs, fc.infiniteStream(fc.nat()), (log, order) => {
        const shuffled = [...log, ...log]
          .map((one) => ({ one, place: order.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one);
        const view = shuffled.reduce((before, one) => fold(before, [one]), EMPTY_VIEW);
        const whole = fold(EMPTY_VIEW, log);
        assert.deepEqual(view, whole);
        assert.deepEqual(
          seqs(whole),
          log.map(({ seq }) => seq),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('are let go of with the messages around them, and come back when they are told again', () => {
    fc.assert(
      fc.property(logs, fc.nat(41), (log, count) => {
        const whole = fold(EMPTY_VIEW, log);
        const left = lastOf(whole, count);
        assert.deepEqual(seqs(left), seqs(whole).slice(Math.max(0, log.length - count)));
        assert.equal(left.low, seqs(left)[0]);
        assert.deepEqual(fold(left, log), whole);
      }),
      { numRuns: 1_000 },
    );
  });
});
