// Which entries a deletion erases: of any rows, only those that are the message it names, whole.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Change, Named } from '../../../src/persister/erase/changes.ts';
import { decide } from '../../../src/persister/erase/decide.ts';

const one = { room: 'lobby', user: 'ada', id: 'a' };
const target = (seq: number, { user, id } = one) => ({ seq, user, id });
const posted = (seq: number, { room, user, id } = one): Named => ({
  ...{ seq, room, user, id },
  type: 'MessagePosted',
});
const change = (seq: number, type: string, of: number, message = one): Change => ({
  ...{ seq, type, room: message.room },
  target: target(of, message),
});
const NOTHING = { named: [], edits: [], deletions: [] };

describe('decide what is erased', () => {
  it('a message and its edits, before and behind the deletion', () => {
    const edits = [change(3, 'MessageEdited', 1), change(9, 'MessageEdited', 1)];
    const deletion = change(5, 'MessageDeleted', 1);
    const decided = decide([deletion], { ...NOTHING, named: [posted(1)], edits });
    assert.deepEqual(decided, { erase: [1, 3, 9], refused: [] });
  });

  it('an edit behind a deletion, and none before one that was not looked at', () => {
    const deletions = [change(5, 'MessageDeleted', 1)];
    const known = { ...NOTHING, named: [posted(1)], deletions };
    assert.deepEqual(decide([change(4, 'MessageEdited', 1)], known).erase, []);
    assert.deepEqual(decide([change(6, 'MessageEdited', 1)], known).erase, [6]);
  });

  it('an edit whose row is empty already, once more', () => {
    const empty = { seq: 4, type: 'MessageEdited', room: 'lobby', target: undefined };
    assert.deepEqual(decide([empty], NOTHING), { erase: [4], refused: [] });
  });

  it('what is left of a message that is no row any more, without a word', () => {
    const edits = [change(3, 'MessageEdited', 1)];
    const decided = decide([change(5, 'MessageDeleted', 1)], { ...NOTHING, edits });
    assert.deepEqual(decided, { erase: [3], refused: [] });
  });

  it('nothing for a deletion that names nothing, itself, or what comes later', () => {
    const naming = (to: Change['target']) => ({ ...change(5, 'MessageDeleted', 1), target: to });
    for (const to of [undefined, target(5), target(6)]) {
      const deletion = naming(to);
      const decided = decide([deletion], { ...NOTHING, named: [posted(5), posted(6)] });
      assert.deepEqual(decided, { erase: [], refused: [deletion] });
    }
  });

  it('nothing where the row is another message in anything', () => {
    const rows = [
      posted(1, { ...one, room: 'other' }),
      posted(1, { ...one, user: 'eve' }),
      posted(1, { ...one, id: 'b' }),
      { ...posted(1), type: 'MessageEdited' },
    ];
    const deletion = change(5, 'MessageDeleted', 1);
    for (const row of rows) {
      const edits = [change(3, 'MessageEdited', 1)];
      const decided = decide([deletion], { ...NOTHING, named: [row], edits });
      assert.deepEqual(decided, { erase: [], refused: [deletion] });
    }
  });

  it('never what is of another room, user or id, whatever is said', () => {
    const messages = fc.record({
      room: fc.constantFrom('lobby', 'other'),
      user: fc.constantFrom('ada', 'eve'),
      id: fc.constantFrom('a', 'b'),
    });
    const rows = fc.array(
      fc.record({
        message: messages,
        of: fc.integer({ min: 1, max: 12 }),
        type: fc.constantFrom('MessagePosted', 'MessageEdited', 'MessageDeleted', 'RoomChanged'),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(rows, (said) => {
        const changes = said
          .map(({ message, of, type }, i) => change(i + 1, type, of, message))
          .filter(({ type }) => type === 'MessageEdited' || type === 'MessageDeleted');
        const of = (type: string) => changes.filter((one) => one.type === type);
        const deletions = of('MessageDeleted');
        const { erase, refused } = decide(changes, {
          named: said.map(({ message, type }, i) => ({ ...posted(i + 1, message), type })),
          edits: of('MessageEdited'),
          deletions,
        });
        for (const seq of erase) {
          const { message, type, of: to } = said[seq - 1] ?? assert.fail(`nothing at ${seq}`);
          const post = type === 'MessagePosted' ? seq : to;
          const asked = deletions.some(
            (one) =>
              one.target?.seq === post &&
              one.room === message.room &&
              one.target.user === message.user &&
              one.target.id === message.id &&
              !refused.includes(one),
          );
          assert.ok(asked, `nobody deleted what is at ${seq}`);
          assert.deepEqual(said[post - 1]?.message, message);
          assert.equal(said[post - 1]?.type, 'MessagePosted');
        }
      }),
    );
  });
});
