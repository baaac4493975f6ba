// Who is in a room and which rooms there are, from a client to the rows and back.
import assert from 'node:assert/strict';
import { directRoom } from '../../src/chat/room/direct.ts';
import { connect } from '../../src/client/client.ts';
import type { MineFrame } from '../../src/shared/wire/frames.ts';
import type { ListedRoom, Person } from '../../src/shared/wire/objects.ts';
import { type Session, startChat, type TestChat } from '../support/chat.ts';
import { connectWire, type WireClient } from '../support/wire.ts';

describe('people and rooms', function () {
  this.timeout(60_000);
  let chat: TestChat;
  const people = {} as Record<'ada' | 'bob' | 'eve', Session & { wire: WireClient }>;

  before(async () => {
    chat = await startChat({ gateways: 2, env: { PRIVATE_ROOMS: 'board' } });
    for (const [name, gateway] of [
      ['ada', 0],
      ['bob', 1],
      ['eve', 1],
    ] as const) {
      const session = await chat.session(`${name} of the test`);
      const url = String(chat.socketUrls()[gateway]);
      people[name] = { ...session, wire: await connectWire(url, { token: session.token }) };
    }
  });
  after(async () => {
    await Promise.all(Object.values(people).map(({ wire }) => wire.close()));
    await chat?.stop();
  });

  const tell = async (who: keyof typeof people, frame: Record<string, unknown>) => {
    return await people[who].wire.does(frame);
  };
  const asks = async (who: keyof typeof people, room: string, more = {}) =>
    (await tell(who, { type: 'people', room, ...more }))['people'] as Person[];
  const names = (found: Person[]) => found.map(({ user }) => user.name.split(' ')[0]);
  const listed = async (who: keyof typeof people, more = {}) =>
    (await tell(who, { type: 'rooms', ...more }))['rooms'] as ListedRoom[];
  const does = async (who: keyof typeof people, room: string, whom: string, act: string) => {
    const { type } = await tell(who, { type: 'member', room, user: whom, do: act });
    assert.equal(type, 'ack', act);
  };

  it('tells who is in a private room to who is, to nobody else, and who is banned to who looks after it', async () => {
    const { ada, bob, eve } = people;
    await tell('ada', { type: 'create', room: 'den', kind: 'private', members: [bob.user.id] });
    await ada.wire.join('den');
    assert.equal((await tell('bob', { type: 'people', room: 'den' }))['code'], 'not_joined');
    await does('bob', 'den', bob.user.id, 'accept');
    await bob.wire.join('den');
    await does('ada', 'den', eve.user.id, 'ban');
    // What a gateway knows is in its next answer.
    const own = await asks('ada', 'den');
    assert.deepEqual(names(own), ['ada', 'bob', 'eve']);
    assert.deepEqual(
      own.map(({ state, role, user }) => [state, role, user.kind]),
      [
        ['in', 'owner', 'guest'],
        ['in', 'member', 'guest'],
        ['banned', 'member', 'guest'],
      ],
    );
    assert.deepEqual(names(await asks('bob', 'den')), ['ada', 'bob']);
    assert.equal((await tell('eve', { type: 'people', room: 'den' }))['code'], 'not_joined');
    await does('ada', 'den', bob.user.id, 'remove');
    await bob.wire.waitFor(({ type }) => type === 'left');
    assert.equal((await tell('bob', { type: 'people', room: 'den' }))['code'], 'not_joined');
  });

  it('finds people by how their name looks, or how a word of it begins', async () => {
    const found = async (query: string) => {
      const { people: who } = await tell('eve', { type: 'people', query });
      return names(who as Person[]);
    };
    assert.deepEqual(await found('ADA'), ['ada']);
    assert.deepEqual(await found('TE'), ['ada', 'bob', 'eve']);
    assert.deepEqual(await found('b0b'), ['bob']);
    for (const query of ['%', "'", '\\', '.*', '(ada|bob)'])
      assert.deepEqual(await found(query), []);
  });

  it('lists the public rooms, the liveliest first, and no private or direct one', async () => {
    const { ada, bob, eve } = people;
    await tell('ada', { type: 'create', room: 'plans', kind: 'public', title: 'Grand plans' });
    await tell('ada', { type: 'create', room: 'attic', kind: 'public' });
    await tell('ada', { type: 'change', room: 'attic', archived: true });
    const direct = await tell('ada', {
      ...{ type: 'create', kind: 'direct', members: [bob.user.id] },
      room: directRoom([ada.user.id, bob.user.id]),
    });
    assert.equal(direct.type, 'ack');
    await eve.wire.join('lobby');
    await eve.wire.post('lobby', 'hello');
    const rooms = await listed('eve');
    assert.deepEqual(
      rooms.map(({ room, title, people: count, archived }) => [room, title, count, archived]),
      [
        ['lobby', undefined, 0, undefined],
        ['attic', undefined, 1, true],
        ['plans', 'Grand plans', 1, undefined],
      ],
    );
    assert.deepEqual(
      (await listed('ada', { query: 'GRAND pl' })).map(({ room }) => room),
      ['plans'],
    );
    await tell('ada', { type: 'change', room: 'plans', kind: 'private' });
    assert.deepEqual((await listed('ada', { query: 'plans' })).length, 0, 'at once');
  });

  it('tells who comes back in which rooms they are, and into which they are asked', async () => {
    const { ada, eve } = people;
    await tell('ada', { type: 'create', room: 'club', kind: 'private', members: [eve.user.id] });
    const room = directRoom([ada.user.id, eve.user.id]);
    await tell('ada', { type: 'create', kind: 'direct', members: [eve.user.id], room });
    const { rooms } = (await tell('eve', { type: 'mine' })) as unknown as MineFrame;
    assert.deepEqual(
      rooms.map(({ room: name, state, kind, by, people: who }) => [
        ...[name, state, kind, by.id, who?.map(({ id }) => id).sort()],
      ]),
      [
        [room, 'in', 'direct', ada.user.id, [ada.user.id, eve.user.id].sort()],
        ['club', 'invited', 'private', ada.user.id, undefined],
      ],
    );
    const first = await tell('eve', { type: 'mine', limit: 1 });
    const rest = await tell('eve', { type: 'mine', after: first['next'] });
    assert.deepEqual((rest as unknown as MineFrame).rooms, rooms.slice(1));
  });

  it('gives pages that go on where the one before ended', async () => {
    const one = await tell('eve', { type: 'rooms', limit: 1 });
    await people.eve.wire.post('lobby', 'and again');
    const two = await tell('eve', { type: 'rooms', limit: 1, after: one['next'] });
    const room = ({ rooms }: Record<string, unknown>) => (rooms as ListedRoom[])[0]?.room;
    assert.deepEqual([room(one), room(two), two['next']], ['lobby', 'attic', undefined]);
    const first = await tell('eve', { type: 'people', query: 'test', limit: 2 });
    const rest = await tell('eve', { type: 'people', query: 'test', after: first['next'] });
    const all = [first, rest].flatMap(({ people: who }) => names(who as Person[]));
    assert.deepEqual([all, rest['next']], [['ada', 'bob', 'eve'], undefined]);
  });

  it('answers what it cannot look for with what to do', async () => {
    for (const frame of [
      { type: 'people' },
      { type: 'people', query: '' },
      { type: 'people', query: 'a\u0000' },
      { type: 'people', query: 'x'.repeat(4_000) },
      { type: 'rooms', query: 'x'.repeat(4_000) },
      { type: 'rooms', after: 'no page of before' },
      { type: 'rooms', limit: 101 },
    ]) {
      assert.equal(
        (await tell('eve', frame))['code'],
        'bad_frame',
        JSON.stringify(frame).slice(0, 60),
      );
    }
  });

  it('is methods of the SDK', async () => {
    const client = connect({ url: String(chat.urls()[0]), token: people.eve.token });
    try {
      await client.join('attic');
      const inside = await client.people({ room: 'attic' });
      assert.deepEqual([names(inside.people), inside.people[0]?.role], [['ada'], 'owner']);
      const { rooms, next } = await client.directory({ limit: 1 });
      assert.equal(rooms[0]?.room, 'lobby');
      assert.ok(next);
      assert.equal((await client.directory({ after: next })).rooms[0]?.room, 'attic');
      assert.equal((await client.mine({ limit: 1 })).rooms[0]?.kind, 'direct');
      await assert.rejects(client.people({}), { code: 'invalid' });
      await assert.rejects(client.people({ room: 'elsewhere' }), { code: 'not_joined' });
      await assert.rejects(client.directory({ query: ' ' }), { code: 'invalid' });
      await assert.rejects(client.directory({ limit: 101 }), { code: 'invalid' });
    } finally {
      client.close();
    }
  });
});
