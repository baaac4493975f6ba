// What somebody who sits down at the terminal chat is told of the rooms that are theirs, and what happened while they were away.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { directRoom } from '../../../../src/chat/room/direct.ts';
import type { ChatClient } from '../../../../src/client/client.ts';
import type { Board } from '../../../../src/client/terminal/board.ts';
import { Invitations } from '../../../../src/client/terminal/invitations.ts';
import { OwnRooms } from '../../../../src/client/terminal/own-rooms.ts';
import type { Screen } from '../../../../src/client/terminal/screen.ts';
import type { OwnRoom } from '../../../../src/shared/wire/objects.ts';
import { ME } from '../scripted.ts';
import { ALL_COMMANDS, BOB, EVE, joined, live, type Sitting, sit } from './sitting.ts';

const DIRECT = directRoom([ME.id, BOB.id]);
const own = (room: string, more: object = {}) => ({
  ...{ room, state: 'in', role: 'member', by: BOB, at: '2026-06-01T00:00:00.000Z', seq: 1 },
  ...more,
});
const direct = own(DIRECT, { kind: 'direct', people: [ME, BOB] });

describe('rooms of one’s own in the terminal chat', () => {
  let terminal: Sitting;
  beforeEach(async () => {
    terminal = await sit({ columns: 120, commands: [...ALL_COMMANDS, 'mine'] });
    await terminal.tell(joined('lobby'), live(0));
  });
  afterEach(async () => {
    await terminal.end();
  });
  const answer = async (...rooms: object[]) => {
    const { id } = terminal.sent('mine').at(-1) ?? assert.fail();
    await terminal.tell({ type: 'mine', id, rooms, asOf: 9 });
  };
  const notes = () => terminal.rows().join('\n');

  it('are named, but for those that are open, conversations by who is in them', async () => {
    await answer(own('team'), direct, own('lobby'));
    assert.match(notes(), /you are in #team, @Bob, too: \/join goes there/);
    assert.doesNotMatch(notes(), /#lobby, too|wants to speak/);
  });

  it('are a number where they are many', async () => {
    await answer(...Array.from({ length: 13 }, (_, n) => own(`room-${n}`)));
    assert.match(notes().replaceAll('\n', ' '), /#room-9 and 3 more, too/);
  });

  it('into which one was asked while one was away are said, and the last one is meant by /accept', async () => {
    const invited = { state: 'invited' };
    await answer(own('club', { ...invited, by: EVE }), own('team', invited));
    assert.match(notes(), /Bob asks you into #team[\s\S]*Eve asks you into #club/);
    await terminal.type('/accept');
    const [{ room, do: act } = assert.fail()] = terminal.sent('member');
    assert.deepEqual([room, act], ['club', 'accept']);
  });

  it('are not spoken of where nobody knows them', async () => {
    const { id } = terminal.sent('mine')[0] ?? assert.fail();
    const before = notes();
    await terminal.tell({ type: 'error', id, code: 'unavailable', message: 'away', retry: true });
    assert.equal(notes(), before);
  });
});

describe('rooms of one’s own, asked for with each connection', () => {
  it('are said once, and who began to speak with one between two connections as well', async () => {
    const said: string[] = [];
    const answers: OwnRoom[][] = [];
    const client = { rooms: ['lobby'], user: ME, mine: async () => ({ rooms: answers.shift() }) };
    const rooms = new OwnRooms({
      client: client as unknown as ChatClient,
      board: { label: (room: string) => `#${room}` } as unknown as Board,
      screen: { note: (line: string) => said.push(line) } as unknown as Screen,
      invitations: new Invitations(),
      invited: (room, by) => said.push(`${by.name}: ${room}`),
    });
    const looks = async (...now: object[]) => {
      answers.push(now as OwnRoom[]);
      await rooms.look();
      return said.splice(0);
    };
    const club = own('club', { state: 'invited' });
    const old = own('dm-old', { kind: 'direct', people: [ME, BOB] });
    assert.deepEqual(await looks(club, old), [
      'Bob: club',
      'you are in @Bob, too: /join goes there',
    ]);
    const ours = own('dm-ours', { kind: 'direct', by: ME, people: [ME, EVE] });
    assert.deepEqual(await looks(direct, ours, own('team'), club, old), [`Bob: ${DIRECT}`]);
    assert.deepEqual(await looks(direct, ours, own('team'), club, old), []);
  });
});
