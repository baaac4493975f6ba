// Who may change a message, and what becomes of what was asked: decisions over a message, pure.
import assert from 'node:assert/strict';
import { COMMANDS, facts } from '../../../src/chat/features.ts';
import type { Asker, Command, Deciding, Decision } from '../../../src/chat/kernel/command.ts';
import { type Entry, makeFact } from '../../../src/chat/kernel/fact.ts';
import { memberSubject, stateSubject } from '../../../src/chat/kernel/subjects.ts';
import { memberJoined } from '../../../src/chat/member/facts.ts';
import type { Member } from '../../../src/chat/member/member.ts';
import { roomArchived, roomChanged } from '../../../src/chat/room/facts.ts';
import { posted } from '../../support/facts.ts';
import { decidingWith, NOTHING_KNOWN } from '../../support/known.ts';
import { uuid7 } from '../../support/wire.ts';

const ADA = { id: 'ada', name: 'Ada', kind: 'guest' };
const BOB = { id: 'bob', name: 'Bob' };
const room = 'lobby';
const AT = '2026-01-02T03:04:05.678Z';
const message: Entry = {
  seq: 7,
  at: AT,
  fact: posted({ id: uuid7(), room, user: ADA, text: 'hello' }),
};
const target = { seq: 7, id: message.fact.id, user: ADA, at: AT };

const asker = (user: Asker['user'], ...roles: string[]): Asker => ({ user, roles });
const deciding = (more: Partial<Deciding> = {}): Deciding => ({
  ...decidingWith(),
  asker: asker(ADA),
  now: Date.parse(AT) + 60_000,
  target: message,
  ...more,
});
const COMMANDS_ABOUT = {
  edit: { text: 'hullo' },
  delete: {},
  react: { emoji: '👍', on: true },
  pin: { on: true },
} as const;
type Type = keyof typeof COMMANDS_ABOUT;
const TYPES = Object.keys(COMMANDS_ABOUT) as Type[];

function decide(type: Type, more: Partial<Deciding> = {}, said: object = {}): Decision {
  const kind = COMMANDS.get(type) ?? assert.fail();
  const frame = { type, id: uuid7(), room, target: 7, ...COMMANDS_ABOUT[type], ...said };
  const command = kind.schema.parse(frame) as Command;
  const at = deciding(more);
  const { id } = at.asker.user;
  assert.deepEqual(kind.needs?.(command, at.asker), {
    target: 7,
    states: [stateSubject(room), memberSubject(room, id)],
  });
  return kind.decide(command, at);
}
const factOf = (decision: Decision) =>
  decision.do === 'append' ? decision.fact : assert.fail(JSON.stringify(decision));
const codeOf = (decision: Decision) => decision.do === 'refuse' && decision.code;
const moderator = { asker: asker(BOB, 'moderator') };
const bob = { asker: asker(BOB) };
/** As the room has them. */
const member = (id: string, is: Member): Deciding['state'] => {
  const data = { user: { id, name: id }, member: is };
  const fact = makeFact(memberJoined, { id: uuid7(), room, user: BOB, data });
  return decidingWith({ [memberSubject(room, id)]: { seq: 5, fact } }).state;
};
const bobIs = (role: string) => ({ ...bob, state: member('bob', { state: 'in', role }) });

