import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { STRANGER } from '../../../src/chat/member/member.ts';
import { directRoom } from '../../../src/chat/room/direct.ts';
import { parseQuery } from '../../../src/chat/search/query.ts';
import { StateHolder } from '../../../src/web/model/chat-state.ts';
import { inWords, meant } from '../../../src/web/model/meant.ts';
import { membersOf } from '../../../src/web/model/members.ts';
import { emptyRoom } from '../../../src/web/model/room.ts';
import { ADA } from './events.ts';

const GRACE = { id: 'guest-grace', name: 'Grace Hopper' };
const NOON = new Date(2026, 5, 15, 12).getTime();

describe('a search as people say it', () => {
  const state = new StateHolder(ADA, []);
  const name = directRoom([ADA.id, GRACE.id]);
  const standing = { state: { kind: 'public', title: 'Summer Party' }, member: STRANGER };
  state.addRooms([
    { ...emptyRoom(name), members: membersOf([ADA, GRACE]) },
    { ...emptyRoom('plans'), standing },
  ]);
  const means = (typed: string) => meant(typed, state.now, NOON);

  it('means a conversation by who it is with, and a room by its title', () => {
    assert.equal(inWords(state.now, name), '"Grace Hopper"');
    assert.equal(inWords(state.now, 'plans'), 'plans');
    for (const typed of ['in:"Grace Hopper"', 'in:@"grace hopper"', 'IN:"Grace Hopper"']) {
      assert.equal(means(`tea ${typed}`).toLowerCase(), `tea in:${name}`);
    }
    assert.equal(means('in:"summer party" -in:plans tea'), 'in:plans -in:plans tea');
    for (const typed of ['in:nowhere x', 'say "in:x"', 'in:', 'within:plans']) {
      assert.equal(means(typed), typed);
    }
  });

  it('means a day by its name, where the person is', () => {
    const day = (days: number) => new Date(2026, 5, 15 + days).getTime();
    const query = (typed: string) => {
      const parsed = parseQuery(means(typed));
      assert.ok('query' in parsed);
      return parsed.query;
    };
    assert.equal(query('before:yesterday').before, day(-1));
    assert.equal(query('before:today x').before, day(0));
    assert.equal(query('after:yesterday').since, day(0));
    assert.equal(query('x AFTER:Today').since, day(1));
    assert.equal(means('before:yesterdays'), 'before:yesterdays');
  });
});
