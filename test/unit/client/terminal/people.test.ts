// Whom a name means at a terminal.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ChatError } from '../../../../src/client/errors.ts';
import { People } from '../../../../src/client/terminal/people.ts';
import type { Person, User } from '../../../../src/shared/wire/objects.ts';
import { ME } from '../scripted.ts';
import { BOB, EVE } from './sitting.ts';

interface Scene {
  here?: User[];
  /** Who wrote, or was spoken of. */
  known?: User[];
  /** Who holds a name like it. */
  holders?: User[];
  /** Who is something in the room. */
  members?: User[];
  fails?: ChatError;
}

/** `asked`: the questions, in order. */
function people({ here, known = [], holders = [], members = [], fails }: Scene) {
  const asked: string[] = [];
  const asPeople = (users: User[]): Person[] => users.map((user) => ({ user }));
  const client = {
    user: ME,
    rooms: ['lobby'],
    people: async ({ room, query }: { room?: string; query?: string }) => {
      asked.push(`${room ?? ''}?${query}`);
      if (fails !== undefined) throw fails;
      return { people: asPeople(room === undefined ? holders : members), asOf: 0 };
    },
  };
  const room = {
    present: here && { room: 'lobby', count: here.length, here },
    people: () => [...(here ?? []), ...known],
  };
  const board = {
    room: (name: string) => (name === 'lobby' ? (room as never) : undefined),
    place: (number: number) => {
      if (number !== 7) throw new ChatError('invalid', `${number} names no message`);
      return { room: 'lobby', seq: 70, user: EVE };
    },
  };
  return { asked, found: new People(client, board) };
}

const OTHER_BOB = { id: 'u-bob-2', name: 'Bob' };
const gone = new ChatError('unavailable', 'the rows are away');

describe('whom a name means at a terminal', () => {
  it('whoever is here, however it is written, and nobody is asked', async () => {
    const lovelace = { id: 'u-l', name: 'Grace  Hopper' };
    const { asked, found } = people({ here: [ME, BOB, lovelace] });
    for (const typed of ['@Bob', 'Bob', ' @bob ', '@ BOB']) {
      assert.equal((await found.find(typed, 'lobby')).id, BOB.id, typed);
    }
    assert.equal((await found.find('@grace hopper', 'lobby')).id, lovelace.id);
    assert.equal((await found.find('@Ada', 'lobby')).id, ME.id);
    assert.deepEqual(asked, []);
  });

  it('whoever is called that now, not who was once', async () => {
    const { asked, found } = people({ here: [ME], known: [BOB], holders: [OTHER_BOB] });
    assert.equal((await found.find('@Bob', 'lobby')).id, OTHER_BOB.id);
    assert.deepEqual(asked, ['?Bob']);
  });

  it('who is something in the room, where nobody is called that now', async () => {
    const { asked, found } = people({ members: [BOB], holders: [{ id: 'u-x', name: 'Bobby' }] });
    assert.equal((await found.find('@Bob', 'lobby')).id, BOB.id);
    assert.deepEqual(asked, ['?Bob', 'lobby?Bob']);
  });

  it('who was sent out, by the name that they had then, where that is asked', async () => {
    const { asked, found } = people({ members: [BOB], holders: [OTHER_BOB] });
    assert.equal((await found.find('@Bob', 'lobby', { isOut: true })).id, BOB.id);
    assert.deepEqual(asked, ['lobby?Bob']);
  });

  it('in a room that one is not in nobody asks for its people', async () => {
    const { asked, found } = people({ holders: [BOB] });
    assert.equal((await found.find('@Bob', 'attic')).id, BOB.id);
    await assert.rejects(found.find('@Eve', 'attic'));
    assert.deepEqual(asked, ['?Bob', '?Eve']);
  });

  it('of names that are only like it none is meant; they are said', async () => {
    const holders = [BOB, { id: 'u-x', name: 'Bobby\u001b[2J' }];
    const { found } = people({ holders });
    await assert.rejects(found.find('@Bo', 'lobby'), {
      message: 'nobody is called Bo; is it @Bob, @Bobby�[2J?',
    });
    await assert.rejects(people({}).found.find('@Bo', 'lobby'), {
      message: 'nobody is called Bo',
    });
  });

  it('where nobody answers, who was called so here, if that is one alone', async () => {
    for (const code of ['unavailable', 'unsupported', 'timeout'] as const) {
      const fails = new ChatError(code, 'no answer');
      const { found } = people({ here: [ME], known: [BOB, BOB], fails });
      assert.equal((await found.find('@Bob', 'lobby')).id, BOB.id);
    }
    const several = people({ known: [BOB, OTHER_BOB], fails: gone }).found;
    await assert.rejects(several.find('@Bob', 'lobby'), /several people were called Bob/);
    const nobody = people({ fails: gone }).found;
    await assert.rejects(nobody.find('@Bob', 'lobby'), /Bob is not here, and nobody can look/);
    const broken = people({ known: [BOB], fails: new ChatError('closed', 'it is over') }).found;
    await assert.rejects(broken.find('@Bob', 'lobby'), /it is over/);
  });

  it('whoever is here twice under one name is asked for', async () => {
    const { found } = people({ here: [BOB, OTHER_BOB], holders: [OTHER_BOB] });
    assert.equal((await found.find('@Bob', 'lobby')).id, OTHER_BOB.id);
  });

  it('a number means who said that message; behind @ it is a name', async () => {
    const { found } = people({ holders: [{ id: 'u-7', name: '7' }] });
    assert.equal((await found.find('7', 'lobby')).id, EVE.id);
    assert.equal((await found.find('@7', 'lobby')).id, 'u-7');
    await assert.rejects(found.find('8', 'lobby'), /8 names no message/);
  });

  it('nobody is meant by nothing', async () => {
    for (const typed of ['', ' ', '@', '@ ']) {
      await assert.rejects(people({}).found.find(typed, 'lobby'), /say who: @name/);
    }
  });
});
