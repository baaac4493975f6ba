// Rooms, who is in them and who may what: two gateways, a real log, the rows behind it.
import assert from 'node:assert/strict';
import { SignJWT } from 'jose';
import { makeFact } from '../../../src/chat/kernel/fact.ts';
import { memberSubject } from '../../../src/chat/kernel/subjects.ts';
import { memberBanned, memberJoined } from '../../../src/chat/member/facts.ts';
import { directRoom } from '../../../src/chat/room/direct.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { encodeFact } from '../../support/facts.ts';
import { publishRaw } from '../../support/log.ts';
import { connectWire, type Frame, uuid7, type WireClient } from '../../support/wire.ts';

type Fields = Record<string, unknown>;

describe('rooms', function () {
  this.timeout(60_000);
  let chat: TestChat;
  const open: WireClient[] = [];

  before(async () => {
    chat = await startChat({ gateways: 2, env: { ADMINS: 'root', PRIVATE_ROOMS: 'board' } });
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });
  after(() => chat.stop());

  interface Person {
    id: string;
    /** A connection on each gateway. */
    here: WireClient;
    there: WireClient;
    does: (type: string, room: string, more?: Fields, where?: 'here' | 'there') => Promise<Frame>;
  }

  async function tokenFor(id: string, claims: Fields = {}): Promise<string> {
    return await new SignJWT({ name: id.toUpperCase(), ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('chatk8s')
      .setSubject(id)
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(chat.env.gateway.SESSION_SECRET));
  }

  async function person(id: string, claims?: Fields): Promise<Person> {
    const token = await tokenFor(id, claims);
    const [here, there] = await Promise.all(
      chat.socketUrls().map((url) => connectWire(url, { token })),
    );
    assert.ok(here && there);
    open.push(here, there);
    const does: Person['does'] = async (type, room, more = {}, where = 'here') => {
      const wire = where === 'here' ? here : there;
      return await wire.does({ type, room, ...more });
    };
    return { id, here, there, does };
  }

  const BY_ADA = { id: 'ada', name: 'ADA', kind: 'guest' };
  let rooms = 0;
  const newRoom = () => `room-${++rooms}`;
  const said = ({ type, code }: Frame) => (type === 'error' ? code : type);
  const member = (who: Person, room: string, user: Person | string, act: string, more = {}) =>
    who.does('member', room, {
      user: typeof user === 'string' ? user : user.id,
      do: act,
      ...more,
    });
  const refusedJoin = async (wire: WireClient, room: string) => {
    const from = wire.frames.length;
    wire.send({ type: 'join', room });
    const frame = await wire.waitFor(
      (one) => one['room'] === room && (one.type === 'live' || one.type === 'error'),
      { from },
    );
    return said(frame);
  };

  it('a room and those it begins with are made at once; whoever is invited hears of it', async () => {
    const [ada, bob] = [await person('ada'), await person('bob')];
    const room = newRoom();
    const made = await ada.does('create', room, {
      kind: 'private',
      title: 'Plans',
      members: ['bob'],
    });
    assert.equal(said(made), 'ack');
    const asked = await bob.there.waitFor(({ type }) => type === 'invited');
    assert.deepEqual([asked['room'], asked['by']], [room, BY_ADA]);
    assert.equal(await refusedJoin(bob.here, room), 'forbidden', 'not before it is accepted');
    assert.equal(said(await member(bob, room, bob, 'accept')), 'ack');
    const [joined] = await bob.there.join(room);
    assert.deepEqual(joined?.['state'], { kind: 'private', title: 'Plans', owners: ['ada'] });
    assert.deepEqual(joined?.['member'], { state: 'in', role: 'member' });
    const backlog = bob.there.events(room).map(({ event }) => event);
    assert.deepEqual(backlog, ['RoomCreated', 'MemberJoined', 'MemberInvited', 'MemberJoined']);
    assert.equal(said(await bob.there.post(room, 'here I am')), 'ack');
  });

  it('a private room is closed to who is not in it', async () => {
    const [ada, eve] = [await person('ada'), await person('eve')];
    const room = newRoom();
    await ada.does('create', room, { kind: 'private' });
    await ada.here.join(room);
    await ada.here.post(room, 'a secret');
    assert.equal(await refusedJoin(eve.there, room), 'forbidden');
    assert.equal(said(await member(eve, room, eve, 'accept')), 'forbidden');
    assert.equal(said(await member(eve, room, 'mallory', 'invite')), 'forbidden');
    assert.equal(said(await eve.here.post(room, 'let me in')), 'not_joined');
    const past = await eve.does('history', room, { before: 1e6, limit: 5 });
    assert.equal(said(past), 'not_joined');
    // Nor before it is known that they may not be in it.
    eve.there.send({ type: 'join', room });
    const atOnce = await eve.does('history', room, { before: 1e6, limit: 5 }, 'there');
    assert.equal(said(atOnce), 'not_joined');
  });

  it('inviting oneself, twice, somebody who is in: a conflict; a stranger is invited', async () => {
    const [ada, bob] = [await person('ada'), await person('bob')];
    const room = newRoom();
    await ada.does('create', room, { kind: 'private' });
    assert.equal(said(await member(ada, room, ada, 'invite')), 'conflict');
    assert.equal(said(await member(ada, room, 'nobody-yet', 'invite')), 'ack');
    assert.equal(said(await member(ada, room, 'nobody-yet', 'invite')), 'conflict');
    await member(ada, room, bob, 'invite');
    await member(bob, room, bob, 'accept');
    assert.equal(said(await member(ada, room, bob, 'invite')), 'conflict');
  });

  it('who is banned is out of the room on every gateway, and comes back only when that is over', async () => {
    const [ada, bob] = [await person('ada'), await person('bob')];
    const room = newRoom();
    await ada.does('create', room, { kind: 'public' });
    await Promise.all([bob.here.join(room), bob.there.join(room), ada.here.join(room)]);
    assert.equal(said(await member(ada, room, bob, 'ban')), 'ack');
    for (const wire of [bob.here, bob.there]) {
      const left = await wire.waitFor(({ type }) => type === 'left');
      assert.deepEqual(left, {
        type: 'left',
        room,
        reason: 'banned',
        by: BY_ADA,
      });
      assert.equal(said(await wire.post(room, 'still here')), 'not_joined');
      assert.equal(await refusedJoin(wire, room), 'forbidden');
    }
    await ada.here.post(room, 'after it');
    assert.ok(!bob.here.events(room).some(({ event }) => event === 'MessagePosted'));
    assert.equal(said(await member(bob, room, bob, 'accept')), 'forbidden');
    assert.equal(said(await member(ada, room, bob, 'unban')), 'ack');
    await eventually(async () => assert.equal(await refusedJoin(bob.there, room), 'live'));
  });

  it('who is removed is out of it, and of a private room for good; who leaves a private room hears no more of it', async () => {
    const [ada, bob, cy] = [await person('ada'), await person('bob'), await person('cy')];
    const room = newRoom();
    await ada.does('create', room, { kind: 'private', members: ['bob', 'cy'] });
    await member(bob, room, bob, 'accept');
    await member(cy, room, cy, 'accept');
    await eventually(async () => assert.equal(await refusedJoin(bob.there, room), 'live'));
    await eventually(async () => assert.equal(await refusedJoin(cy.here, room), 'live'));
    await member(ada, room, bob, 'remove');
    assert.equal((await bob.there.waitFor(({ type }) => type === 'left'))['reason'], 'removed');
    assert.equal(await refusedJoin(bob.there, room), 'forbidden');
    await member(cy, room, cy, 'leave');
    assert.equal((await cy.here.waitFor(({ type }) => type === 'left'))['reason'], 'left');
    assert.equal(said(await member(cy, room, cy, 'accept')), 'forbidden');
  });

  it('a room that becomes private sends out who is not in it', async () => {
    const [ada, bob] = [await person('ada'), await person('bob')];
    const room = newRoom();
    await ada.does('create', room, { kind: 'public' });
    await bob.there.join(room);
    await ada.does('change', room, { kind: 'private' });
    assert.equal((await bob.there.waitFor(({ type }) => type === 'left'))['reason'], 'closed');
  });

  it('who is muted reads and does not write, until then', async () => {
    const [ada, bob] = [await person('ada'), await person('bob')];
    const room = newRoom();
    await ada.does('create', room, { kind: 'public' });
    await bob.there.join(room);
    const until = Date.now() + 1_500;
    assert.equal(said(await member(ada, room, bob, 'mute', { until })), 'ack');
    const refused = await bob.there.post(room, 'let me speak');
    assert.equal(said(refused), 'forbidden');
    assert.match(String(refused['message']), /muted/);
    await eventually(async () => assert.equal(said(await bob.there.post(room, 'again')), 'ack'));
    await member(ada, room, bob, 'mute');
    assert.equal(said(await bob.there.post(room, 'and now')), 'forbidden');
    await member(ada, room, bob, 'unmute');
    await eventually(async () => assert.equal(said(await bob.there.post(room, 'at last')), 'ack'));
  });

  it('the last owner stays; of two owners who act at once on the same one wins', async () => {
    const [ada, bob] = [await person('ada'), await person('bob')];
    const room = newRoom();
    await ada.does('create', room, { kind: 'private', members: ['bob'] });
    assert.equal(said(await member(ada, room, ada, 'leave')), 'conflict');
    await member(bob, room, bob, 'accept');
    await ada.here.join(room);
    assert.equal(said(await member(ada, room, bob, 'role', { role: 'owner' })), 'ack');
    await bob.there.join(room);
    const both = await Promise.all([
      ada.does('change', room, { title: 'Ada’s' }),
      bob.does('change', room, { title: 'Bob’s' }, 'there'),
    ]);
    const words = both.map(said).sort();
    // Who comes a moment later knows the other's change, and changes that one.
    assert.ok(words.includes('ack') && words.every((one) => one === 'ack' || one === 'conflict'));
    const leaves = await Promise.all([
      ada.does('member', room, { user: 'ada', do: 'leave' }),
      bob.does('member', room, { user: 'bob', do: 'leave' }, 'there'),
    ]);
    assert.deepEqual(leaves.map(said).sort(), ['ack', 'conflict'], 'an owner is left');
  });

  it('owners stand above moderators, moderators above members', async () => {
    const people = await Promise.all(['ada', 'mo', 'max', 'tim'].map((id) => person(id)));
    const [ada, mo, max, tim] = people as [Person, Person, Person, Person];
    const room = newRoom();
    await ada.does('create', room, { kind: 'public' });
    for (const one of [mo, max, tim]) await member(one, room, one, 'accept');
    await ada.here.join(room);
    for (const one of [mo, max]) {
      assert.equal(said(await member(ada, room, one, 'role', { role: 'moderator' })), 'ack');
    }
    assert.equal(said(await member(mo, room, max, 'ban')), 'forbidden');
    assert.equal(said(await member(mo, room, ada, 'mute')), 'forbidden');
    assert.equal(said(await member(mo, room, tim, 'role', { role: 'moderator' })), 'forbidden');
    assert.equal(said(await mo.does('change', room, { topic: 'mine' })), 'forbidden');
    assert.equal(said(await mo.does('change', room, { slowModeSeconds: 5 })), 'ack');
    assert.equal(said(await member(tim, room, max, 'remove')), 'forbidden');
    assert.equal(said(await member(mo, room, tim, 'ban')), 'ack');
    assert.equal(said(await member(ada, room, mo, 'remove')), 'ack');
    assert.equal(said(await member(mo, room, tim, 'unban')), 'forbidden');
  });

  it('slow mode: each person writes once in a while, nobody else waits, who moderates does not', async () => {
    const [ada, bob, cy] = [await person('ada'), await person('bob'), await person('cy')];
    const room = newRoom();
    await ada.does('create', room, { kind: 'public' });
    await ada.does('change', room, { slowModeSeconds: 60 });
    for (const one of [ada, bob, cy])
      await Promise.all([one.here.join(room), one.there.join(room)]);
    const two = await Promise.all(Array.from({ length: 20 }, () => bob.here.post(room, 'one')));
    const words = [...new Array<string>(19).fill('slow_mode')];
    assert.deepEqual(two.map(said), ['ack', ...words], 'also of twenty at once');
    const wait = Number(two[1]?.['retryAfterMs']);
    assert.ok(wait > 50_000 && wait <= 60_000, String(wait));
    await bob.there.waitFor(({ event, id }) => event === 'MessagePosted' && id === two[0]?.['id']);
    assert.equal(said(await bob.there.post(room, 'elsewhere')), 'slow_mode');
    assert.equal(said(await bob.here.post(room, 'one', String(two[0]?.['id']))), 'ack', 'the same');
    assert.equal(said(await cy.there.post(room, 'mine')), 'ack');
    assert.deepEqual([await ada.here.post(room, 'a'), await ada.here.post(room, 'b')].map(said), [
      'ack',
      'ack',
    ]);
  });

  it('nobody writes in an archived room until it is opened again', async () => {
    const [ada, bob] = [await person('ada'), await person('bob')];
    const room = newRoom();
    await ada.does('create', room, { kind: 'public' });
    await Promise.all([ada.here.join(room), bob.here.join(room)]);
    await ada.does('change', room, { archived: true });
    assert.equal(said(await bob.here.post(room, 'too late')), 'forbidden');
    assert.equal(said(await ada.here.post(room, 'I, too')), 'forbidden');
    assert.equal(said(await ada.does('change', room, { topic: 'gone' })), 'forbidden');
    assert.equal(said(await ada.does('change', room, { archived: false })), 'ack');
    await eventually(async () => assert.equal(said(await bob.here.post(room, 'now')), 'ack'));
  });

  it('a direct room is one, whoever begins it, and nobody can be added', async () => {
    const [ada, bob, eve] = [await person('ada'), await person('bob'), await person('eve')];
    const room = directRoom(['bob', 'ada']);
    assert.equal(await refusedJoin(eve.here, room), 'forbidden', 'before anybody begins it');
    const begun = await Promise.all([
      ada.does('create', room, { kind: 'direct', members: ['bob'] }),
      bob.does('create', room, { kind: 'direct', members: ['ada'] }, 'there'),
    ]);
    assert.deepEqual(begun.map(said).sort(), ['ack', 'conflict']);
    await eventually(async () => assert.equal(await refusedJoin(bob.here, room), 'live'));
    await ada.there.join(room);
    assert.equal(said(await ada.there.post(room, 'you and me')), 'ack');
    assert.equal(await refusedJoin(eve.here, room), 'forbidden');
    const root = await person('root');
    assert.equal(await refusedJoin(root.here, room), 'forbidden', 'nor an operator');
    for (const [who, act] of [
      [ada, 'invite'],
      [eve, 'accept'],
      [root, 'ban'],
    ] as const) {
      assert.equal(said(await member(who, room, eve, act)), 'forbidden', act);
    }
    assert.equal(said(await ada.does('change', room, { title: 'us' })), 'forbidden');
    const alone = await ada.does('create', directRoom(['ada']), { kind: 'direct' });
    assert.equal(said(alone), 'forbidden');
    const squatted = directRoom(['eve', 'ada']);
    assert.equal(said(await eve.does('create', squatted, { kind: 'public' })), 'forbidden');
    await member(bob, room, bob, 'leave');
    assert.equal(said(await member(bob, room, bob, 'accept')), 'ack', 'it stays theirs');
  });

  it('who is put into a direct room hears of it, and whoever is named is called what they are, wherever they are connected', async () => {
    const [ada, bob] = [await person('ada'), await person('bob')];
    const far = await chat.join('Far', 1);
    const welcome = await far.waitFor(({ type }) => type === 'welcome');
    const { id, name } = welcome['user'] as { id: string; name: string };
    const room = directRoom(['ada', 'bob', id]);
    const begun = await ada.does('create', room, { kind: 'direct', members: ['bob', id] });
    assert.equal(said(begun), 'ack');
    const isInvited = ({ type, room: where }: Frame) => type === 'invited' && where === room;
    const asked = await bob.there.waitFor(isInvited);
    assert.deepEqual(asked['by'], BY_ADA);
    await far.waitFor(isInvited);
    await ada.here.join(room);
    const named = ada.here
      .events(room)
      .filter(({ event }) => event === 'MemberJoined')
      .map(({ data }) => (data as { user: { name: string } }).user.name);
    assert.deepEqual(named.sort(), ['ADA', 'BOB', name].sort());
    await member(ada, room, ada, 'leave');
    await member(ada, room, ada, 'accept');
    assert.deepEqual(ada.here.frames.filter(isInvited), [], 'nobody asks themselves');
    await far.close();
  });

  it('rooms that nobody made are open, belong to operators, and cannot be taken', async () => {
    const [ada, root] = [await person('ada'), await person('root')];
    const room = newRoom();
    await ada.here.join(room);
    await ada.here.post(room, 'ours');
    assert.equal(said(await ada.does('create', room, { kind: 'private' })), 'conflict');
    assert.equal(said(await ada.does('change', room, { topic: 'mine' })), 'forbidden');
    assert.equal(said(await root.does('change', room, { topic: 'everybody’s' })), 'ack');
    assert.equal(said(await member(root, room, ada, 'mute')), 'ack');
    assert.equal(said(await ada.here.post(room, 'unheard')), 'forbidden');
    const [joined] = await root.there.join(room);
    assert.deepEqual(joined?.['state'], { kind: 'public', topic: 'everybody’s' });
  });

  it('rooms that tokens open go on being opened by tokens alone', async () => {
    const [eve, cy] = [await person('eve'), await person('cy', { rooms: ['board'] })];
    assert.equal(await refusedJoin(eve.here, 'board'), 'forbidden');
    for (const [type, more] of [
      ['create', { kind: 'public' }],
      ['member', { user: 'eve', do: 'accept' }],
      ['member', { user: 'cy', do: 'mute' }],
    ] as const) {
      assert.equal(said(await eve.does(type, 'board', more)), 'forbidden', type);
    }
    assert.equal(await refusedJoin(cy.there, 'board'), 'live');
    assert.equal(said(await cy.there.post('board', 'in session')), 'ack');
  });

  it('a command that was stored is known again, whatever came of it since', async () => {
    const [ada, bob] = [await person('ada'), await person('bob')];
    const room = newRoom();
    // Older than a command is that was never sent before.
    const [made, left] = [uuid7(), uuid7(Date.now() - 2_000)];
    const create = { type: 'create', id: made, room, kind: 'public', members: ['bob'] };
    const again = async (wire: WireClient, frame: Fields) => {
      const answer = await wire.does(frame);
      return [said(answer), answer['seq'], answer['duplicate']];
    };
    const [, first] = await again(ada.here, create);
    await eventually(async () =>
      assert.deepEqual(await again(ada.there, create), ['ack', first, true]),
    );
    const decline = { type: 'member', id: left, room, user: 'bob', do: 'leave' };
    const [word, seq] = await again(bob.here, decline);
    assert.equal(word, 'ack');
    await member(ada, room, bob, 'ban');
    assert.deepEqual(await again(bob.there, decline), ['ack', seq, true]);
    const never = { ...decline, id: uuid7(Date.now() - 2_000) };
    assert.equal((await again(bob.there, never))[0], 'conflict');
  });

  it('a room of ten thousand is entered by who is in it, and by nobody who is banned', async () => {
    const [ada, bob, eve] = [await person('ada'), await person('bob'), await person('eve')];
    const room = newRoom();
    await ada.does('create', room, { kind: 'private' });
    const membershipOf = (id: string, state: string) => {
      const user = { id, name: id };
      const about = { id: uuid7(), room, user };
      const data = { user, member: { state, role: 'member' } };
      const kind = state === 'banned' ? memberBanned : memberJoined;
      return {
        subject: memberSubject(room, id),
        payload: encodeFact(makeFact(kind, { ...about, data })),
      };
    };
    const many = Array.from({ length: 10_000 }, (_, i) => membershipOf(`one-${i}`, 'in'));
    // Bob last: where a gateway lets him in, it has read all of them.
    await publishRaw(chat, [...many, membershipOf('eve', 'banned'), membershipOf('bob', 'in')]);
    await eventually(async () => assert.equal(await refusedJoin(bob.there, room), 'live'), {
      deadlineMs: 20_000,
    });
    assert.equal(said(await bob.there.post(room, 'one of many')), 'ack');
    assert.equal(await refusedJoin(eve.there, room), 'forbidden');
    await ada.does('member', room, { user: 'bob', do: 'remove' });
    assert.equal((await bob.there.waitFor(({ type }) => type === 'left'))['reason'], 'removed');
    assert.equal(await refusedJoin(bob.there, room), 'forbidden');
  });

  it('the rows say what rooms are and who is what in them', async () => {
    const [ada, bob] = [await person('ada'), await person('bob')];
    const room = newRoom();
    await ada.does('create', room, { kind: 'public', title: 'First', members: ['bob'] });
    await ada.does('change', room, { title: 'Second', archived: true });
    await member(bob, room, bob, 'leave');
    await eventually(async () => {
      const rows = await chat.database.sql<{ state: string }>(
        `select r.kind, r.title, r.archived, m.user_id, m.state, m.role, m.by_id
           from room r join member m on m.room = r.name where r.name = '${room}' order by m.user_id`,
      );
      const of = { kind: 'public', title: 'Second', archived: true };
      assert.deepEqual(rows, [
        { ...of, user_id: 'ada', state: 'in', role: 'owner', by_id: 'ada' },
        { ...of, user_id: 'bob', state: 'out', role: 'member', by_id: 'bob' },
      ]);
    });
  });
});
