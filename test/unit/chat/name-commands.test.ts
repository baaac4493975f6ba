// Whose a name is, and what becomes of a claim. Pure: the state comes from the last fact of the name's subject.
import assert from 'node:assert/strict';
import { facts } from '../../../src/chat/features.ts';
import type { Asker, Deciding, Decision, State } from '../../../src/chat/kernel/command.ts';
import type { Envelope } from '../../../src/chat/kernel/fact.ts';
import { claim, release, rename } from '../../../src/chat/name/commands.ts';
import { holderOf, subjectOfName } from '../../../src/chat/name/holder.ts';
import { propose } from '../../../src/gateway/command/propose.ts';
import { NO_STATE, NOTHING_KNOWN } from '../../support/known.ts';
import { uuid7 } from '../../support/wire.ts';

const NOW = 1_800_000_000_000;
const asker = (id: string, name: string): Asker => ({
  user: { id, name, kind: 'guest' },
  roles: [],
});
const ADA = asker('guest-ada', 'Ada');
const EVE = asker('guest-eve', 'Eve');

/** A log of names: what is appended is the state. */
function log() {
  const states = new Map<string, State>();
  let seq = 0;
  const store = (fact: Envelope) => {
    seq += 1;
    states.set(facts.subjectOf(fact) ?? assert.fail(), { seq, fact });
  };
  const at = (asker: Asker, now = NOW): Deciding => ({
    asker,
    joined: false,
    now,
    rules: { editWindowMs: Number.POSITIVE_INFINITY },
    target: undefined,
    state: (subject) => states.get(subject) ?? { seq: 0, fact: undefined },
    known: NOTHING_KNOWN,
  });
  const take = (decision: Decision) => {
    if (decision.do !== 'append') return decision.code;
    store(decision.fact);
    for (const fact of decision.and ?? []) store(fact);
    return 'appended';
  };
  return {
    claim: (who: Asker, untilMs: number, now = NOW) =>
      take(claim.decide({ type: 'claim', id: uuid7(now), untilMs }, at(who, now))),
    rename: (who: Asker, name: string, now = NOW) =>
      take(rename.decide({ type: 'rename', id: uuid7(now), name }, at(who, now))),
    release: (who: Asker, name: string) =>
      take(release.decide({ type: 'release', id: uuid7(), name }, at(who))),
    decide: (who: Asker, name: string) =>
      rename.decide({ type: 'rename', id: uuid7(), name }, at(who)),
    holder: (name: string, now = NOW) =>
      holderOf(states.get(subjectOfName(name)) ?? { seq: 0, fact: undefined }, now)?.userId,
  };
}

describe('a name in the log', () => {
  it('is of whoever claimed it first, and nobody else’s who would look like it', () => {
    const names = log();
    assert.equal(names.claim(ADA, NOW + 1_000), 'appended');
    for (const name of ['Ada', 'ada', 'аda', 'A d a']) {
      assert.equal(names.claim(asker('guest-eve', name), NOW + 1_000), 'conflict', name);
    }
    assert.equal(names.claim(asker('guest-eve', 'Adam'), NOW + 1_000), 'appended');
    assert.equal(names.holder('ADA'), 'guest-ada');
  });

  it('is free again when its time has come, by the log’s clock, and when it was given up', () => {
    const names = log();
    names.claim(ADA, NOW + 1_000);
    const other = asker('guest-eve', 'Ada');
    assert.equal(names.claim(other, NOW + 2_000, NOW + 999), 'conflict');
    assert.equal(names.claim(other, NOW + 2_000, NOW + 1_000), 'appended');
    assert.equal(names.release(ADA, 'Ada'), 'conflict');
    assert.equal(names.release(other, 'Ada'), 'appended');
    assert.equal(names.holder('Ada'), undefined);
    assert.equal(names.claim(ADA, NOW + 1_000), 'appended');
  });

  it('is claimed for longer by whoever has it', () => {
    const names = log();
    names.claim(ADA, NOW + 1_000);
    names.claim(ADA, NOW + 5_000);
    assert.equal(names.holder('Ada', NOW + 4_999), 'guest-ada');
  });

  it('is given up for another one, which is claimed with it and for as long', () => {
    const names = log();
    names.claim(ADA, NOW + 5_000);
    const decision = names.decide(ADA, 'Countess');
    assert.equal(decision.do, 'append');
    if (decision.do !== 'append') return;
    // Each rests on what was said of its own name.
    const { subject, expects, rest } = propose(decision, () => NO_STATE, NOW);
    assert.deepEqual([subject, expects?.subject], [subjectOfName('Countess'), subject]);
    assert.deepEqual(
      rest?.map((one) => [one.fact?.type, one.subject, one.expects?.subject]),
      [['NameReleased', subjectOfName('Ada'), subjectOfName('Ada')]],
    );
    names.rename(ADA, 'Countess');
    assert.equal(names.holder('Countess', NOW + 4_999), 'guest-ada');
    assert.equal(names.holder('Countess', NOW + 5_000), undefined);
    assert.equal(names.holder('Ada'), undefined);
  });

  it('stays where the wanted one is taken', () => {
    const names = log();
    names.claim(ADA, NOW + 5_000);
    names.claim(EVE, NOW + 5_000);
    assert.equal(names.rename(ADA, 'EVE'), 'conflict');
    assert.equal(names.holder('Ada'), 'guest-ada');
  });

  it('may be spelled otherwise, and nothing is given up', () => {
    const names = log();
    names.claim(ADA, NOW + 5_000);
    const decision = names.decide(ADA, 'ADA');
    assert.ok(decision.do === 'append' && decision.and === undefined);
    names.rename(ADA, 'ADA');
    assert.equal(names.holder('Ada'), 'guest-ada');
  });

  it('is refused by the rule before anything is read', () => {
    const parse = (name: unknown) => rename.schema.safeParse({ type: 'rename', id: uuid7(), name });
    assert.equal(parse('  Ada   Lovelace ').data?.name, 'Ada Lovelace');
    for (const name of ['', ' ', 'Аda', 'a\u202eb', 7, 'x'.repeat(65)]) {
      assert.equal(parse(name).success, false, String(name));
    }
  });
});
