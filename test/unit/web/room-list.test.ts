import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { STRANGER } from '../../../src/chat/member/member.ts';
import { directRoom } from '../../../src/chat/room/direct.ts';
import { StateHolder } from '../../../src/web/model/chat-state.ts';
import { withRoom } from '../../../src/web/model/choices.ts';
import { membersOf } from '../../../src/web/model/members.ts';
import { emptyRoom } from '../../../src/web/model/room.ts';
import {
  createListing,
  filtered,
  inOrderOf,
  inSections,
  type ListedRoom,
  sorted,
} from '../../../src/web/model/room-list.ts';
import { ADA, BOB, eventAt, told } from './events.ts';

const listed = (name: string, count = 0, mentions = 0): ListedRoom => ({
  name,
  label: name,
  sign: 'open',
  here: false,
  news: { count, mentions, more: false },
  section: 'rooms',
  muted: false,
});
const namesOf = (rooms: readonly ListedRoom[]) => rooms.map(({ name }) => name);

describe('the list of rooms', () => {
  it('begins where one is spoken to, then where something is new, then goes by name', () => {
    const rooms = [listed('b'), listed('room-10'), listed('z', 1), listed('room-9'), listed('a')];
    const spoken = [...rooms, listed('y', 5), listed('zz', 9, 1), listed('constructor', 1, 2)];
    assert.deepEqual(namesOf(sorted(spoken)), [
      'constructor',
      'zz',
      'y',
      'z',
      'a',
      'b',
      'room-9',
      'room-10',
    ]);
  });

  it('has favourites first and conversations last, and goes by name alone where one wants that', () => {
    const rooms: ListedRoom[] = [
      listed('b', 3, 1),
      { ...listed('dm', 1, 1), section: 'direct' },
      listed('a'),
      { ...listed('z'), section: 'favourites' },
    ];
    assert.deepEqual(namesOf(sorted(rooms)), ['z', 'b', 'a', 'dm']);
    assert.deepEqual(namesOf(sorted(rooms, 'name')), ['z', 'a', 'b', 'dm']);
    assert.deepEqual(
      inSections(sorted(rooms)).map(({ section, rooms: shown }) => [section, ...namesOf(shown)]),
      [
        ['favourites', 'z'],
        ['rooms', 'b', 'a'],
        ['direct', 'dm'],
      ],
    );
    assert.deepEqual(
      inSections([listed('only')]).map(({ section }) => section),
      ['rooms'],
    );
  });

  it('does not bring a muted room to the front, but for what speaks to the person', () => {
    const quiet = { ...listed('z', 5), muted: true };
    assert.deepEqual(namesOf(sorted([quiet, listed('a')])), ['a', 'z']);
    const spoken = { ...listed('z', 5, 1), muted: true };
    assert.deepEqual(namesOf(sorted([spoken, listed('a')])), ['z', 'a']);
  });

  it('follows what the person chose of a room', () => {
    const state = new StateHolder(ADA, []);
    state.addRooms([emptyRoom('lobby'), emptyRoom('constructor')]);
    const listing = createListing();
    const said = () => listing(state.now).map(({ section, muted }) => [section, muted]);
    assert.deepEqual(said(), [
      ['rooms', false],
      ['rooms', false],
    ]);
    const choices = withRoom(state.now.choices, 'constructor', { favourite: true, muted: true });
    state.set({ choices });
    assert.deepEqual(said()[1], ['favourites', true]);
  });

  it('keeps an order that is held: what comes is at the end, what goes leaves no gap', () => {
    const rooms = [listed('new', 7, 7), listed('a', 1), listed('b'), listed('c', 1, 1)];
    assert.deepEqual(namesOf(inOrderOf(rooms, ['b', 'gone', 'c', 'a'])), ['b', 'c', 'a', 'new']);
  });

  it('is filtered by words in any order, those that begin with the first in front', () => {
    const rooms = ['dev-web', 'web', 'web-dev', 'ops'].map((name) => listed(name));
    assert.deepEqual(namesOf(filtered(rooms, 'web')), ['web', 'web-dev', 'dev-web']);
    assert.deepEqual(namesOf(filtered(rooms, ' #DEV w')), ['dev-web', 'web-dev']);
    assert.deepEqual(namesOf(filtered(rooms, 'nothing')), []);
    assert.equal(filtered(rooms, '  '), rooms);
  });

  it('is filtered by titles and people as well, but not by a name that nobody has seen', () => {
    const rooms: ListedRoom[] = [
      { ...listed('plans'), label: 'Summer Party' },
      { ...listed('dm-ada'), label: 'Grace Hopper', sign: 'people' },
    ];
    assert.deepEqual(namesOf(filtered(rooms, '#plans')), ['plans']);
    assert.deepEqual(namesOf(filtered(rooms, 'PARTY su')), ['plans']);
    assert.deepEqual(namesOf(filtered(rooms, '@grace')), ['dm-ada']);
    assert.deepEqual(namesOf(filtered(rooms, 'dm')), []);
  });

  it('says of a conversation who it is with, and whether one of them is here', () => {
    const state = new StateHolder(ADA, []);
    const name = directRoom([ADA.id, BOB.id]);
    const standing = { state: { kind: 'private', title: 'Plans' }, member: STRANGER };
    state.addRooms([
      { ...emptyRoom(name), members: membersOf([ADA, BOB]) },
      { ...emptyRoom('plans'), standing },
    ]);
    const listing = createListing();
    const said = () => listing(state.now).map(({ label, sign, here }) => [label, sign, here]);
    const plans = ['Plans', 'closed', false];
    assert.deepEqual(said(), [['Bob', 'people', false], plans]);
    const present = (here: (typeof ADA)[]) =>
      state.set({ present: new Map([[name, { room: name, count: here.length, here }]]) });
    present([ADA]);
    assert.deepEqual(said()[0], ['Bob', 'people', false]);
    present([ADA, BOB]);
    assert.deepEqual(said()[0], ['Bob', 'people', true]);
    const inPlans = { room: 'plans', count: 2, here: [ADA, BOB] };
    state.set({ present: new Map([['plans', inPlans]]) });
    assert.deepEqual(said()[0], ['Bob', 'people', true], 'in another room they are here as well');
    state.set({ present: new Map() });
    assert.deepEqual(said()[0], ['Bob', 'people', false]);
    present([ADA, BOB]);
    assert.deepEqual(said()[1], plans);
  });

  it('is the same list while nothing in it has changed, and keeps the rooms in which nothing has', () => {
    const state = new StateHolder(ADA, []);
    state.addRooms(['lobby', 'news'].map((name) => ({ ...emptyRoom(name), readSeq: 0 })));
    const listing = createListing();
    const before = listing(state.now);
    state.set({ persisted: 7 });
    assert.equal(listing(state.now), before);
    state.change('news', (room) => told(room, [eventAt(1, { user: ADA })]));
    assert.equal(listing(state.now), before, 'our own message is no news');
    state.change('news', (room) => told(room, [eventAt(2)]));
    const after = listing(state.now);
    assert.deepEqual(
      after.map(({ name, news }) => [name, news.count]),
      [
        ['lobby', 0],
        ['news', 1],
      ],
    );
    assert.equal(after[0], before[0]);
    state.removeRoom('lobby');
    assert.deepEqual(namesOf(listing(state.now)), ['news']);
  });
});
