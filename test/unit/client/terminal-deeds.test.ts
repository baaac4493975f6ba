// What the terminal chat shows of what is done about rooms and people, as it comes.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { eventAt } from '../web/events.ts';
import { ME } from './scripted.ts';
import { ALL_COMMANDS, BOB, byAda, EVE, last, live, type Sitting, said, sit } from './sitting.ts';

const PLAIN = { state: 'in', role: 'member' };
const joined = (room: string, state: object = {}, member: object = PLAIN) => ({
  type: 'joined',
  room,
  head: 0,
  state: { kind: 'public', ...state },
  member,
});
const about = (seq: number, event: string, user: object, member: object = {}, room = 'lobby') =>
  eventAt(seq, { room, event, user: EVE, data: { user, member: { ...PLAIN, ...member } } });
const changed = (seq: number, room: object, event = 'RoomChanged') =>
  eventAt(seq, { event, user: EVE, data: { room: { kind: 'public', ...room } } });

describe('what is done in a room, in the terminal chat', () => {
  let terminal: Sitting;
  beforeEach(async () => {
    terminal = await sit({ commands: ALL_COMMANDS });
  });
  afterEach(async () => {
    await terminal.end();
  });
  const enter = (state: object = {}) => terminal.tell(joined('lobby', state), live(0));

  it('is a line of its own: who did what to whom, and until when', async () => {
    await enter({ title: 'Hall' });
    const soon = Date.now() + 3_600_000;
    const at = new Date(soon);
    const two = (part: number) => String(part).padStart(2, '0');
    await terminal.tell(
      about(1, 'MemberInvited', BOB, { state: 'invited' }),
      said(2, 'hello'),
      about(3, 'MemberMuted', BOB, { mutedUntil: soon }),
      changed(4, { title: 'Great hall', topic: 'tea' }),
    );
    const [invited, hello, muted, room] = terminal.rows().slice(-4);
    assert.match(invited ?? '', /^· \d\d:\d\d Eve invited Bob\.$/);
    assert.match(hello ?? '', /^ 1 \d\d:\d\d Bob {2}hello$/);
    assert.match(
      muted ?? '',
      new RegExp(`^· .* Eve muted Bob until .*${two(at.getHours())}:\\d\\d\\.$`),
    );
    assert.match(room ?? '', /Eve called this room “Great hall” and set the topic to “tea”\.$/);
  });

  it('stands among what was said, where it is caught up with, and in what /history shows', async () => {
    await terminal.tell(joined('lobby', { title: 'Now' }));
    const missed = [said(11, 'one'), changed(12, { title: 'Before' }), said(13, 'two')];
    await terminal.tell(...missed, changed(14, { title: 'Now' }), live(14));
    assert.deepEqual(last(terminal, 5), [
      '1 hh:mm Bob  one',
      '· hh:mm Eve changed what this room is.',
      '2 hh:mm Bob  two',
      '· hh:mm Eve called this room “Now”.',
      '· you are in #lobby: Now',
    ]);
    await terminal.type('/history');
    const [{ id } = assert.fail()] = terminal.sent('history');
    const events = [said(1, 'first'), about(2, 'MemberJoined', EVE), said(3, 'second')];
    await terminal.tell({ type: 'history', id, room: 'lobby', events, more: false });
    assert.deepEqual(last(terminal, 5), [
      '· before that, #lobby:',
      '3 hh:mm Bob  first',
      '· hh:mm Eve joined.',
      '4 hh:mm Bob  second',
      '· that is where it begins',
    ]);
  });

  it('is said once where a role goes with a change of the room', async () => {
    await terminal.tell(joined('lobby', { owners: ['a'] }));
    await terminal.tell(
      about(11, 'RoleChanged', BOB, { role: 'owner' }),
      changed(12, { owners: ['a', BOB.id] }),
      live(12),
    );
    assert.deepEqual(last(terminal, 2), ['· hh:mm Eve made Bob an owner.', '· you are in #lobby']);
    await terminal.tell(
      about(13, 'RoleChanged', BOB, { role: 'moderator' }),
      changed(14, { owners: ['a'] }),
    );
    assert.deepEqual(last(terminal), ['· hh:mm Eve made Bob a moderator.']);
  });

  it('is told again where the log is another one, and nothing of before is compared with it', async () => {
    await enter({ title: 'Hall' });
    await terminal.tell(changed(20, { title: 'Great hall' }));
    await terminal.tell({ type: 'reset', room: 'lobby', reason: 'epoch' });
    await terminal.tell(joined('lobby', { title: 'Cellar' }), changed(1, { title: 'Cellar' }));
    await terminal.tell(live(1));
    assert.deepEqual(last(terminal), ['· hh:mm Eve changed what this room is.']);
  });

  it('in another room carries that one’s name', async () => {
    await enter();
    await terminal.type('/join den');
    await terminal.tell(joined('den'), live(0, 'den'));
    await terminal.tell(about(1, 'MemberBanned', BOB));
    assert.deepEqual(last(terminal), ['#lobby · hh:mm Eve banned Bob.']);
  });

  it('by somebody with a strange name, about another one, does nothing to the terminal', async () => {
    await enter();
    const strange = { id: 'u-mal', name: 'Mal\u001b[2Jlory' };
    await terminal.tell(
      eventAt(1, {
        event: 'RoleChanged',
        user: strange,
        data: { user: strange, member: { state: 'in', role: '\u001b[2J' } },
      }),
      changed(2, { topic: 'a\u001b[2J\u202eb' }),
    );
    assert.deepEqual(last(terminal, 2), [
      '· hh:mm Mal�[2Jlory became a plain member.',
      '· hh:mm Eve set the topic to “a�[2J�b”.',
    ]);
  });

  it('guests are marked as guests, wherever they are named', async () => {
    await enter();
    const guest = { ...BOB, kind: 'guest' };
    await terminal.tell(
      said(1, 'hello', { user: guest }),
      about(2, 'MemberInvited', { id: 'guest-2', name: 'Bob' }),
    );
    assert.deepEqual(last(terminal, 2), [
      '1 hh:mm Bob (guest)  hello',
      '· hh:mm Eve invited Bob (guest).',
    ]);
    await terminal.tell(said(3, 'hello', { user: { id: 'guest-1', name: 'Old' } }));
    await terminal.tell(said(4, 'hello', { user: { ...EVE, kind: 'member' } }));
    assert.deepEqual(last(terminal, 2), ['2 hh:mm Old (guest)  hello', '3 hh:mm Eve  hello']);
  });

  it('says what a room is as one comes in', async () => {
    const topic = 'what to do';
    await enter({ kind: 'private', title: 'Plans', topic, slowModeSeconds: 30, archived: true });
    assert.match(
      terminal.rows().slice(-2).join(''),
      /you are in #lobby: Plans · what to do · private · one message in 30 s · archived: nobody/,
    );
  });
});

