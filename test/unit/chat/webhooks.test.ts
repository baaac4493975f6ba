// What is decided about webhooks, by rules alone, and what becomes of one as its deliveries go well or badly.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type HoldingData,
  type HoldingFact,
  holdingFact,
} from '../../../src/chat/holding/facts.ts';
import { type Deciding, type Decision, MODERATOR } from '../../../src/chat/kernel/command.ts';
import { type Envelope, makeFact, makeRoomlessFact } from '../../../src/chat/kernel/fact.ts';
import {
  guardSubject,
  holdingSubject,
  memberSubject,
  stateSubject,
  webhookSubject,
} from '../../../src/chat/kernel/subjects.ts';
import { memberJoined } from '../../../src/chat/member/facts.ts';
import type { Member } from '../../../src/chat/member/member.ts';
import { roomCreated } from '../../../src/chat/room/facts.ts';
import type { Room } from '../../../src/chat/room/room.ts';
import { webhook } from '../../../src/chat/webhook/commands.ts';
import {
  failed,
  gaveUp,
  isGivenUp,
  missedAgain,
  recovered,
  sentAgain,
} from '../../../src/chat/webhook/delivery.ts';
import { webhookMade } from '../../../src/chat/webhook/facts.ts';
import { mayHear, type Since } from '../../../src/chat/webhook/hearing.ts';
import { type Maker, webhookIdOf } from '../../../src/chat/webhook/id.ts';
import { urlProblem, WEBHOOK_LIMITS, type Webhook } from '../../../src/chat/webhook/webhook.ts';
import { propose } from '../../../src/gateway/command/propose.ts';
import { decidingWith, NOTHING_KNOWN } from '../../support/known.ts';
import { uuid7 } from '../../support/wire.ts';

const ROOM = 'plans';
const NOW = 1_800_000_000_000;
const URL_ = 'https://example.org/hook';
const ADA = { id: 'ada', name: 'Ada' };
const OWNER = { state: 'in', role: 'owner' };
const ROOM_OF_ADA: Room = { kind: 'public', owners: ['ada'] };

type Known = { seq: number; fact: Envelope };
const idOf = (command: string, more: Partial<Maker> = {}) =>
  webhookIdOf({ userId: 'ada', room: ROOM, command, ...more });

const webhookAt = (slot: number, more: Partial<Webhook> = {}): Webhook => ({
  ...{ id: uuid7(), room: ROOM, slot, url: URL_, events: ['message.posted'], by: ADA, state: 'on' },
  ...more,
});

/** A room that Ada owns, with these webhooks; `who` asks. */
function at(
  webhooks: readonly Webhook[] = [],
  more: Partial<Deciding> = {},
  own: { member?: Member; room?: Room } = {},
  others: Record<string, Known> = {},
) {
  const about = { id: uuid7(), room: ROOM, user: ADA };
  const facts: Record<string, Known> = {
    ...others,
    [stateSubject(ROOM)]: {
      seq: 1,
      fact: makeFact(roomCreated, { ...about, data: { room: own.room ?? ROOM_OF_ADA } }),
    },
    [memberSubject(ROOM, 'ada')]: {
      seq: 2,
      fact: makeFact(memberJoined, { ...about, data: { user: ADA, member: own.member ?? OWNER } }),
    },
  };
  for (const one of webhooks) {
    const fact = makeRoomlessFact(webhookMade, { id: uuid7(), user: ADA, data: { webhook: one } });
    facts[webhookSubject(ROOM, one.slot)] = { seq: 10 + one.slot, fact };
  }
  return decidingWith(facts, { asker: { user: ADA, roles: [] }, now: NOW, ...more });
}
const commandOf = (act: string, more: Record<string, unknown> = {}) =>
  webhook.schema.parse({ type: 'webhook', id: uuid7(), room: ROOM, do: act, ...more });
const does = (deciding: Deciding, act: string, more: Record<string, unknown> = {}) =>
  webhook.decide(commandOf(act, more), deciding);
const makes = (deciding: Deciding) => does(deciding, 'make', { url: URL_ });
const code = (decision: Decision) =>
  decision.do === 'refuse' ? decision.code : decision.fact.type;
