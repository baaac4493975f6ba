// What the terminal chat shows of what is done about rooms and people, as it comes.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { eventAt } from '../../web/events.ts';
import {
  ALL_COMMANDS,
  about,
  BOB,
  EVE,
  joined,
  last,
  live,
  type Sitting,
  said,
  sit,
} from './sitting.ts';

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
