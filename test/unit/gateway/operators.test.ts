// Who is an operator by now, in which order whatever was said of it came; and whom somebody means who types a name.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeFact } from '../../../src/chat/kernel/codec.ts';
import { makeRoomlessFact } from '../../../src/chat/kernel/fact.ts';
import { operatorSubject } from '../../../src/chat/kernel/subjects.ts';
import {
  type OperatorFact,
  operatorGranted,
  operatorRevoked,
} from '../../../src/chat/operator/facts.ts';
import { operatorFact, whomOf } from '../../../src/chat/operator/whom.ts';
import { Operators, readOperators } from '../../../src/gateway/edge/operators.ts';
import { LogUnreadable } from '../../../src/gateway/log/direct-get.ts';
import { uuid7 } from '../../support/wire.ts';

const AT = '2026-11-01T12:00:00.000Z';
const JANE = { id: 'terminal:Jane', name: 'Jane' };
const fact = (id: string, isOperator: boolean, name = id): OperatorFact => {
  const data = { user: { id, name }, isOperator };
  const kind = isOperator ? operatorGranted : operatorRevoked;
  return makeRoomlessFact(kind, { id: uuid7(), user: JANE, data }) as OperatorFact;
};
const identity = (id: string, roles: string[] = []) => ({
  ...{ user: { id, name: id }, roles, rooms: [], expiresAt: 1e15 },
});

describe('operators as a gateway knows them', () => {
  it('are those of the setting and of the token where the log says nothing of them', () => {
    const operators = new Operators(['root']);
    assert.deepEqual(operators.of(identity('root', ['x'])).roles, ['x', 'moderator']);
    assert.deepEqual(operators.of(identity('ada', ['moderator', 'x'])).roles, ['moderator', 'x']);
    const ada = identity('ada', ['x']);
    assert.equal(operators.of(ada), ada);
  });

  it('are what the highest fact says, in whatever order they come, applied once or again', () => {
    const said = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });
    const claims = fc.record({ isSet: fc.boolean(), hasRole: fc.boolean() });
    fc.assert(
      fc.property(said, claims, fc.gen(), (facts, { isSet, hasRole }, gen) => {
        const operators = new Operators(isSet ? ['ada'] : []);
        const entries = facts.map((is, i) => ({ seq: i + 1, at: AT, fact: fact('ada', is) }));
        const order = gen(fc.shuffledSubarray, entries, { minLength: entries.length });
        for (const entry of [...order, ...order]) operators.saw(entry);
        const one = operators.of(identity('ada', hasRole ? ['x', 'moderator'] : ['x']));
        assert.equal(one.roles.includes('moderator'), facts.at(-1));
        assert.ok(one.roles.includes('x'));
        assert.equal(operators.of(one), one, 'it is what it was');
        assert.equal(operators.of(identity('bob')).roles.length, 0, 'and nobody else');
      }),
    );
  });

  it('are read whole before anybody is let in, also where the log is away for a moment or cannot be sure', async () => {
    const entries = [fact('ada', true), fact('bob', true), fact('ada', false)].map((one, i) => ({
      ...{ seq: 10 * (i + 1), at: AT, isVoid: false, data: encodeFact(one) },
      subject: operatorSubject(one.data.user.id),
    }));
    let away = 1;
    let unsure = 1;
    const faults: unknown[] = [];
    const operators = new Operators([]);
    await readOperators(
      operators,
      async (_, from) => {
        if (from > 10 && away-- > 0) throw new LogUnreadable('away');
        return entries.find(({ seq }) => seq >= from);
      },
      async () => {
        if (unsure-- > 0) throw new LogUnreadable('nobody knows');
      },
      (error) => faults.push(error),
    );
    const is = (id: string) => operators.of(identity(id)).roles.includes('moderator');
    assert.deepEqual([is('ada'), is('bob'), faults.length], [false, true, 2]);
  });
});

describe('whom somebody means', () => {
  const said = [fact('ada', true, 'Ada'), fact('old', false, 'Zoe')];
  const holders: Record<string, string> = { ada: 'guest-9', bob: 'guest-1' };
  const holder = async (name: string) => {
    const userId = holders[name.toLowerCase()];
    return userId === undefined ? undefined : { userId, name, untilMs: 1e15 };
  };
  const whom = (typed: string) => whomOf(typed, { holder, said });

  it('is whoever holds the name now, then whoever held it who was an operator, then an id of one', async () => {
    assert.deepEqual(await whom('Bob'), { id: 'guest-1', name: 'Bob' });
    assert.deepEqual(await whom('@Bob'), { id: 'guest-1', name: 'Bob' });
    // Somebody else has the name by now.
    assert.deepEqual(await whom('Ada'), { id: 'guest-9', name: 'Ada' });
    assert.deepEqual(await whom('zoe'), { id: 'old', name: 'Zoe' });
    assert.deepEqual(await whom('old'), { id: 'old', name: 'Zoe' });
    assert.equal(await whom('@old'), undefined);
  });

  it('is nobody where a name was mistyped: it is no id that nobody has', async () => {
    assert.equal(await whom('Bobb'), undefined);
    assert.equal(await whom('auth0|7'), undefined);
    assert.deepEqual(await whom('id:auth0|7'), { id: 'auth0|7', name: 'auth0|7' });
  });

  it('is an id or a name for sure where it is said', async () => {
    assert.deepEqual(await whom('id:ada'), { id: 'ada', name: 'Ada' });
    assert.deepEqual(await whom('id:Bob'), { id: 'Bob', name: 'Bob' });
    assert.equal(await whom('@auth0|7'), undefined);
    assert.equal(await whom('id:'), undefined);
  });

  it('becomes a fact, unless it is so already', () => {
    const about = { id: uuid7(), by: JANE, user: { id: 'ada', name: 'Ada' } };
    const [before] = said;
    const made = operatorFact(false, { ...about, before });
    assert.ok('type' in made);
    assert.deepEqual([made.type, made.user], ['OperatorRevoked', JANE]);
    assert.deepEqual(made.data, { user: about.user, isOperator: false });
    assert.ok('problem' in operatorFact(true, { ...about, before }));
    // Who is one by a setting or a token can lose it as well.
    assert.ok('type' in operatorFact(false, { ...about, before: undefined }));
  });
});