describe('what is done to oneself, in the terminal chat', () => {
  let terminal: Sitting;
  beforeEach(async () => {
    terminal = await sit({ commands: ALL_COMMANDS });
    await terminal.tell(joined('lobby'), live(0));
    await terminal.type('/join den');
    await terminal.tell(joined('den'), live(0, 'den'));
  });
  afterEach(async () => {
    await terminal.end();
  });

  it('an invitation is said at once, whatever is being typed, and /accept means it', async () => {
    await terminal.press('half a');
    await terminal.tell({ type: 'invited', room: 'plans', by: EVE });
    assert.deepEqual(last(terminal), [
      '· Eve asks you into #plans: /accept plans, or /decline plans',
    ]);
    assert.equal(terminal.line(), '#den › half a');
    await terminal.press('\u0015');
    await terminal.type('/accept');
    const [{ room, user, do: act } = assert.fail()] = terminal.sent('member');
    assert.deepEqual([room, user, act], ['plans', ME.id, 'accept']);
    await terminal.tell({ type: 'ack', id: terminal.lastId(), room: 'plans', seq: 4 });
    assert.equal(terminal.sent('join').at(-1)?.room, 'plans');
    assert.equal(terminal.line(), '#plans ›');
  });

  it('who joins the room that they were asked into says yes', async () => {
    await terminal.tell({ type: 'invited', room: 'plans', by: EVE });
    await terminal.type('/join plans');
    assert.equal(terminal.sent('member')[0]?.do, 'accept');
  });

  it('who was sent out comes in again where they are asked to', async () => {
    await terminal.tell({ type: 'left', room: 'den', reason: 'removed', by: EVE });
    await terminal.tell({ type: 'invited', room: 'den', by: EVE });
    const before = terminal.sent('join').length;
    await terminal.type('/accept');
    await terminal.tell({ type: 'ack', id: terminal.lastId(), room: 'den', seq: 4 });
    assert.equal(terminal.sent('join').length, before + 1);
  });

  it('/decline says no, to the last one where none is named', async () => {
    await terminal.type('/decline');
    assert.match(terminal.rows().at(-1) ?? '', /nobody asked you into a room/);
    await terminal.tell({ type: 'invited', room: 'one', by: EVE });
    await terminal.tell({ type: 'invited', room: 'two', by: EVE });
    await terminal.type('/decline');
    await terminal.tell({ type: 'ack', id: terminal.lastId(), room: 'two', seq: 4 });
    assert.deepEqual(last(terminal), ['· you said no to #two']);
    await terminal.type('/decline');
    assert.deepEqual(
      terminal.sent('member').map(({ room, do: act }) => [room, act]),
      [
        ['two', 'leave'],
        ['one', 'leave'],
      ],
    );
  });

  for (const [reason, words] of [
    ['banned', 'Eve banned you from #den'],
    ['removed', 'Eve sent you out of #den'],
    ['closed', '#den is open to its members alone from now on (Eve)'],
  ] as const) {
    it(`being sent out (${reason}) is said at once; what is typed goes nowhere else`, async () => {
      await terminal.press('a secret of #den');
      await terminal.tell({ type: 'left', room: 'den', reason, by: EVE });
      const said = terminal.rows().slice(-2).join(' ');
      assert.ok(said.includes(`! ${words}: /join lobby goes back to #lobby`), said);
      await terminal.type('');
      assert.deepEqual(terminal.sent('post'), []);
      assert.match(terminal.rows().slice(-2).join(' '), /Join den before you post to it; \/join/);
      await terminal.type('/rooms');
      assert.deepEqual(last(terminal), ['· #lobby']);
    });
  }

  it('what one left elsewhere is left here', async () => {
    await terminal.tell({ type: 'left', room: 'den', reason: 'left', by: ME });
    assert.deepEqual(last(terminal), ['· you left #den and are in #lobby']);
    assert.equal(terminal.line(), '#lobby ›');
  });

  it('a direct room is called by its people, and who is put into one is told', async () => {
    const room = `dm-${'0'.repeat(40)}`;
    await terminal.tell({ type: 'invited', room, by: EVE });
    assert.deepEqual(last(terminal), ['· Eve wants to speak with you: /accept']);
    await terminal.type('/accept');
    assert.equal(terminal.sent('join').at(-1)?.room, room);
    await terminal.tell(
      joined(room, { kind: 'direct' }),
      about(1, 'MemberJoined', EVE, {}, room),
      about(2, 'MemberJoined', ME, {}, room),
      live(2, room),
    );
    assert.deepEqual(last(terminal), ['· you are in @Eve']);
    assert.equal(terminal.line(), '@Eve ›');
    assert.deepEqual(terminal.sent('member'), [], 'one is in it already');
  });

  it('a name that one took is said, and a room that is slow', async () => {
    const user = { ...ME, name: 'Ada L.' };
    const data = { name: 'Ada L.', skeleton: 'adal' };
    const { room: _, ...event } = eventAt(9, { event: 'NameClaimed', user, data });
    await terminal.tell(event);
    assert.deepEqual(last(terminal), ['· you are Ada L. now']);
    await terminal.type('too soon');
    const slow = { code: 'slow_mode', message: 'wait', retry: true, retryAfterMs: 11_200 };
    await terminal.tell({ type: 'error', id: terminal.lastId(), room: 'den', ...slow });
    assert.deepEqual(last(terminal), ['· this room is slow: what you said goes out in 12 s']);
  });

  it('a room that one may not enter is said once, and one stays where one was', async () => {
    await terminal.type('/join cellar');
    const message = 'cellar is not open to you';
    await terminal.tell({ type: 'error', code: 'forbidden', message, room: 'cellar' });
    const rows = terminal.rows().filter((row) => row.includes('not open'));
    assert.deepEqual(rows, ['! #cellar: cellar is not open to you']);
    assert.equal(terminal.line(), '#den ›');
    await terminal.tell(said(5, 'still here', { room: 'den', ...byAda }));
    assert.match(terminal.rows().at(-1) ?? '', /still here/);
  });
});