describe('a change of a message', () => {
  it('says of its message all that is known where the message itself is gone', () => {
    for (const type of TYPES) {
      const fact = factOf(decide(type, type === 'pin' ? moderator : {}));
      assert.deepEqual((fact.data as { target: object }).target, target, type);
      assert.equal(facts.subjectOf(fact), 'chat.room.lobby.change', type);
      const reading = facts.understand({ seq: 9, at: AT, fact });
      assert.equal(reading.is, 'known', type);
    }
  });

  it('is what was asked', () => {
    const said = ([type, more, how]: [Type, object, object?]) => {
      const { type: event, data } = factOf(decide(type, more, how));
      const { target: _, ...rest } = data as { target: object };
      return [event, rest];
    };
    assert.deepEqual(
      (
        [
          ['edit', {}],
          ['delete', {}],
          ['react', bob],
          ['react', bob, { on: false }],
          ['pin', moderator],
          ['pin', moderator, { on: false }],
        ] as [Type, object, object?][]
      ).map(said),
      [
        ['MessageEdited', { text: 'hullo' }],
        ['MessageDeleted', {}],
        ['ReactionAdded', { emoji: '👍' }],
        ['ReactionRemoved', { emoji: '👍' }],
        ['MessagePinned', {}],
        ['MessageUnpinned', {}],
      ],
    );
  });

  it('needs that one is in the room', () => {
    for (const type of TYPES) assert.equal(codeOf(decide(type, { joined: false })), 'not_joined');
  });

  for (const [what, entry] of [
    ['which is not there: it is of another room, was deleted, or never was', undefined],
    ['that is no message', { ...message, fact: { ...message.fact, type: 'ReactionAdded' } }],
  ] as const) {
    it(`is of no message ${what}: an earlier try may have been stored`, () => {
      for (const type of TYPES) {
        const refused = decide(type, { ...moderator, target: entry });
        assert.deepEqual(refused, {
          do: 'refuse',
          code: 'not_found',
          message: 'there is no message 7 in lobby: it was deleted, or never was',
          byNow: true,
        });
      }
    });
  }

  it('rests on what its author is in the room', () => {
    for (const type of TYPES) {
      const [who, id] = type === 'edit' ? [{}, 'ada'] : [moderator, 'bob'];
      const decision = decide(type, who);
      assert.equal(decision.do === 'append' && decision.expects, memberSubject(room, id), type);
    }
  });

  it('is nobody’s who is banned or muted, nor anybody’s in a room that is archived', () => {
    const now = Date.parse(AT) + 1_000;
    for (const sentence of [{ state: 'banned' }, { state: 'in', mutedUntil: now + 1 }]) {
      for (const type of TYPES) {
        const more = { now, state: member('ada', { role: 'owner', ...sentence }) };
        assert.equal(codeOf(decide(type, more)), 'forbidden', `${type} ${sentence.state}`);
      }
    }
    const data = { room: { kind: 'public', archived: true } };
    const fact = makeFact(roomArchived, { id: uuid7(), room, user: BOB, data });
    const archived = decidingWith({ [stateSubject(room)]: { seq: 3, fact } }).state;
    for (const type of TYPES) {
      assert.equal(codeOf(decide(type, { ...moderator, state: archived })), 'forbidden', type);
    }
  });

  it('is not kept apart from what was said before, where a room is slow', () => {
    const data = { room: { kind: 'public', slowModeSeconds: 60 } };
    const fact = makeFact(roomChanged, { id: uuid7(), room, user: BOB, data });
    const slow = decidingWith({ [stateSubject(room)]: { seq: 3, fact } }).state;
    const lastMessage = () => ({ id: message.fact.id, atMs: Date.parse(AT) });
    const more = { state: slow, known: { ...NOTHING_KNOWN, lastMessage } };
    for (const type of ['edit', 'delete', 'react'] as const) factOf(decide(type, more));
  });

  it('is its author’s to edit, not even a moderator’s', () => {
    for (const who of [bob, moderator]) assert.equal(codeOf(decide('edit', who)), 'forbidden');
  });

  it('is made for so long after the message, where that has an end', () => {
    const late = { now: Date.parse(AT) + 60_001 };
    const refused = decide('edit', late);
    assert.deepEqual(
      [codeOf(refused), refused.do === 'refuse' && refused.byNow],
      ['forbidden', true],
    );
    assert.equal(decide('edit', { ...late, rules: { editWindowMs: 1e15 } }).do, 'append');
    assert.equal(decide('delete', late).do, 'append');
  });

  it('takes a message away for its author, for moderators and owners of the room, and for operators', () => {
    for (const who of [bob, bobIs('member')]) {
      assert.equal(codeOf(decide('delete', who)), 'forbidden');
    }
    for (const who of [{}, moderator, bobIs('moderator'), bobIs('owner')]) {
      factOf(decide('delete', who));
    }
  });

  it('pins for moderators and owners of the room, and for operators', () => {
    for (const who of [{}, bobIs('member')]) assert.equal(codeOf(decide('pin', who)), 'forbidden');
    for (const who of [moderator, bobIs('moderator'), bobIs('owner')]) factOf(decide('pin', who));
  });

  it('says one emoji in one way', () => {
    const emojiOf = (emoji: string) =>
      (factOf(decide('react', bob, { emoji })).data as { emoji: string }).emoji;
    assert.equal(emojiOf('👍\u{fe0f}'), '👍');
    assert.equal(emojiOf('\u{2764}'), '❤️');
    assert.equal(emojiOf('👍🏽'), '👍🏽');
  });

  for (const [what, type, wrong] of [
    ['a reaction with text', 'react', { emoji: 'ok' }],
    ['a reaction with two emoji', 'react', { emoji: '👍👍' }],
    ['a reaction that does not say whether it comes or goes', 'react', { on: 'yes' }],
    ['an edit without a text', 'edit', { text: ' ' }],
    ['an edit that is too long', 'edit', { text: 'x'.repeat(4_097) }],
    ['no sequence', 'delete', { target: 0 }],
    ['half a sequence', 'delete', { target: 1.5 }],
    ['an id that is no UUIDv7', 'pin', { id: 'x' }],
    ['a field that nobody knows', 'pin', { until: 1 }],
  ] as const) {
    it(`is not ${what}`, () => {
      const { schema } = COMMANDS.get(type) ?? assert.fail();
      const frame = { type, id: uuid7(), room, target: 7, ...COMMANDS_ABOUT[type], ...wrong };
      assert.equal(schema.safeParse(frame).success, false);
    });
  }
});

describe('an answer to a message', () => {
  it('is stored with the sequence that it names, whatever that is by now', () => {
    const { schema, decide, needs } = COMMANDS.get('post') ?? assert.fail();
    const command = schema.parse({ type: 'post', id: uuid7(), room, text: 'yes', replyTo: 7 });
    assert.equal(needs?.(command, asker(ADA))?.target, undefined);
    const decision = decide(command, deciding({ target: undefined }));
    assert.deepEqual(factOf(decision).data, { text: 'yes', replyTo: 7 });
    assert.equal(schema.safeParse({ ...command, replyTo: 0 }).success, false);
  });
});
