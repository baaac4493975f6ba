// What the terminal chat shows of what is done to whoever sits there, as it comes.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { eventAt } from '../../web/events.ts';
import { ME } from '../scripted.ts';
import {
  ALL_COMMANDS,
  about,
  byAda,
  EVE,
  joined,
  last,
  live,
  type Sitting,
  said,
  sit,
} from './sitting.ts';

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
      about(1, 'MemberJoined', EVE, { room }),
      about(2, 'MemberJoined', ME, { room }),
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
