// Whose name is whose where several want one: gateways that each know only what they have read, and one log.
import assert from 'node:assert/strict';
import { COMMANDS, facts } from '../../../src/chat/features.ts';
import type { Asker, CommandKind, State } from '../../../src/chat/kernel/command.ts';
import type { Envelope } from '../../../src/chat/kernel/fact.ts';
import { subjectOfName } from '../../../src/chat/name/holder.ts';
import { createNames } from '../../../src/gateway/name/names.ts';
import { createPresent } from '../../../src/gateway/name/present.ts';
import type { RunCommand } from '../../../src/gateway/name/run.ts';
import { decidingWith, NO_STATE } from '../../support/known.ts';
import { uuid7 } from '../../support/wire.ts';

const HOUR_MS = 3_600_000;

function logOfNames() {
  const log = new Map<string, State>();
  const written: Envelope[] = [];
  const put = (fact: Envelope) => {
    const seq = written.push(fact);
    log.set(facts.subjectOf(fact) ?? assert.fail(), { seq, fact });
  };
  /** A gateway, which knows of a name what it was when it first asked. */
  const gateway = () => {
    const known = new Map<string, State>();
    const of = (subject: string): State => {
      const state = known.get(subject) ?? log.get(subject) ?? NO_STATE;
      known.set(subject, state);
      return state;
    };
    // The log refuses what rests on an older state, and it is decided anew.
    const run: RunCommand = async (kind, command, asker) => {
      for (const subject of kind.needs?.(command, asker)?.states ?? []) known.delete(subject);
      const at = decidingWith({}, { asker, now: Date.now(), state: of });
      const decision = kind.decide(command, at);
      if (decision.do === 'refuse') {
        return { type: 'error', code: decision.code, message: decision.message };
      }
      for (const fact of [decision.fact, ...(decision.and ?? [])]) {
        put(fact);
        known.delete(facts.subjectOf(fact) ?? '');
      }
      return { type: 'ack', id: command.id, seq: written.length };
    };
    const clock = { now: () => Date.now() };
    return { names: createNames({ run, states: { of }, clock }), run, knows: of };
  };
  return { gateway, written };
}

const person = (id: string, name: string): Asker => ({ user: { id, name }, roles: [] });
const times = () => ({ untilMs: Date.now() + 2 * HOUR_MS, atLeastMs: Date.now() + HOUR_MS });

describe('the name that somebody goes by', () => {
  it('is, of a bot, what it was made with: it claims none, also where that is free again', async () => {
    const { gateway, written } = logOfNames();
    const present = createPresent(gateway().names, (error) => assert.fail(String(error)));
    const user = { id: 'bot-1', name: 'Robo', kind: 'bot' };
    const bot = { user, roles: [], rooms: ['den'], scope: ['den'], expiresAt: 1e15 };
    assert.deepEqual(await present(bot), bot);
    assert.deepEqual(written, []);
  });

  it('is nobody else’s, where several whose tokens say the same come at once to several gateways', async () => {
    const { gateway } = logOfNames();
    const gateways = [gateway(), gateway(), gateway(), gateway()];
    // Each has looked before anybody had one.
    for (const { knows } of gateways) {
      for (const name of ['Ada', 'Ada 2', 'Ada 3', 'Ada 4']) knows(subjectOfName(name));
    }
    const all: string[] = [];
    for (const [n, { names }] of gateways.entries()) {
      all.push(await names.nameOf(person(`u${n}`, 'Ada'), times()));
    }
    assert.deepEqual(all, ['Ada', 'Ada 2', 'Ada 3', 'Ada 4']);
  });

  it('is the same each time where nobody may be called what the token says, and written once', async () => {
    const { gateway, written } = logOfNames();
    const ivan = person('u1', 'Ivаn'); // with a Cyrillic letter
    const { names } = gateway();
    const name = await names.nameOf(ivan, times());
    assert.match(name, /^somebody \d+$/);
    assert.equal(await names.nameOf(ivan, times()), name);
    assert.equal(await gateway().names.nameOf(ivan, times()), name, 'on every gateway');
    assert.equal(written.length, 1);
    assert.notEqual(await names.nameOf(person('u2', 'Ivаn'), times()), name);
  });

  it('is written once where it is another than the token says', async () => {
    const { gateway, written } = logOfNames();
    const { names } = gateway();
    await names.nameOf(person('u1', 'Ada'), times());
    for (let i = 0; i < 3; i++)
      assert.equal(await names.nameOf(person('u2', 'Ada'), times()), 'Ada 2');
    assert.equal(written.length, 2);
  });

  it('is what they called themselves since, also from a name that they were given', async () => {
    const { gateway } = logOfNames();
    const { names, run } = gateway();
    const ivan = person('u1', 'Ivаn');
    const given = await names.nameOf(ivan, times());
    const rename = COMMANDS.get('rename') as CommandKind;
    const command = { type: 'rename', id: uuid7(), name: 'Zed' };
    assert.equal((await run(rename, command, person('u1', given))).type, 'ack');
    assert.equal(await names.nameOf(ivan, times()), 'Zed');
  });
});
