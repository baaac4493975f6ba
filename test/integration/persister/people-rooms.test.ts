// Who is in a room, who is called something like that, and which public rooms there are: as the rows have it.
import assert from 'node:assert/strict';
import type { MikroORM } from '@mikro-orm/postgresql';
import { facts } from '../../../src/chat/features.ts';
import { type Envelope, makeFact, makeRoomlessFact } from '../../../src/chat/kernel/fact.ts';
import {
  type MEMBER_FACTS,
  memberBanned,
  memberInvited,
  memberJoined,
  memberLeft,
  memberMuted,
} from '../../../src/chat/member/facts.ts';
import { type MineRequest, mineReply } from '../../../src/chat/member/mine.ts';
import { type PeopleRequest, peopleReply } from '../../../src/chat/member/people.ts';
import { nameClaimed, nameReleased } from '../../../src/chat/name/facts.ts';
import { skeleton } from '../../../src/chat/name/skeleton.ts';
import { type RoomsRequest, roomsReply } from '../../../src/chat/room/directory.ts';
import { roomArchived, roomChanged, roomCreated } from '../../../src/chat/room/facts.ts';
import { openDatabase, SEARCHING } from '../../../src/persister/database/database.ts';
import { mine } from '../../../src/persister/questions/mine.ts';
import { people } from '../../../src/persister/questions/people.ts';
import { rooms } from '../../../src/persister/questions/rooms.ts';
import { fold } from '../../../src/persister/rows/fold.ts';
import type { Watermark } from '../../../src/persister/rows/watermark.ts';
import type { User } from '../../../src/shared/wire/objects.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';
import { uuid7 } from '../../support/wire.ts';

const EPOCH = '2026-01-01T00:00:00.000Z';
const ADA: User = { id: 'ada', name: 'Ada', kind: 'member' };
const BAD = ['%', '_', "'", '\\', "' or true --", '.*', '(a|b)+', '[[:alpha:]]', '\u0001'];
const watermark = {
  ...{ seq: 0, lag: 0, trouble: undefined, log: { epoch: EPOCH, first: 1, last: 0 } },
  ...{ nudge: () => undefined, reach: async () => false, stop: () => undefined },
} as Watermark;

const member = (
  kind: (typeof MEMBER_FACTS)[number],
  room: string,
  user: User,
  more: { state?: string; role?: string; mutedUntil?: number } = {},
) => {
  const data = { user, member: { state: 'in', role: 'member', ...more } };
  return makeFact(kind as typeof memberJoined, { id: uuid7(), room, user: ADA, data });
};
const joined = (room: string, user: User, role = 'member') =>
  member(memberJoined, room, user, { role });
const claimed = (user: User, until?: string) => {
  const data = { name: user.name, skeleton: skeleton(user.name), ...(until && { until }) };
  return makeRoomlessFact(nameClaimed, { id: uuid7(), user, data });
};
const released = (user: User) => {
  const data = { name: user.name, skeleton: skeleton(user.name) };
  return makeRoomlessFact(nameReleased, { id: uuid7(), user, data });
};
const said = (room: string, text = 'hello') => posted({ id: uuid7(), room, user: ADA, text });
const made = (room: string, kind = 'public', more: object = {}) =>
  makeFact(roomCreated, { id: uuid7(), room, user: ADA, data: { room: { kind, ...more } } });

