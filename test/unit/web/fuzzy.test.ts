import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { directRoom } from '../../../src/chat/room/direct.ts';
import { StateHolder } from '../../../src/web/model/chat-state.ts';
import { fitOf, plain } from '../../../src/web/model/fuzzy.ts';
import { membersOf } from '../../../src/web/model/members.ts';
import { emptyRoom } from '../../../src/web/model/room.ts';
import type { ListedRoom } from '../../../src/web/model/room-list.ts';
import { goalsFor, NOTHING_TOLD } from '../../../src/web/model/switching.ts';
import { ADA, BOB } from './events.ts';

const listed = (name: string, count = 0, mentions = 0): ListedRoom => ({
  name,
  label: name,
  sign: 'open',
  here: false,
  news: { count, mentions, more: false },
  section: 'rooms',
  muted: false,
});
const open = (room: string, title?: string) => ({
  room,
  people: 1,
  lastSeq: 1,
  lastAt: '2026-11-01T00:00:00Z',
  ...(title !== undefined && { title }),
});
const keysOf = (goals: readonly { key: string }[]) => goals.map(({ key }) => key);

describe('where one may want to go', () => {
  it('fits better from the beginning than inside, and inside better than scattered', () => {
    const order = ['web', 'web-team', 'team-web', 'cobweb', 'bew', 'we-be'];
    const fits = order.map((name) => fitOf(name, 'web'));
    assert.equal(fits[4], undefined, 'every letter, in this order');
    const [whole = 0, begins = 0, word = 0, inside = 0, , scattered = 0] = fits;
    assert.ok(whole > begins && begins > word && word > inside && inside > scattered);
    assert.ok((fitOf('web', 'we') ?? 0) > (fitOf('web-team', 'we') ?? 0), 'the shorter one first');
    assert.ok((fitOf('web-team', 'wt') ?? 0) > (fitOf('swift', 'wt') ?? 0), 'by its words');
    assert.equal(fitOf(plain('Zoë Ångström'), plain('zoe ang')), fitOf('zoe angstrom', 'zoe ang'));
  });

  it('is, with nothing typed, first where one is spoken to, then where something is new, then where one was last', () => {
    const state = new StateHolder(ADA, []);
    state.set({ recentRooms: ['here', 'last', 'before'], current: 'here' });
    const rooms = [
      listed('never'),
      listed('before'),
      listed('last'),
      listed('new', 3),
      listed('spoken', 1, 1),
      { ...listed('muted', 9), muted: true },
      listed('here'),
    ];
    assert.deepEqual(keysOf(goalsFor('', rooms, state.now, NOTHING_TOLD)), [
      'room/spoken',
      'room/new',
      'room/last',
      'room/before',
      'room/never',
      'room/muted',
    ]);
  });

  it('is a room of one’s own before a person and a public room that fit alike, each once', () => {
    const state = new StateHolder(ADA, []);
    const told = {
      typed: 'bo',
      people: [BOB, { id: 'guest-bo', name: 'Bo' }],
      rooms: [open('board'), open('books', 'Books'), { ...open('bones'), archived: true as const }],
    };
    const rooms = [listed('board'), listed('lobby')];
    assert.deepEqual(keysOf(goalsFor('bo', rooms, state.now, told)), [
      'person/guest-bo',
      'room/board',
      'person/guest-bob',
      'public/books',
    ]);
    assert.deepEqual(keysOf(goalsFor('@bo', rooms, state.now, told)), [
      'person/guest-bo',
      'person/guest-bob',
    ]);
    assert.deepEqual(keysOf(goalsFor('#bo', rooms, state.now, told)), [
      'room/board',
      'public/books',
    ]);
  });

  it('is the conversation with somebody where there is one, and not a second one', () => {
    const state = new StateHolder(ADA, []);
    const name = directRoom([ADA.id, BOB.id]);
    state.addRooms([{ ...emptyRoom(name), members: membersOf([ADA, BOB]) }]);
    const rooms: ListedRoom[] = [{ ...listed(name), label: 'Bob', sign: 'people' }];
    const told = { typed: 'bob', people: [BOB], rooms: [] };
    assert.deepEqual(keysOf(goalsFor('bob', rooms, state.now, told)), [`room/${name}`]);
  });
});
