// What is decided about bots, by rules alone: who may make and revoke one, on what that rests, and what a bot may do.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { botOf, botOfUser, botUser } from '../../../src/chat/bot/bot.ts';
import { bot, revoke } from '../../../src/chat/bot/commands.ts';
import { facts } from '../../../src/chat/features.ts';
import { holdingOf } from '../../../src/chat/holding/holding.ts';
import type { Asker, Deciding, Decision, State } from '../../../src/chat/kernel/command.ts';
import { type Envelope, makeFact } from '../../../src/chat/kernel/fact.ts';
import {
  botSubject,
  guardSubject,
  holdingSubject,
  memberSubject,
} from '../../../src/chat/kernel/subjects.ts';
import { member } from '../../../src/chat/member/commands.ts';
import { memberBanned, memberJoined, roleChanged } from '../../../src/chat/member/facts.ts';
import { mayRead, standingOf, writeProblem } from '../../../src/chat/member/standing.ts';
import { post } from '../../../src/chat/message/commands.ts';
import { holderOf, subjectOfName } from '../../../src/chat/name/holder.ts';
import { roomCreated } from '../../../src/chat/room/facts.ts';
import { expectationsOf, propose } from '../../../src/gateway/command/propose.ts';
import { NO_STATE, NOTHING_KNOWN, RULES } from '../../support/known.ts';
import { uuid7 } from '../../support/wire.ts';

const NOW = 1_800_000_000_000;
const who = (id: string, more: Partial<Asker> = {}): Asker => ({
  user: { id, name: id.toUpperCase(), kind: 'member' },
  roles: [],
  ...more,
});
const ADA = who('ada');
const EVE = who('eve');
const OWNER = { state: 'in', role: 'owner' };
const ID = '019b7d7e-0000-4000-8000-000000000001';

/** A log of states: what is decided is stored. */
function world(rooms: Record<string, { kind?: string; owners?: string[]; archived?: true }>) {
  const states = new Map<string, State>();
  let seq = 0;
  const store = (fact: Envelope) => {
    seq += 1;
    states.set(facts.subjectOf(fact) ?? assert.fail(fact.type), { seq, fact });
  };
  for (const [room, { kind = 'public', owners = ['ada'], archived }] of Object.entries(rooms)) {
    const about = { id: uuid7(), room, user: ADA.user };
    const is = { kind, owners, ...(archived && { archived }) };
    store(makeFact(roomCreated, { ...about, data: { room: is } }));
    for (const id of owners) {
      const data = { user: { id, name: id }, member: OWNER };
      store(makeFact(memberJoined, { ...about, data }));
    }
  }
  const at = (asker: Asker, more: Partial<Deciding> = {}): Deciding => ({
    ...{ asker, joined: true, now: NOW, target: undefined, rules: RULES, known: NOTHING_KNOWN },
    state: (subject) => states.get(subject) ?? NO_STATE,
    ...more,
  });
  const take = (decision: Decision) => {
    if (decision.do === 'refuse') return decision.code;
    for (const fact of [decision.fact, ...(decision.and ?? [])]) store(fact);
    return 'stored';
  };
  const make = (asker: Asker, more: object = {}, deciding: Partial<Deciding> = {}) =>
    bot.decide(
      bot.schema.parse({
        ...{ type: 'bot', id: uuid7(NOW), bot: ID, name: 'Robo', kind: 'token', rooms: ['one'] },
        sha256: 'ab'.repeat(32),
        ...more,
      }),
      at(asker, deciding),
    );
  const end = (asker: Asker, id = ID) =>
    revoke.decide({ type: 'revoke', id: uuid7(NOW), bot: id }, at(asker));
  const state = (subject: string) => states.get(subject) ?? NO_STATE;
  return { at, take, make, end, state, store };
}
const codeOf = (decision: Decision) => (decision.do === 'refuse' ? decision.code : 'append');
const robo = (rooms: string[]): Asker => ({
  user: botUser({ id: ID, name: 'Robo' }),
  roles: [],
  scope: rooms,
});

