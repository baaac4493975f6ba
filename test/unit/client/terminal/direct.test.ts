// Commands of the terminal chat about speaking with a few people alone.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { directRoom } from '../../../../src/chat/room/direct.ts';
import { ME } from '../scripted.ts';
import { ALL_COMMANDS, BOB, EVE, joined, last, live, type Sitting, said, sit } from './sitting.ts';

const HERE = { type: 'presence', room: 'lobby', count: 3, here: [ME, BOB, EVE] };

describe('direct rooms in the terminal chat', () => {
  let terminal: Sitting;
  beforeEach(async () => {
    terminal = await sit({ commands: ALL_COMMANDS });
    await terminal.tell(joined('lobby'), live(0), HERE);
  });
  afterEach(async () => {
    await terminal.end();
  });
  const stored = (seq = 5) => terminal.tell({ type: 'ack', id: terminal.lastId(), seq });
  const refused = (code: string, message: string) =>
    terminal.tell({ type: 'error', id: terminal.lastId(), code, message });
  const fieldsOf = ({ type: _, id: __, ...fields }: { type: string; id: string }) => fields;
  const acts = () => terminal.sent('member').map(fieldsOf);

  describe('/dm', () => {
    const bobs = directRoom([ME.id, BOB.id]);

    it('begins the room of these people, by their names or by a message of theirs', async () => {
      await terminal.type('/dm @Bob');
      assert.deepEqual(terminal.sent('create').map(fieldsOf), [
        { room: bobs, kind: 'direct', members: [BOB.id] },
      ]);
      await stored();
      assert.equal(terminal.sent('join').at(-1)?.room, bobs);
      await terminal.tell(joined(bobs, { kind: 'direct' }), live(5, bobs));
      await terminal.type('/join lobby');
      await terminal.tell(said(6, 'hi', { user: EVE }));
      await terminal.type('/dm @Bob @Eve');
      const both = directRoom([ME.id, BOB.id, EVE.id]);
      assert.deepEqual(terminal.sent('create').slice(1).map(fieldsOf), [
        { room: both, kind: 'direct', members: [BOB.id, EVE.id] },
      ]);
      await stored();
      await terminal.tell(joined(both, { kind: 'direct' }), live(6, both));
      await terminal.type('/join lobby');
      await terminal.type('/dm 1');
      assert.equal(terminal.sent('create').at(-1)?.room, directRoom([ME.id, EVE.id]));
      await terminal.type('/dm');
      assert.match(last(terminal).join(), /say with whom: \/dm @name/);
    });

    it('goes to the one that somebody began, and comes back to one that was left', async () => {
      await terminal.type('/dm @Bob');
      await refused('conflict', 'there is a room already');
      assert.deepEqual(acts(), [{ room: bobs, user: ME.id, do: 'accept' }]);
      await refused('conflict', 'you are in it');
      assert.equal(terminal.sent('join').at(-1)?.room, bobs);
      assert.doesNotMatch(terminal.rows().join(), /already|you are in it/);
      await terminal.tell(joined(bobs, { kind: 'direct' }), live(5, bobs));
      const asked = terminal.sent('create').length;
      await terminal.type('/join lobby');
      await terminal.type('/join @Bob');
      assert.equal(terminal.sent('create').length, asked, 'one is in it');
      assert.notEqual(terminal.line(), '#lobby ›');
    });
  });
});
