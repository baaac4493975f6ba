// What the dialogs about rooms and people say and send.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FOREVER_MS } from '../../../src/chat/member/member.ts';
import { mutedWords } from '../../../src/web/model/people-words.ts';
import { emptyRoom } from '../../../src/web/model/room.ts';
import { changesOf, slowWords } from '../../../src/web/model/room-settings.ts';
import {
  mayInvite,
  mayJoin,
  ownsRoom,
  type Somebody,
  whyNoWriting,
} from '../../../src/web/model/standing.ts';
import { standingWords } from '../../../src/web/model/standing-words.ts';
import { ADA, BOB, NOON } from './events.ts';

const MEMBER = { state: 'in', role: 'member' };
const roomOf = (state: object, member: object = MEMBER) => ({
  ...emptyRoom('plans'),
  standing: { state: { kind: 'public', ...state }, member: { ...MEMBER, ...member } },
});
const ada: Somebody = { user: ADA, roles: [] };
const operator: Somebody = { user: ADA, roles: ['moderator'] };

describe('the settings of a room', () => {
  it('send what is another, and nothing else', () => {
    const before = { kind: 'public', title: 'Plans', slowModeSeconds: 60 };
    assert.equal(changesOf(before, { ...before, title: ' Plans ' }), undefined);
    assert.deepEqual(changesOf(before, { ...before, title: '', topic: 'tea' }), {
      title: '',
      topic: 'tea',
    });
    assert.deepEqual(changesOf(before, { ...before, kind: 'private', slowModeSeconds: 0 }), {
      kind: 'private',
      slowModeSeconds: 0,
    });
  });

  it('say how slow it is', () => {
    assert.deepEqual([5, 60, 300, 3_600, 21_600, 90].map(slowWords), [
      'Each person writes once in 5 seconds',
      'Each person writes once in a minute',
      'Each person writes once in 5 minutes',
      'Each person writes once in an hour',
      'Each person writes once in 6 hours',
      'Each person writes once in 90 seconds',
    ]);
  });

  it('are those of its owners, and of operators where there may be owners', () => {
    assert.equal(ownsRoom(roomOf({}, { role: 'owner' }), ada), true);
    assert.equal(ownsRoom(roomOf({}, { role: 'moderator' }), ada), false);
    assert.equal(ownsRoom(roomOf({}), operator), true);
    assert.equal(ownsRoom(roomOf({ kind: 'direct' }), operator), false);
    assert.equal(ownsRoom(emptyRoom('plans'), operator), false, 'of which nothing is known');
  });
});

describe('what one may not do in a room', () => {
  it('is to write where one is muted, until then, or where nobody writes', () => {
    const mutedUntil = NOON + 60_000;
    const why = (room: ReturnType<typeof roomOf>, somebody = ada) =>
      whyNoWriting(room, somebody, NOON);
    assert.equal(why(roomOf({})), undefined);
    assert.equal(why(roomOf({}, { mutedUntil: NOON })), undefined, 'that is over');
    assert.equal(why(roomOf({}, { mutedUntil }))?.untilMs, mutedUntil);
    assert.match(why(roomOf({}, { mutedUntil }))?.words ?? '', /muted in this room until .*12:01/);
    assert.deepEqual(why(roomOf({}, { mutedUntil: FOREVER_MS })), {
      words: 'You are muted in this room: you can read along.',
    });
    assert.equal(why(roomOf({}, { mutedUntil }), operator), undefined);
    assert.match(why(roomOf({ archived: true }), operator)?.words ?? '', /is archived/);
  });

  it('is to ask somebody in who may not act, and to join what nobody made, or twice', () => {
    const stranger = { state: 'out' };
    assert.equal(mayInvite(roomOf({}), ada, NOON), true);
    assert.equal(mayInvite(roomOf({}, { mutedUntil: NOON + 1 }), ada, NOON), false);
    assert.equal(mayInvite(roomOf({ kind: 'direct' }), ada, NOON), false);
    assert.equal(mayJoin(roomOf({ owners: [BOB.id] }, stranger)), true);
    assert.equal(mayJoin(roomOf({}, stranger)), false);
    assert.equal(mayJoin(roomOf({ owners: [BOB.id] })), false);
    assert.equal(mayJoin(roomOf({ owners: [BOB.id], kind: 'private' }, stranger)), false);
  });
});

describe('the words about a person of a room', () => {
  it('say what they are, until when they are muted, and whether they are here', () => {
    const row = { user: BOB, group: 'moderator' as const, here: true, mutedUntil: NOON + 60_000 };
    assert.match(
      standingWords(row, { me: ADA.id, now: NOON }),
      /^Moderator · Muted until 12:01.* · Here now$/,
    );
    assert.match(standingWords(row, { me: BOB.id, now: NOON }), /^You · Moderator/);
    assert.equal(mutedWords(FOREVER_MS, NOON), 'Muted');
    assert.match(mutedWords(NOON + 86_400_000, NOON), /^Muted until .*16.*12:00/);
  });
});