const saidBy = (decision: Decision): Webhook => {
  assert.ok(decision.do === 'append', JSON.stringify(decision));
  return (decision.fact.data as { webhook: Webhook }).webhook;
};

describe('a webhook', () => {
  it('is made by an owner, and by an operator, and by nobody else', () => {
    assert.equal(code(makes(at())), 'WebhookMade');
    for (const role of ['moderator', 'member']) {
      assert.equal(code(makes(at([], {}, { member: { state: 'in', role } }))), 'forbidden', role);
    }
    assert.equal(
      code(makes(at([], {}, { member: { state: 'banned', role: 'owner' } }))),
      'forbidden',
    );
    const operator = { asker: { user: { id: 'eve', name: 'Eve' }, roles: [MODERATOR] } };
    assert.equal(code(makes(at([], operator))), 'WebhookMade');
    assert.equal(code(makes(at([], operator, { room: { kind: 'direct' } }))), 'forbidden');
    const archived = at([], {}, { room: { ...ROOM_OF_ADA, archived: true } });
    assert.equal(code(makes(archived)), 'forbidden');
    const guest = { asker: { user: { ...ADA, kind: 'guest' as const }, roles: [] } };
    for (const [webhookCreation, who, expected] of [
      ['members', guest, 'forbidden'],
      ['members', {}, 'WebhookMade'],
      ['operators', {}, 'forbidden'],
      ['operators', operator, 'WebhookMade'],
    ] as const) {
      const set = { ...who, known: { ...NOTHING_KNOWN, webhookCreation } };
      assert.equal(code(makes(at([], set))), expected, webhookCreation);
    }
    const nowhere = { known: { ...NOTHING_KNOWN, hasWebhooks: false } };
    assert.equal(code(makes(at([], nowhere))), 'forbidden');
  });

  it('has an id that nobody else can give one, takes the first free place, and rests on that, on what its maker has and on their membership', () => {
    const deciding = at([webhookAt(1), webhookAt(2, { state: 'revoked' }), webhookAt(3)]);
    const command = commandOf('make', {
      url: ' HTTPS://Example.org/a b ',
      events: ['message.posted', 'message.posted'],
    });
    const decision = webhook.decide(command, deciding);
    const said = saidBy(decision);
    assert.deepEqual(said, {
      ...{ id: idOf(command.id), room: ROOM, slot: 2, url: 'https://example.org/a%20b' },
      ...{ events: ['message.posted'], by: ADA, made: NOW, state: 'on' },
    });
    assert.ok(decision.do === 'append');
    const { subject, expects, rest = [] } = propose(decision, deciding.state, NOW);
    assert.equal(subject, webhookSubject(ROOM, 2));
    assert.deepEqual(expects, { subject, seq: 12 });
    const others = [
      idOf(command.id, { userId: 'eve' }),
      idOf(command.id, { room: 'den' }),
      idOf(uuid7()),
      command.id,
    ];
    assert.ok(!others.includes(said.id));
    const [holding, ...guards] = rest;
    assert.deepEqual(holding?.expects, { subject: holdingSubject('ada'), seq: 0 });
    assert.deepEqual((holding?.fact?.data as HoldingData | undefined)?.holding, {
      bots: [],
      webhooks: [{ room: ROOM, slot: 2, id: said.id }],
    });
    assert.deepEqual(guards, [
      {
        fact: undefined,
        subject: guardSubject(ROOM),
        expects: { subject: memberSubject(ROOM, 'ada'), seq: 2 },
      },
    ]);
  });

  it('is one of a few: where all places are taken the log itself refuses a further one', () => {
    const all = Array.from({ length: WEBHOOK_LIMITS.slots }, (_, index) => webhookAt(index + 1));
    assert.equal(code(makes(at(all))), 'conflict');
    assert.equal(saidBy(makes(at(all.slice(0, -1)))).slot, WEBHOOK_LIMITS.slots);
  });

  it('that is sent once more is not made twice', () => {
    const command = commandOf('make', { url: URL_ });
    const made = webhookAt(1, { id: idOf(command.id) });
    const again = webhook.decide(command, at([made]));
    assert.ok(again.do === 'refuse' && again.message === 'it is made already');
    // Who made it may go on calling it by their command, and nobody else may.
    assert.equal(code(does(at([made]), 'pause', { webhook: command.id })), 'WebhookChanged');
    const eve = { asker: { user: { id: 'eve', name: 'Eve' }, roles: [MODERATOR] } };
    assert.equal(code(does(at([made], eve), 'pause', { webhook: command.id })), 'conflict');
    assert.equal(code(does(at([made], eve), 'pause', { webhook: made.id })), 'WebhookChanged');
  });

  it('is paused, goes on at once, is changed and revoked; of one that is not there any more that is said', () => {
    const failing = { seq: 9, since: 1, attempts: 7, next: NOW + 1e6, error: 'it answered 500' };
    const before = webhookAt(4, { failing, givenUp: { count: 1, last: [5], at: 1, error: 'x' } });
    const changes = (act: string, more = {}) =>
      does(at([before]), act, { webhook: before.id, ...more });
    assert.deepEqual(saidBy(changes('pause')), { ...before, state: 'paused' });
    const now = { ...failing, attempts: 0, next: 0 };
    const answers = [{ user: ADA, at: NOW }];
    assert.deepEqual(saidBy(changes('resume')), { ...before, failing: now, answers });
    assert.deepEqual(saidBy(changes('change', { url: 'http://example.org' })), {
      ...before,
      failing: now,
      url: 'http://example.org/',
      answers,
    });
    const { failing: _, ...rest } = before;
    assert.deepEqual(saidBy(changes('revoke')), { ...rest, state: 'revoked' });
    const decision = changes('revoke');
    assert.ok(decision.do === 'append');
    assert.deepEqual(decision.expects, [webhookSubject(ROOM, 4), memberSubject(ROOM, 'ada')]);
    const revoked = at([{ ...before, state: 'revoked' }]);
    assert.equal(code(does(revoked, 'pause', { webhook: before.id })), 'conflict');
    assert.equal(code(does(at(), 'pause', { webhook: uuid7() })), 'conflict');
    // Also where nobody writes any more.
    const archived = at([before], {}, { room: { ...ROOM_OF_ADA, archived: true } });
    assert.equal(code(does(archived, 'revoke', { webhook: before.id })), 'WebhookRevoked');
  });

  it('has sent again what was given up, where something was', () => {
    const given = webhookAt(1, { givenUp: { count: 3, last: [5, 9], at: 1, error: 'x' } });
    const command = commandOf('again', { webhook: given.id });
    const said = saidBy(webhook.decide(command, at([given])));
    assert.deepEqual(said.again, { id: command.id, seqs: [5, 9] });
    assert.equal(said.givenUp, undefined);
    assert.equal(
      code(does(at([webhookAt(1, { id: given.id })]), 'again', { webhook: given.id })),
      'conflict',
    );
  });

  it('skips what fails, and that alone: it is given up, and can be sent again', () => {
    const failing = { seq: 9, since: 1, attempts: 7, next: NOW + 1e6, error: 'it answered 500' };
    const before = webhookAt(4, { failing, givenUp: { count: 1, last: [5], at: 1, error: 'x' } });
    const skips = (seq: number, is = before) => does(at([is]), 'skip', { webhook: before.id, seq });
    const after = saidBy(skips(9));
    assert.deepEqual(after.failing, { ...failing, seq: 0, attempts: 0, next: 0 });
    assert.deepEqual(after.givenUp, {
      ...{ count: 2, last: [5, 9], at: NOW, error: 'it answered 500' },
    });
    assert.ok(isGivenUp(after, 9));
    // What one saw failing went through meanwhile, or something else fails.
    assert.equal(code(skips(8)), 'conflict');
    assert.equal(code(skips(9, recovered(before))), 'conflict');
    assert.equal(code(skips(9, after)), 'conflict');
    const deposed = at([before], {}, { member: { state: 'in', role: 'moderator' } });
    assert.equal(code(does(deposed, 'skip', { webhook: before.id, seq: 9 })), 'forbidden');
  });

  it('is one of as many as its maker may have, over all rooms; what was revoked does not count', () => {
    const all = [1, 2, 3].map((slot) => webhookAt(slot));
    const holdingWith = (webhooks: readonly Webhook[]): Record<string, Known> => {
      const held = webhooks.map(({ room, slot, id }) => ({ room, slot, id }));
      const fact = holdingFact(uuid7(), ADA, { bots: [], webhooks: held });
      return { [holdingSubject('ada')]: { seq: 50, fact } };
    };
    const known = { ...NOTHING_KNOWN, webhooksMax: 3 };
    const decided = (is: readonly Webhook[], held = is) =>
      makes(at(is, { known }, {}, holdingWith(held)));
    const refused = decided(all);
    assert.ok(refused.do === 'refuse');
    assert.match(refused.message, /you have made 3 webhooks, and 3 is the most/);
    const [first, ...others] = all;
    assert.ok(first);
    const less = decided([{ ...first, state: 'revoked' }, ...others], all);
    assert.ok(less.do === 'append');
    const [holding] = (less.and ?? []) as [HoldingFact];
    assert.deepEqual(
      holding.data.holding.webhooks.map(({ slot }) => slot),
      [2, 3, 1],
    );
    // Another one stands at its place by now.
    assert.equal(code(decided([{ ...first, id: uuid7() }, ...others], all)), 'WebhookMade');
  });

  it('has an address of HTTP without a password, in one spelling', () => {
    for (const good of [
      URL_,
      'http://example.org:8080/?a=b#c',
      'https://bücher.example/',
      ' https://a.example ',
    ]) {
      assert.equal(urlProblem(good), undefined, good);
    }
    const long = `https://example.org/${'a'.repeat(WEBHOOK_LIMITS.urlMax)}`;
    const bad = [
      '',
      'example.org',
      'ftp://example.org',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'https://',
    ];
    for (const url of [...bad, 'https://u:p@example.org', 'https://u@example.org', long]) {
      assert.ok(urlProblem(url), url);
    }
    // Short as it is typed, too long as it is sent.
    assert.ok(urlProblem(`https://example.org/${'ü'.repeat(1_000)}`));
  });

  it('is asked for only as far as its command says', () => {
    const id = uuid7();
    for (const wrong of [
      { do: 'make' },
      { do: 'make', url: URL_, webhook: id },
      { do: 'pause' },
      { do: 'pause', webhook: id, url: URL_ },
      { do: 'skip', webhook: id },
      { do: 'resume', webhook: id, seq: 5 },
      { do: 'resume', webhook: id, events: ['message.posted'] },
      { do: 'make', url: URL_, events: [] },
      { do: 'make', url: URL_, events: ['member.joined'] },
      { do: 'break', webhook: id },
    ]) {
      const frame = { type: 'webhook', id: uuid7(), room: ROOM, ...wrong };
      assert.ok(!webhook.schema.safeParse(frame).success, JSON.stringify(wrong));
    }
  });
});

