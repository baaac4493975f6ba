// Commands of the terminal chat about speaking with a few people alone.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { directRoom } from '../../../../src/chat/room/direct.ts';
import { ME } from '../scripted.ts';
import { BOB, EVE, eachSitsWithOthers, joined, last, live, type Sitting, said } from './sitting.ts';

describe('direct rooms in the terminal chat', () => {
  let terminal: Sitting;
  eachSitsWithOthers((sitting) => {
    terminal = sitting;
  });
  const fieldsOf = ({ type: _, id: __, ...fields }: { type: string; id: string }) => fields;

  describe('/dm', () => {
    const bobs = directRoom([ME.id, BOB.id]);

    it('begins the room of these people, by their names or by a message of theirs', async () => {
      await terminal.type('/dm @Bob');
      assert.deepEqual(terminal.sent('create').map(fieldsOf), [
        { room: bobs, kind: 'direct', members: [BOB.id] },
      ]);
      await terminal.stored();
      assert.equal(terminal.sent('join').at(-1)?.room, bobs);
      await terminal.tell(joined(bobs, { kind: 'direct' }), live(5, bobs));
      await terminal.type('/join lobby');
      await terminal.tell(said(6, 'hi', { user: EVE }));
      await terminal.type('/dm @Bob @Eve');
      const both = directRoom([ME.id, BOB.id, EVE.id]);
      assert.deepEqual(terminal.sent('create').slice(1).map(fieldsOf), [
        { room: both, kind: 'direct', members: [BOB.id, EVE.id] },
      ]);
      await terminal.stored();
      await terminal.tell(joined(both, { kind: 'direct' }), live(6, both));
      await terminal.type('/join lobby');
      await terminal.type('/dm 1');
      assert.equal(terminal.sent('create').at(-1)?.room, directRoom([ME.id, EVE.id]));
      await terminal.type('/dm');
      assert.match(last(terminal).join(), /say with whom: \/dm @name/);
    });

    it('goes to the one that somebody began, and comes back to one that was left', async () => {
      await terminal.type('/dm @Bob');
      await terminal.refused('conflict', 'there is a room already');
      assert.deepEqual(terminal.acts(), [{ room: bobs, user: ME.id, do: 'accept' }]);
      await terminal.refused('conflict', 'you are in it');
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