describe('a bot, as it is decided', () => {
  it('is made by who owns every room of its scope, and by nobody else', () => {
    const w = world({ one: {}, two: { owners: ['eve'] }, both: { owners: ['ada', 'eve'] } });
    assert.equal(codeOf(w.make(ADA, { rooms: ['one', 'both'] })), 'append');
    for (const [asker, rooms] of [
      [EVE, ['one']],
      [ADA, ['one', 'two']],
      [ADA, ['lobby']],
      [who('bob'), ['one']],
    ] as const) {
      assert.equal(codeOf(w.make(asker, { rooms })), 'forbidden', rooms.join());
    }
    const operator = who('root', { roles: ['moderator'] });
    assert.equal(codeOf(w.make(operator, { rooms: ['one', 'two', 'lobby'] })), 'append');
    const direct = world({ talk: { kind: 'direct' } });
    for (const asker of [ADA, operator]) {
      assert.equal(codeOf(direct.make(asker, { rooms: ['talk'] })), 'forbidden');
    }
    assert.equal(codeOf(world({ one: { archived: true } }).make(ADA)), 'forbidden');
  });

  it('is made by whom the setting lets make some', () => {
    const w = world({ one: {} });
    const may = (asker: Asker, botCreation: 'members' | 'operators') =>
      codeOf(w.make(asker, {}, { known: { ...NOTHING_KNOWN, botCreation } }));
    const guest = who('ada', { user: { id: 'ada', name: 'Ada', kind: 'guest' } });
    assert.deepEqual([may(guest, 'members'), may(ADA, 'members')], ['forbidden', 'append']);
    assert.equal(may(ADA, 'operators'), 'forbidden');
  });

  it('is one of as many as its maker may have; those that were revoked, by whomever, do not count', () => {
    const w = world({ one: {} });
    const ids = [1, 2, 3].map((n) => `019b7d7e-0000-4000-8000-00000000000${n}`);
    const makes = (asker: Asker, n: number) =>
      w.make(
        asker,
        { bot: ids[n], name: `Robo ${'abc'[n]}` },
        { known: { ...NOTHING_KNOWN, botsMax: 2 } },
      );
    assert.deepEqual(
      [0, 1].map((n) => w.take(makes(ADA, n))),
      ['stored', 'stored'],
    );
    const third = makes(ADA, 2);
    assert.ok(third.do === 'refuse' && third.code === 'conflict');
    assert.match(third.message, /you have made 2 bots, and 2 is the most/);
    const decision = w.end(who('root', { roles: ['moderator'] }), ids[0]);
    assert.equal(w.take(decision), 'stored');
    const then = makes(ADA, 2);
    assert.ok(then.do === 'append');
    const holding = holdingSubject('ada');
    const expected = expectationsOf(propose(then, w.state, NOW));
    assert.equal(expected.find(({ subject }) => subject === holding)?.seq, w.state(holding).seq);
    assert.equal(w.take(then), 'stored');
    assert.deepEqual(holdingOf(w.state(holding)).bots, [ids[1], ids[2]]);
  });

  it('rests on its maker’s membership in each room, by a guard in that room, and on its name', () => {
    const w = world({ one: {}, two: {} });
    const decision = w.make(ADA, { rooms: ['one', 'two'] });
    assert.ok(decision.do === 'append');
    const proposal = propose(decision, w.state, NOW);
    const expected = new Map(expectationsOf(proposal).map((one) => [one.subject, one.seq]));
    for (const room of ['one', 'two']) {
      const own = memberSubject(room, 'ada');
      assert.equal(expected.get(own), w.state(own).seq, room);
      assert.equal(expected.get(memberSubject(room, botUser({ id: ID, name: '' }).id)), 0);
      const guards = (proposal.rest ?? []).filter(({ fact }) => fact === undefined);
      const guard = guards.find(({ expects }) => expects?.subject === own);
      assert.equal(guard?.subject, guardSubject(room));
    }
    assert.equal(expected.get(botSubject(ID)), 0);
    assert.equal(expected.get(subjectOfName('Robo')), 0);
  });

  it('has its name for good, is in its rooms, and is none of that once it is revoked', () => {
    const w = world({ one: {}, two: {} });
    assert.equal(w.take(w.make(ADA, { rooms: ['one', 'two'] })), 'stored');
    assert.equal(codeOf(w.make(ADA)), 'conflict', 'there is one');
    const other = '019b7d7e-0000-4000-8000-000000000002';
    assert.equal(codeOf(w.make(ADA, { bot: other, name: 'robo' })), 'conflict', 'its name');
    const user = botUser({ id: ID, name: 'Robo' });
    const holder = holderOf(w.state(subjectOfName('ROBO')), NOW + 1e12);
    assert.equal(holder?.userId, user.id);
    const writes = () => writeProblem(w.at(robo(['one', 'two'])), 'two', uuid7());
    assert.equal(writes(), undefined);
    assert.equal(codeOf(w.end(EVE)), 'forbidden');
    assert.equal(w.take(w.end(ADA)), 'stored');
    assert.equal(botOf(w.state(botSubject(ID)))?.revoked, true);
    assert.equal(holderOf(w.state(subjectOfName('Robo')), NOW), undefined);
    assert.equal(writes()?.code, 'forbidden');
    assert.equal(codeOf(w.end(ADA)), 'conflict');
    assert.equal(codeOf(w.end(ADA, other)), 'not_found');
  });

  it('that was banned in a room stays banned there when it is revoked', () => {
    const w = world({ one: {} });
    w.take(w.make(ADA));
    const user = botUser({ id: ID, name: 'Robo' });
    const data = { user, member: { state: 'banned', role: 'member' } };
    w.store(makeFact(memberBanned, { id: uuid7(), room: 'one', user: ADA.user, data }));
    assert.equal(w.take(w.end(ADA)), 'stored');
    assert.equal(w.state(memberSubject('one', user.id)).fact?.type, 'MemberBanned');
  });

  it('of two rooms is not revoked by who owns one of them', () => {
    const w = world({ one: {}, two: {} });
    w.take(w.make(ADA, { rooms: ['one', 'two'] }));
    const data = { user: EVE.user, member: OWNER };
    w.store(makeFact(roleChanged, { id: uuid7(), room: 'one', user: ADA.user, data }));
    assert.equal(codeOf(w.end(EVE)), 'forbidden');
  });

  it('is in no room but those that it was put into, public ones as well, and comes back into none by itself', () => {
    const w = world({ one: {}, open: {} });
    w.take(w.make(ADA));
    const at = w.at(robo(['one', 'open']));
    const isOpen = (room: string) => mayRead(standingOf(at, room), room);
    assert.deepEqual([isOpen('one'), isOpen('open'), isOpen('lobby')], [true, false, false]);
    assert.equal(mayRead(standingOf(w.at(EVE), 'open'), 'open'), true, 'people it is open to');
    const command = { type: 'member', id: uuid7(NOW), room: 'open', do: 'accept' } as const;
    const accept = member.decide({ ...command, user: robo([]).user.id }, at);
    assert.equal(codeOf(accept), 'forbidden');
    assert.equal(codeOf(w.make(robo(['one']))), 'forbidden', 'and makes no bots');
  });

  it('says on whose behalf it speaks, and people do not; it calls nobody but by name', () => {
    const w = world({ one: {} });
    w.take(w.make(ADA));
    const says = (asker: Asker, more: object) =>
      post.decide(
        post.schema.parse({
          ...{ type: 'post', id: uuid7(NOW), room: 'one', text: '@everyone look' },
          ...more,
        }),
        w.at(asker),
      );
    const said = says(robo(['one']), { as: { name: 'Jenkins' } });
    assert.ok(said.do === 'append');
    assert.deepEqual(said.fact.data, { text: '@everyone look', as: { name: 'Jenkins' } });
    assert.equal(codeOf(says(ADA, { as: { name: 'Eve' } })), 'forbidden');
    const own = says(ADA, {});
    assert.ok(own.do === 'append' && (own.fact.data as { everyone?: true }).everyone);
    for (const as of [
      {},
      { name: '' },
      { name: 'x\u202e' },
      { emoji: 'no' },
      { name: 'x'.repeat(65) },
    ]) {
      const parsed = post.schema.safeParse({
        ...{ type: 'post', id: uuid7(NOW), room: 'one', text: 'x', as },
      });
      assert.equal(parsed.success, false, JSON.stringify(as));
    }
  });

  it('is a user that no id of somebody else is taken for', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        if (/^bot-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return;
        assert.equal(botOfUser(id), undefined);
      }),
    );
    assert.equal(botOfUser(botUser({ id: ID, name: '' }).id), ID);
    const noBot = { seq: 1, fact: { data: { bot: { id: ID } } } as Envelope };
    assert.equal(botOf(noBot as State), undefined);
  });

  it('refuses a command that is none', () => {
    const fits = (more: object) =>
      bot.schema.safeParse({
        ...{ type: 'bot', id: uuid7(), bot: ID, name: 'Robo', kind: 'token', rooms: ['one'] },
        sha256: 'ab'.repeat(32),
        ...more,
      }).success;
    assert.ok(fits({}));
    for (const more of [
      { bot: ID.toUpperCase() },
      { bot: 'x' },
      { kind: 'outgoing' },
      { rooms: [] },
      { rooms: ['one', 'one'] },
      { rooms: Array.from({ length: 21 }, (_, i) => `r${i}`) },
      { kind: 'incoming', rooms: ['one', 'two'] },
      { sha256: 'AB'.repeat(32) },
      { name: 'everyone' },
      { secret: 'x' },
    ]) {
      assert.ok(!fits(more), JSON.stringify(more));
    }
  });
});
