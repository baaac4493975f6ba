// What the page knows of the person's standing in a room: what moderators may, being sent out, being asked in.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { directRoom } from '../../../src/chat/room/direct.ts';
import { labelOf } from '../../../src/web/model/room-names.ts';
import { moderatesIn } from '../../../src/web/model/standing.ts';
import { ADA, BOB, eventAt } from './events.ts';
import { Page } from './page.ts';

const ROOMS = ['create', 'change', 'member'];
const PUBLIC = { kind: 'public', owners: [BOB.id] };

describe('the person’s standing in a room of the page', () => {
  const open: Page[] = [];
  afterEach(() => {
    for (const { chat } of open.splice(0)) chat.stop();
  });
  /** In `lobby`, as a gateway says that she is there. */
  const start = async (member = { state: 'in', role: 'member' }) => {
    const page = new Page();
    open.push(page);
    await page.enter([eventAt(1)], { commands: ROOMS });
    page.socket.frame({ type: 'joined', room: 'lobby', head: 1, state: PUBLIC, member });
    page.socket.frame({ type: 'live', room: 'lobby', seq: 1 });
    page.show();
    return page;
  };
  const moderates = (page: Page, roles: readonly string[] = []) =>
    moderatesIn(page.room(), { user: ADA, roles });
  const fact = (seq: number, role: string, user = ADA) =>
    eventAt(seq, { event: 'RoleChanged', data: { user, member: { state: 'in', role } } });

  it('is that of this very room, whatever the token says', async () => {
    const page = await start({ state: 'in', role: 'moderator' });
    assert.equal(moderates(page), true);
    const direct = { state: { kind: 'direct' }, member: { state: 'in', role: 'member' } };
    page.socket.frame({ type: 'joined', room: 'lobby', head: 1, ...direct });
    assert.equal(moderates(page, ['moderator']), false, 'no operator is above a conversation');
  });

  it('is another one from the fact on that says so', async () => {
    const page = await start();
    assert.equal(moderates(page), false);
    page.socket.frame(fact(2, 'moderator', BOB));
    assert.equal(moderates(page), false, 'of somebody else');
    page.socket.frame(fact(3, 'moderator'));
    assert.equal(moderates(page), true);
    page.socket.frame(
      eventAt(4, { event: 'RoomChanged', data: { room: { ...PUBLIC, topic: 'tea' } } }),
    );
    assert.equal(page.room().standing?.state.topic, 'tea');
  });

  it('is what it was, and the room what it was called, before anybody says so anew', async () => {
    const before = await start({ state: 'in', role: 'moderator' });
    const comeBack = () => {
      before.chat.stop();
      const page = new Page({ backing: before.backing });
      open.push(page);
      return page;
    };
    const room = { ...PUBLIC, title: 'The lobby' };
    before.socket.frame(eventAt(2, { event: 'RoomChanged', data: { room } }));
    await turn();
    const page = comeBack();
    assert.equal(labelOf(page.room(), ADA.id), 'The lobby');
    assert.equal(moderates(page), true);
    const { backing } = before;
    const put = backing.setItem.bind(backing);
    const written: string[] = [];
    backing.setItem = (key, value) => {
      written.push(key);
      put(key, value);
    };
    await page.enter([], { commands: ROOMS });
    const frame = { type: 'joined', room: 'lobby', head: 2, state: room };
    page.socket.frame({ ...frame, member: { state: 'in', role: 'moderator' } });
    await turn();
    assert.deepEqual(
      written.filter((key) => key.includes(':standing:')),
      [],
      'it is kept already',
    );
    page.socket.frame({ ...frame, member: { state: 'in', role: 'member' } });
    await turn();
    assert.equal(moderates(comeBack()), false);
  });

  it('is the token’s where a gateway of before says nothing of rooms', async () => {
    const page = new Page();
    open.push(page);
    await page.enter([eventAt(1)]);
    assert.deepEqual([moderates(page, ['moderator']), moderates(page)], [true, false]);
  });

  it('becomes that of an operator, and is that of an operator no more, as it is told', async () => {
    const page = await start();
    const told = (event: string, isOperator: boolean, user = ADA) => {
      const data = { user, isOperator };
      const of = { type: 'event', seq: 2, at: new Date().toISOString(), user: BOB, id: event };
      page.socket.frame({ ...of, event, data } as never);
      return page.chat.store.get();
    };
    assert.deepEqual(told('OperatorGranted', true, BOB).roles, []);
    const granted = told('OperatorGranted', true);
    assert.equal(moderates(page, granted.roles), true);
    assert.match(granted.notice ?? '', /^Bob made you an operator/);
    assert.deepEqual(told('OperatorGranted', true).roles, granted.roles);
    const revoked = told('OperatorRevoked', false);
    assert.equal(moderates(page, revoked.roles), false);
    assert.match(revoked.notice ?? '', /^Bob took your rights/);
  });

  it('ends with why and by whom; what was not sent stays before their eyes, nothing else does', async () => {
    const page = await start();
    page.chat.commands.send('on its way');
    page.memory.saveDraft('lobby', 'half a thought');
    page.socket.frame({ type: 'left', room: 'lobby', reason: 'banned', by: BOB });
    const { entry, view, outgoing, standing } = page.room();
    assert.deepEqual(
      [standing?.state, standing?.member.state],
      [PUBLIC, 'out'],
      'it has its title',
    );
    assert.deepEqual(entry, { state: 'out', reason: 'Bob banned you from this room.' });
    assert.deepEqual(view.messages, []);
    assert.deepEqual(
      outgoing.map(({ text }) => text),
      ['on its way', 'half a thought'],
    );
    assert.deepEqual(page.memory.rooms(), [], 'the next page does not try to enter it');
  });

  it('ends without a word where they went of themselves, on another device', async () => {
    const page = await start();
    page.chat.open('tea');
    page.chat.open('lobby');
    page.socket.frame({ type: 'left', room: 'lobby', reason: 'left', by: ADA });
    const { names, current } = page.chat.store.get();
    assert.deepEqual([names, current], [['tea'], 'tea']);
  });

  it('is tried anew where they ask for it', async () => {
    const page = await start();
    page.socket.frame({ type: 'left', room: 'lobby', reason: 'removed', by: BOB });
    page.asked('join');
    page.chat.belonging.enterAgain('lobby');
    assert.equal(page.room().entry.state, 'entering');
    assert.deepEqual(page.room().standing?.state, PUBLIC, 'under its title');
    assert.deepEqual(
      page.asked('join').map(({ room }) => room),
      ['lobby'],
    );
  });

  it('may become that of a room they are asked into: yes enters it, no says so', async () => {
    const page = await start();
    const invitations = () => page.chat.store.get().invitations.map(({ room }) => room);
    for (const room of ['tea', 'plans', 'tea'])
      page.socket.frame({ type: 'invited', room, by: BOB });
    assert.deepEqual(invitations(), ['tea', 'plans'], 'each once, the last first');
    const answered = page.chat.belonging.answer('tea', true);
    const [accepting] = page.asked('member');
    assert.deepEqual([accepting?.do, accepting?.user], ['accept', ADA.id]);
    page.socket.frame({ type: 'ack', id: accepting?.id, room: 'tea', seq: 9 });
    await answered;
    assert.equal(page.chat.store.get().current, 'tea');
    const declined = page.chat.belonging.answer('plans', false);
    const [declining] = page.asked('member');
    assert.equal(declining?.do, 'leave');
    page.socket.frame({ type: 'ack', id: declining?.id, room: 'plans', seq: 10 });
    await declined;
    assert.deepEqual(invitations(), []);
  });

  it('is asked for with each connection: rooms of other devices, conversations, invitations that nobody heard', async () => {
    const page = new Page();
    open.push(page);
    await page.enter([eventAt(1)], { commands: [...ROOMS, 'mine'] });
    const direct = directRoom([ADA.id, BOB.id]);
    const own = { state: 'in', role: 'member', by: BOB, at: '2026-06-15T12:00:00.000Z', seq: 1 };
    const rooms = [
      { ...own, room: 'tea', state: 'invited' },
      { ...own, room: 'plans' },
      { ...own, room: direct, kind: 'direct', people: [ADA, BOB] },
      { ...own, room: 'old', archived: true },
    ];
    const answer = async () => {
      const [question] = page.asked('mine');
      assert.ok(question);
      page.socket.frame({ type: 'mine', id: question.id, rooms, asOf: 1 });
      await turn();
    };
    await answer();
    const { names, invitations, current } = page.chat.store.get();
    assert.deepEqual([names, current], [['lobby', direct, 'plans'], 'lobby']);
    assert.deepEqual(
      invitations.map(({ room }) => room),
      ['tea'],
    );
    assert.equal(page.room(direct).members.size, 2);
    page.chat.belonging.leave(direct);
    await page.reconnect();
    await page.enter([], { commands: [...ROOMS, 'mine'] });
    await answer();
    assert.deepEqual(page.chat.store.get().names, ['lobby', 'plans'], 'it was closed here');
  });

  it('needs no answer on this device where it was given on another, nor in a conversation', async () => {
    const page = await start();
    page.chat.open('tea');
    page.socket.frame({ type: 'invited', room: 'tea', by: BOB });
    const member = { state: 'in', role: 'member' };
    page.socket.frame({ type: 'joined', room: 'tea', head: 1, state: PUBLIC, member });
    const direct = directRoom([ADA.id, BOB.id]);
    page.socket.frame({ type: 'invited', room: direct, by: BOB });
    await turn();
    const { invitations, names, current } = page.chat.store.get();
    assert.deepEqual(invitations, []);
    assert.deepEqual([names, current], [['lobby', 'tea', direct], 'tea']);
  });
});