describe('whoever answers for a webhook', () => {
  const MADE = NOW - 1e6;
  const is = (state: string, at = NOW): Since => ({ member: { state, role: 'member' }, at });
  const PRIVATE: Room = { kind: 'private' };
  const made = webhookAt(1, { made: MADE });

  it('hears it as long as they may read the room: not after they left a private one, were sent out of it or banned', () => {
    for (const [room, state, hears] of [
      [PRIVATE, 'in', true],
      [PRIVATE, 'out', false],
      [PRIVATE, 'removed', false],
      [PRIVATE, 'banned', false],
      [PRIVATE, 'invited', false],
      [{ kind: 'vault' }, 'out', false],
      [{ kind: 'public' }, 'out', true],
      [{ kind: 'public' }, 'removed', true],
      [{ kind: 'public' }, 'banned', false],
      [{ kind: 'public' }, 'of a newer version', false],
    ] as const) {
      assert.equal(mayHear(made, room, [is(state)]), hears, `${room.kind} ${state}`);
    }
  });

  it('heard it as an operator, where they were nobody there before', () => {
    assert.ok(mayHear(made, PRIVATE, [undefined]));
    assert.ok(mayHear(made, PRIVATE, [is('out', MADE - 60_000)]));
    assert.ok(!mayHear(made, PRIVATE, [is('out', MADE + 1)]));
  });

  it('is whose address it is, and beside them who let it go on', () => {
    const eve = { asker: { user: { id: 'eve', name: 'Eve' }, roles: [MODERATOR] } };
    const goesOn = saidBy(does(at([made], eve), 'resume', { webhook: made.id }));
    assert.ok(mayHear(goesOn, PRIVATE, [is('banned'), is('in')]));
    assert.ok(mayHear(goesOn, PRIVATE, [is('in'), is('banned', NOW + 1)]));
    assert.ok(!mayHear(goesOn, PRIVATE, [is('banned'), is('banned', NOW + 1)]));
    // Another address is another one's: its first owner answers for it no more.
    const elsewhere = { webhook: made.id, url: 'https://eve.example/' };
    const changed = saidBy(does(at([goesOn], eve), 'change', elsewhere));
    assert.ok(!mayHear(changed, PRIVATE, [is('banned', NOW + 1), is('in')]));
  });

  it('is no bot that is out of the room, also where that is open to all', () => {
    const user = { id: 'bot-019b7d7e-0000-4000-8000-000000000001', name: 'Robo' };
    const its = { ...made, by: user };
    assert.ok(mayHear(its, { kind: 'public' }, [is('in')]));
    assert.ok(!mayHear(its, { kind: 'public' }, [is('removed')]));
  });
});