describe('persister: people and rooms', () => {
  let rows: RowsDatabase;
  let orm: MikroORM;
  let last = 0;
  before(async () => {
    rows = await openRowsDatabase(EPOCH);
    orm = await openDatabase({ url: rows.database.persisterUrl }, { name: 'test', ...SEARCHING });
  });
  after(async () => {
    await orm?.close(true);
    await rows?.close();
  });
  beforeEach(async () => {
    await rows.database.sql('truncate event, used_id, message, room, member, name');
    last = 0;
  });

  async function store(all: readonly Envelope[]): Promise<void> {
    const first = last + 1;
    last += all.length;
    for (let at = 0; at < all.length; at += 5_000) {
      const entries = all.slice(at, at + 5_000).map((fact, place) => ({
        ...{ seq: first + at + place, at: EPOCH, isVoid: false, data: encodeFact(fact) },
        subject: facts.subjectOf(fact) ?? assert.fail(),
      }));
      await rows.write(fold(entries));
    }
    await rows.database.sql('update progress set seq = ?', [last]);
  }
  const asked = () => ({ orm, watermark });
  const askPeople = async (more: Partial<PeopleRequest>) => {
    const looks = more.query === undefined ? {} : { skeleton: skeleton(more.query) };
    const question = { limit: 50, banned: false, upTo: 0, ...looks, ...more };
    const reply = peopleReply.parse(await people(asked(), question));
    assert.ok('people' in reply, JSON.stringify(reply));
    return reply;
  };
  const names = async (more: Partial<PeopleRequest>) =>
    (await askPeople(more)).people.map(({ user }) => user.name);
  const askRooms = async (more: Partial<RoomsRequest> = {}) => {
    const question = { limit: 50, closed: [], userId: 'ada', upTo: 0, ...more };
    const reply = roomsReply.parse(await rooms(asked(), question));
    assert.ok('rooms' in reply, JSON.stringify(reply));
    return reply;
  };
  const listed = async (more?: Partial<RoomsRequest>) =>
    (await askRooms(more)).rooms.map(({ room }) => room);

  describe('one’s own rooms', () => {
    const ask = async (more: Partial<MineRequest> = {}) => {
      const question = { userId: 'bob', limit: 50, upTo: 0, ...more };
      const reply = mineReply.parse(await mine({ orm, watermark }, question));
      assert.ok('rooms' in reply, JSON.stringify(reply));
      return reply;
    };
    const BOB: User = { id: 'bob', name: 'Bob' };

    it('are those that one is in or is asked into, what was so last first, with who did it', async () => {
      await store([
        ...[made('team', 'private', { title: 'The team' }), joined('team', ADA, 'owner')],
        ...[member(memberInvited, 'team', BOB, { state: 'invited' }), joined('open', BOB)],
        ...[joined('left', BOB), member(memberLeft, 'left', BOB, { state: 'out' })],
        ...[joined('gone', BOB), member(memberBanned, 'gone', BOB, { state: 'banned' })],
        ...[made('old', 'public', { archived: true }), joined('old', BOB, 'moderator')],
      ]);
      const reply = await ask();
      assert.deepEqual(
        reply.rooms.map(({ room, state, role, title, archived, by }) => [
          ...[room, state, role, title, archived, by.name],
        ]),
        [
          ['old', 'in', 'moderator', undefined, true, 'Ada'],
          ['open', 'in', 'member', undefined, undefined, 'Ada'],
          ['team', 'invited', 'member', 'The team', undefined, 'Ada'],
        ],
      );
      assert.deepEqual(
        reply.rooms.map(({ kind, seq }) => [kind, seq]),
        [
          ['public', 10],
          [undefined, 4],
          ['private', 3],
        ],
      );
      assert.deepEqual([reply.asOf, reply.next], [10, undefined]);
      assert.deepEqual((await ask({ userId: 'nobody' })).rooms, []);
    });

    it('are with the people of a conversation, as they are called now', async () => {
      await store([
        ...[made('dm-1', 'direct'), joined('dm-1', ADA), joined('dm-1', BOB)],
        ...[claimed({ ...ADA, name: 'Ada Lovelace' }), made('team'), joined('team', BOB)],
      ]);
      const [team, direct] = (await ask()).rooms;
      assert.equal(team?.people, undefined);
      assert.deepEqual(direct?.people, [{ id: 'ada', name: 'Ada Lovelace' }, BOB]);
    });

    it('come in pages, of which none has a room twice, whatever one enters meanwhile', async () => {
      const all = Array.from({ length: 23 }, (_, n) => `room-${n}`);
      await store(all.map((room) => joined(room, BOB)));
      const seen: string[] = [];
      let after: MineRequest['after'];
      do {
        const reply = await ask({ limit: 5, ...(after && { after }) });
        seen.push(...reply.rooms.map(({ room }) => room));
        after = reply.next;
        await store([joined(`new-${last}`, BOB)]);
      } while (after !== undefined);
      assert.deepEqual(seen, all.toReversed());
    });

    it('wait for rows that lack what the gateway has read', async () => {
      await store([joined('team', BOB)]);
      const reply = await mine({ orm, watermark }, { userId: 'bob', limit: 5, upTo: 2 });
      assert.deepEqual(reply, { error: 'the rows lag behind the log' });
    });
  });

  describe('people of a room', () => {
    const of = (id: string, name = id, kind?: string): User => ({
      id,
      name,
      ...(kind && { kind }),
    });

    it('are owners, moderators, members and who is invited, each by name; who is banned where it is asked', async () => {
      await store([
        joined('den', of('zoe')),
        joined('den', of('Bea')),
        joined('den', of('mo'), 'moderator'),
        member(memberInvited, 'den', of('ivy'), { state: 'invited' }),
        joined('den', of('owen'), 'owner'),
        member(memberBanned, 'den', of('eve'), { state: 'banned' }),
        member(memberLeft, 'den', of('lea'), { state: 'out' }),
        member(memberLeft, 'den', of('kim'), { state: 'of a newer version' }),
        joined('other', of('mallory')),
      ]);
      assert.deepEqual(await names({ room: 'den' }), ['owen', 'mo', 'Bea', 'zoe', 'ivy']);
      const all = await askPeople({ room: 'den', banned: true });
      assert.deepEqual(all.people.at(-1), {
        ...{ user: { id: 'eve', name: 'eve' }, state: 'banned', role: 'member', since: EPOCH },
      });
      assert.deepEqual([all.asOf, all.next], [last, undefined]);
    });

    it('are called what they are called now, and marked as what they are', async () => {
      const before = of('guest-1', 'Ann', 'guest');
      const now = of('guest-1', 'Zora', 'guest');
      await store([
        claimed(before),
        joined('den', of('guest-1', 'Ann')),
        joined('den', of('ben', 'Ben', 'member')),
        joined('den', of('old', 'Old')),
        claimed(now),
        released(before),
        member(memberMuted, 'den', of('ben', 'Ben', 'member'), { mutedUntil: 253_402_300_799_999 }),
        member(memberMuted, 'den', of('old', 'Old'), { mutedUntil: 1 }),
      ]);
      const { people: found } = await askPeople({ room: 'den' });
      assert.deepEqual(
        found.map(({ user, mutedUntil }) => [user.name, user.kind, mutedUntil]),
        [
          ['Ben', 'member', 253_402_300_799_999],
          ['Old', undefined, undefined],
          ['Zora', 'guest', undefined],
        ],
      );
      assert.deepEqual(await names({ room: 'den', query: 'zo' }), ['Zora']);
    });

    it('are not told by rows that lack what the gateway knows', async () => {
      await store([joined('den', of('zoe'))]);
      const question = { room: 'den', limit: 50, banned: false, upTo: last + 1 };
      assert.deepEqual(await people(asked(), question), { error: 'the rows lag behind the log' });
      const listing = { limit: 50, closed: [], userId: 'ada', upTo: last + 1 };
      assert.deepEqual(await rooms(asked(), listing), { error: 'the rows lag behind the log' });
    });

    it('come in pages of which none misses or doubles anybody, though 10,000 are in it and more come', async () => {
      const many = Array.from({ length: 10_000 }, (_, n) => of(`id-${n}`, `Name ${n % 5_000}`));
      await store(many.map((user, n) => joined('den', user, n % 1_000 === 0 ? 'owner' : 'member')));
      const seen: string[] = [];
      let after: PeopleRequest['after'];
      let slowestMs = 0;
      for (let page = 0; ; page++) {
        const began = performance.now();
        const reply = await askPeople({ room: 'den', limit: 100, ...(after && { after }) });
        slowestMs = Math.max(slowestMs, performance.now() - began);
        seen.push(...reply.people.map(({ user }) => user.id));
        if (page % 10 === 0) {
          await store([
            joined('den', of(`new-${page}`, `Name ${page * 50}`)),
            joined('den', of(`a-${page}`)),
          ]);
        }
        after = reply.next;
        if (after === undefined) break;
      }
      assert.equal(new Set(seen).size, seen.length, 'nobody twice');
      const first = new Set(many.map(({ id }) => id));
      assert.equal(first.intersection(new Set(seen)).size, 10_000, 'everybody who was there');
      assert.deepEqual(
        seen.slice(0, 10).map((id) => Number(id.slice(3)) % 1_000),
        Array(10).fill(0),
      );
      assert.ok(slowestMs < 1_900, `${slowestMs} ms`);
    });

    it('fit a reply whatever they are called, and are cut where it ends', async () => {
      const long = (n: number) =>
        of(`${String(n).padStart(3, '0')}${'\u0001'.repeat(125)}`, '\u0001'.repeat(128));
      await store(Array.from({ length: 100 }, (_, n) => joined('den', long(n))));
      const seen: string[] = [];
      let after: PeopleRequest['after'];
      do {
        const reply = await askPeople({ room: 'den', limit: 100, ...(after && { after }) });
        assert.ok(Buffer.byteLength(JSON.stringify(reply)) < 128 * 1024);
        seen.push(...reply.people.map(({ user }) => user.id));
        after = reply.next;
      } while (after !== undefined);
      assert.deepEqual(seen, [...new Set(seen)].sort());
      assert.equal(seen.length, 100);
    });
  });

  describe('people by name', () => {
    beforeEach(() =>
      store([
        claimed({ id: 'ada', name: 'Ada Lovelace', kind: 'member' }),
        claimed({ id: 'guest-2', name: 'Lovis', kind: 'guest' }, '2999-01-01T00:00:00.000Z'),
        claimed({ id: 'guest-3', name: 'Lovely' }, '2020-01-01T00:00:00.000Z'),
        claimed({ id: 'gone', name: 'Lovable' }),
        released({ id: 'gone', name: 'Lovable' }),
        claimed({ id: 'elo', name: 'Élodie du Pré' }),
        claimed({ id: 'pct', name: '100%' }),
        claimed({ id: 'obr', name: "O'Brien" }),
        claimed({ id: 'tanaka', name: '田中' }),
        joined('den', { id: 'nobody', name: 'Lovage' }),
      ]),
    );
    for (const [query, ...who] of [
      ['love', 'Ada Lovelace'],
      ['LOV', 'Ada Lovelace', 'Lovis'],
      ['ada l', 'Ada Lovelace'],
      ['lace', ...[]],
      // As it looks: a capital I for an l, a zero for an o, letters of another script.
      ['I0v', 'Lovis'],
      ['ÉLODIE', 'Élodie du Pré'],
      ['PRÉ', 'Élodie du Pré'],
      ['du pré', 'Élodie du Pré'],
      ['100%', '100%'],
      ["o'b", "O'Brien"],
      ['田', '田中'],
      ['\u200b', ...[]],
    ] as [string, ...string[]][]) {
      it(`${JSON.stringify(query)} finds ${who.join(', ') || 'nobody'}`, async () => {
        assert.deepEqual(await names({ query }), who);
      });
    }

    it('are found by what was typed alone, whatever that means elsewhere', async () => {
      for (const query of BAD) assert.deepEqual(await names({ query }), [], query);
      assert.deepEqual(await names({ query: 'x'.repeat(200) }), []);
    });

    it('come in pages, and with their kind', async () => {
      const one = await askPeople({ query: 'lov', limit: 1 });
      assert.deepEqual(one.people, [{ user: { id: 'ada', name: 'Ada Lovelace', kind: 'member' } }]);
      const two = await askPeople({ query: 'lov', limit: 1, ...(one.next && { after: one.next }) });
      assert.deepEqual(two.people[0]?.user, { id: 'guest-2', name: 'Lovis', kind: 'guest' });
      assert.equal(two.next, undefined);
    });
  });

  describe('rooms', () => {
    it('are the public ones, the liveliest first, with what they are', async () => {
      await store([
        made('plans', 'public', { title: 'Big plans', topic: 'What comes next' }),
        joined('plans', ADA, 'owner'),
        joined('plans', { id: 'bob', name: 'Bob' }),
        member(memberInvited, 'plans', { id: 'ivy', name: 'Ivy' }, { state: 'invited' }),
        made('attic'),
        makeFact(roomArchived, {
          ...{ id: uuid7(), room: 'attic', user: ADA },
          data: { room: { kind: 'public', archived: true } },
        }),
        said('lobby'),
      ]);
      assert.deepEqual((await askRooms()).rooms, [
        { room: 'lobby', people: 0, lastAt: EPOCH, lastSeq: 7 },
        { room: 'attic', people: 0, lastAt: EPOCH, lastSeq: 6, archived: true },
        {
          ...{ room: 'plans', title: 'Big plans', topic: 'What comes next' },
          ...{ people: 2, lastAt: EPOCH, lastSeq: 4 },
        },
      ]);
    });

    it('are never private, direct, opened by tokens, of a kind nobody knows, or closed to who asks; nor a name that nobody spoke under', async () => {
      const direct = `dm-${'0'.repeat(40)}`;
      await store([
        ...[made('open'), made('secret', 'private'), made('odd', 'of a newer version')],
        ...[made(direct, 'direct'), said(`dm-${'1'.repeat(40)}`), said('board')],
        made('was-open'),
        makeFact(roomChanged, {
          ...{ id: uuid7(), room: 'was-open', user: ADA },
          data: { room: { kind: 'private' } },
        }),
        ...[said('shut'), member(memberBanned, 'shut', ADA, { state: 'banned' })],
        joined('silent', ADA),
      ]);
      assert.deepEqual(await listed({ closed: ['board'] }), ['open']);
      assert.deepEqual(await listed({ closed: ['board'], userId: 'bob' }), ['shut', 'open']);
      for (const query of ['secret', 'was', 'dm', 'board', 'odd', 'silent']) {
        assert.deepEqual(await listed({ query, closed: ['board'] }), [], query);
      }
    });

    it('are found by how words of their name or title begin, and by what was typed alone', async () => {
      await store([
        made('team-blue', 'public', { title: 'Grüße & Café' }),
        said('steam'),
        made('x', 'public', { title: 'The 100% team_room' }),
      ]);
      for (const [query, ...found] of [
        ['team', 'x', 'team-blue'],
        ['TEAM BL', 'team-blue'],
        ['team-b', 'team-blue'],
        ['GRÜ', 'team-blue'],
        ['café', 'team-blue'],
        ['lue', ...[]],
        ['100%', 'x'],
        ['team room', 'x'],
        ['stea', 'steam'],
      ] as [string, ...string[]][]) {
        assert.deepEqual(await listed({ query }), found, query);
      }
      for (const query of BAD) assert.deepEqual(await listed({ query }), [], query);
    });

    it('keep their place from page to page while people talk in them, and each is on one', async () => {
      const all = Array.from({ length: 40 }, (_, n) => `room-${n}`);
      await store(all.map((room) => said(room)));
      const seen: string[] = [];
      let after: RoomsRequest['after'];
      do {
        const reply = await askRooms({ limit: 7, ...(after && { after }) });
        seen.push(...reply.rooms.map(({ room }) => room));
        after = reply.next;
        await store([
          said('room-2'),
          said('room-39'),
          said(`room-${seen.length}`),
          said(`new-${last}`),
        ]);
      } while (after !== undefined);
      assert.deepEqual(seen, all.toReversed());
      assert.equal((await listed({ limit: 3 }))[0]?.slice(0, 4), 'new-');
    });

    it('fit a reply whatever they say of themselves', async () => {
      const topic = '"'.repeat(5_000);
      await store(Array.from({ length: 100 }, (_, n) => made(`room-${n}`, 'public', { topic })));
      let count = 0;
      let after: RoomsRequest['after'];
      do {
        const reply = await askRooms({ limit: 100, ...(after && { after }) });
        assert.ok(Buffer.byteLength(JSON.stringify(reply)) < 128 * 1024);
        count += reply.rooms.length;
        after = reply.next;
      } while (after !== undefined);
      assert.equal(count, 100);
    });
  });
});
