// What the person does about rooms and people, and what rooms are called.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { directRoom } from '../../../src/chat/room/direct.ts';
import { calledBy, labelOf, signOf } from '../../../src/web/model/room-names.ts';
import { NOT_CONNECTED } from '../../../src/web/words/refusals.ts';
import { ADA, BOB, eventAt } from './events.ts';
import { Page } from './page.ts';

const EVE = { id: 'eve', name: 'Eve' };
const ROOMS = ['create', 'change', 'member', 'people'];

describe('what the page does about rooms', () => {
  const open: Page[] = [];
  afterEach(() => {
    for (const { chat } of open.splice(0)) chat.stop();
  });
  const start = async (options?: ConstructorParameters<typeof Page>[0]) => {
    const page = new Page(options);
    open.push(page);
    await page.enter([eventAt(1)], { commands: ROOMS });
    return page;
  };
  const called = (page: Page, name: string) => labelOf(page.room(name), ADA.id);
  /** The one command of its kind that was given. */
  const given = (page: Page, type: 'create' | 'member'): Record<string, unknown> => {
    const [command] = page.asked(type);
    assert.ok(command);
    return { ...command };
  };
  const ack = (page: Page, type: 'create' | 'member') => {
    const command = given(page, type);
    page.socket.frame({ type: 'ack', id: command['id'], room: command['room'], seq: 9 });
    return command;
  };
  const refuse = (page: Page, type: 'create' | 'member', code: string, message: string) => {
    const command = given(page, type);
    page.socket.frame({ type: 'error', code, message, id: command['id'], room: command['room'] });
  };

  it('opens a room that was made, and says in words why one was not', async () => {
    const page = await start();
    const made = page.chat.roomDeeds.create('plans', { kind: 'private', title: 'Our plans' });
    assert.equal(ack(page, 'create')['kind'], 'private');
    assert.equal(await made, undefined);
    assert.equal(page.chat.store.get().current, 'plans');
    const other = page.chat.roomDeeds.create('tea', { kind: 'public' });
    refuse(page, 'create', 'conflict', 'there is a room tea already');
    assert.equal(await other, 'There is a room tea already.');
    assert.equal(page.chat.store.get().current, 'plans');
  });

  it('does nothing later that is to be done now: offline it says so', async () => {
    const page = new Page();
    open.push(page);
    const { roomDeeds, client } = page.chat;
    assert.equal(await roomDeeds.act('lobby', BOB, 'ban'), NOT_CONNECTED);
    assert.deepEqual(client.pending(), []);
  });

  it('says that a server is too old for it, also one that comes in place of a newer one', async () => {
    const page = new Page();
    open.push(page);
    const { roomDeeds, client } = page.chat;
    const old = /^This server is an older one/;
    await page.enter([eventAt(1)], { commands: ['create'] });
    assert.match((await roomDeeds.act('lobby', BOB, 'ban')) ?? '', old);
    const made = roomDeeds.create('plans', { kind: 'public' });
    await page.reconnect();
    await page.enter([]);
    assert.match((await made) ?? '', old);
    assert.deepEqual(client.pending(), []);
  });

  it('gives the person another name, or says why it is not theirs', async () => {
    const page = new Page();
    open.push(page);
    await page.enter([eventAt(1)], { commands: ['rename'] });
    const refused = page.chat.roomDeeds.rename('Bob');
    const [first = assert.fail()] = page.asked('rename');
    assert.deepEqual(first.name, 'Bob');
    const message = '“Bob” is taken';
    page.socket.frame({ type: 'error', code: 'conflict', message, id: first.id } as never);
    assert.equal(await refused, '“Bob” is taken.');
    assert.equal(page.chat.store.get().notice, undefined, 'it is said once');
    const unseen = page.chat.roomDeeds.rename('Bob\u200b');
    const [second = assert.fail()] = page.asked('rename');
    const words = { code: 'bad_frame', message: 'name: a name must be printable: none unseen' };
    page.socket.frame({ type: 'error', ...words, id: second.id } as never);
    assert.equal(await unseen, 'A name must be printable: none unseen.');
    const renamed = page.chat.roomDeeds.rename('Adele');
    const [{ id } = assert.fail()] = page.asked('rename');
    const user = { ...ADA, name: 'Adele' };
    const at = new Date().toISOString();
    const data = { name: 'Adele', skeleton: 'adele' };
    page.socket.frame({ type: 'event', event: 'NameClaimed', id, seq: 2, at, user, data } as never);
    assert.equal(await renamed, undefined);
    assert.equal(page.chat.user.name, 'Adele');
  });

  it('begins a conversation under the names of its people, and goes on with it after a reload', async () => {
    const page = await start();
    const name = directRoom([ADA.id, BOB.id, EVE.id]);
    const begun = page.chat.roomDeeds.write([EVE, BOB]);
    assert.deepEqual(ack(page, 'create')['members'], [EVE.id, BOB.id]);
    assert.equal(await begun, undefined);
    assert.deepEqual([called(page, name), signOf(page.room(name))], ['Bob, Eve', 'people']);
    page.chat.stop();
    const again = await start({ backing: page.backing });
    assert.equal(called(again, name), 'Bob, Eve');
  });

  it('goes on with a conversation that is there, and comes back into one that was left', async () => {
    const page = await start();
    const begun = page.chat.roomDeeds.write([BOB]);
    refuse(page, 'create', 'conflict', 'there is a room');
    await turn();
    assert.equal(ack(page, 'member')['do'], 'accept');
    assert.equal(await begun, undefined);
    assert.equal(page.chat.store.get().current, directRoom([ADA.id, BOB.id]));
  });

  it('asks who is in a conversation that it does not know, and knows it from then on', async () => {
    const page = await start();
    const name = directRoom([ADA.id, BOB.id]);
    page.socket.frame({ type: 'invited', room: name, by: BOB });
    page.asked('people');
    page.socket.frame({ type: 'live', room: name, seq: 1 });
    const [question] = page.asked('people');
    assert.equal(question?.room, name);
    const people = [ADA, BOB].map((user) => ({ user, state: 'in', role: 'member' }));
    page.socket.frame({ type: 'people', id: question?.id, room: name, people, asOf: 1 });
    await turn();
    assert.equal(called(page, name), 'Bob');
    assert.equal(page.memory.direct(name).length, 2);
  });

  it('calls a conversation by its people as facts tell of them, and as they are called now', async () => {
    const page = await start();
    const name = directRoom([ADA.id, BOB.id]);
    page.chat.open(name);
    const joined = (seq: number, user: typeof ADA) =>
      page.event(seq, {
        room: name,
        event: 'MemberJoined',
        data: { user, member: { state: 'in', role: 'member' } },
      });
    assert.equal(called(page, name), 'Direct messages');
    joined(2, ADA);
    joined(3, BOB);
    assert.equal(called(page, name), 'Bob');
    page.event(4, { room: name, user: { ...BOB, name: 'Robert' } });
    page.show();
    assert.equal(called(page, name), 'Robert');
    page.chat.belonging.leave(name);
    assert.deepEqual(page.memory.direct(name), [], 'nothing is kept of what was left');
  });

  it('calls who is known by an id alone as who is here says', async () => {
    const page = await start();
    const name = directRoom([ADA.id, BOB.id]);
    page.chat.open(name);
    const unnamed = { user: { id: BOB.id, name: BOB.id }, member: { state: 'in', role: 'member' } };
    page.event(2, { room: name, event: 'MemberJoined', data: unnamed });
    page.socket.frame({ type: 'presence', room: name, count: 2, here: [ADA, BOB] });
    assert.equal(called(page, name), 'Bob');
  });

  it('calls rooms in a list as they are called, also those that it is not in', async () => {
    const page = await start();
    const [mine, other] = [directRoom([ADA.id, BOB.id]), directRoom([ADA.id, EVE.id])];
    void page.chat.roomDeeds.write([BOB]);
    ack(page, 'create');
    await turn();
    const names = ['lobby', 'plans', 'constructor', mine, other];
    assert.deepEqual(
      names.map((name) => calledBy(page.chat.store.get(), name)),
      ['#lobby', '#plans', '#constructor', 'Bob', 'Direct messages'],
    );
  });

  it('leaves a room as a member, and stays where that cannot be', async () => {
    const page = await start();
    const member = { state: 'in', role: 'owner' };
    page.socket.frame({
      type: 'joined',
      room: 'lobby',
      head: 1,
      state: { kind: 'public' },
      member,
    });
    const stayed = page.chat.belonging.quit('lobby');
    refuse(page, 'member', 'conflict', 'you are the only owner: make somebody else one first');
    await stayed;
    const { notice, names } = page.chat.store.get();
    assert.equal(notice, 'You are the only owner: make somebody else one first.');
    assert.deepEqual(names, ['lobby']);
    const left = page.chat.belonging.quit('lobby');
    assert.equal(ack(page, 'member')['do'], 'leave');
    await left;
    assert.deepEqual(page.chat.store.get().names, []);
  });

  it('takes a room off the list that refuses who was a member of it before', async () => {
    const page = await start();
    const member = { state: 'in', role: 'member' };
    page.socket.frame({
      type: 'joined',
      room: 'lobby',
      head: 1,
      state: { kind: 'public' },
      member,
    });
    page.socket.frame({ type: 'error', code: 'forbidden', message: 'banned', room: 'lobby' });
    assert.equal(page.room().entry.state, 'refused');
    await page.chat.belonging.quit('lobby');
    assert.deepEqual(page.chat.store.get().names, []);
    assert.deepEqual(page.asked('member'), []);
  });

  it('knows the name of whom it invited, whichever name is told of them', async () => {
    const page = await start();
    const invited = page.chat.roomDeeds.invite('lobby', EVE);
    const data = {
      user: { id: EVE.id, name: EVE.id },
      member: { state: 'invited', role: 'member' },
    };
    page.event(2, { event: 'MemberInvited', data });
    ack(page, 'member');
    assert.equal(await invited, undefined);
    const known = page.room().members.get(EVE.id);
    assert.deepEqual([known?.user.name, known?.member.state, known?.seq], ['Eve', 'invited', 2]);
  });

  it('finds whom it has seen at once, and whoever the server knows', async () => {
    const page = await start();
    page.show();
    assert.deepEqual(await page.chat.people.find(''), [BOB]);
    const found = page.chat.people.find('@b');
    const [question] = page.asked('people');
    assert.equal(question?.query, 'b');
    const ben = { id: 'ben', name: 'Ben' };
    const people = [ben, ADA, { ...BOB, name: 'Bobby' }].map((user) => ({ user }));
    page.socket.frame({ type: 'people', id: question?.id, people, asOf: 1 });
    assert.deepEqual(
      (await found).map(({ name }) => name),
      ['Ben', 'Bobby'],
    );
  });

  it('offers nobody under a name that they gave up', async () => {
    const page = await start();
    const now = { id: 'new-bob', name: 'Bob' };
    page.event(2, { user: now });
    page.show();
    assert.deepEqual(await page.chat.people.find(''), [now], 'who spoke last has it');
    const find = async (typed: string, ...told: (typeof BOB)[]) => {
      const found = page.chat.people.find(typed);
      const [question] = page.asked('people');
      const people = told.map((user) => ({ user }));
      page.socket.frame({ type: 'people', id: question?.id, people, asOf: 1 });
      return await found;
    };
    assert.deepEqual(await find('bo', BOB), [BOB], 'but who has it is the server’s to say');
    assert.deepEqual(await find('bo'), []);
    assert.deepEqual(await find('ob'), [now], 'the server knows beginnings of words alone');
  });
});