describe('what becomes of a webhook', () => {
  const about = (seq: number, now: number) => ({ seq, now, error: `error ${seq}` });
  const steps = fc.array(
    fc.record({
      what: fc.constantFrom('failed', 'gave up', 'missed', 'delivered'),
      seq: fc.integer({ min: 1, max: 400 }),
    }),
    { maxLength: 400 },
  );

  it('keeps of what was given up the count and the last sequences, whatever happens; a success ends a failure, and nothing else', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let is = webhookAt(1);
        let count = 0;
        let since: number | undefined;
        const given = new Set<number>();
        for (const [now, { what, seq }] of all.entries()) {
          if (what === 'failed') {
            is = failed(is, { ...about(seq, now), attempts: 2, next: now + 5 });
            since ??= now;
            assert.equal(is.failing?.seq, seq);
          } else if (what === 'delivered') {
            is = recovered(is);
            since = undefined;
          } else {
            is = what === 'missed' ? missedAgain(is, about(seq, now)) : gaveUp(is, about(seq, now));
            count += 1;
            given.add(seq);
            assert.ok(given.size > WEBHOOK_LIMITS.givenUpMax || isGivenUp(is, seq));
          }
          assert.equal(is.failing?.since, since);
        }
        assert.equal(is.givenUp?.count ?? 0, count);
        const last = is.givenUp?.last ?? [];
        assert.ok(last.length <= WEBHOOK_LIMITS.givenUpMax);
        assert.deepEqual(
          last,
          [...last].sort((a, b) => a - b),
        );
        assert.ok(last.every((seq) => given.has(seq)));
      }),
    );
  });

  it('keeps no more sequences than can be sent again, the last ones', () => {
    let is = webhookAt(1);
    for (let seq = 1; seq <= 250; seq++) is = gaveUp(is, about(seq, seq));
    const last = Array.from({ length: WEBHOOK_LIMITS.givenUpMax }, (_, index) => 151 + index);
    assert.deepEqual([is.givenUp?.count, is.givenUp?.last], [250, last]);
  });

  it('takes what fails once more from what is sent again back to what was given up', () => {
    const before = webhookAt(1, { again: { id: uuid7(), seqs: [5, 9] } });
    const missed = missedAgain(before, about(5, 1));
    assert.deepEqual([missed.again?.seqs, missed.givenUp?.last], [[9], [5]]);
    assert.equal(sentAgain(missed).again, undefined);
    assert.deepEqual(sentAgain(missed).givenUp?.last, [5]);
  });
});
