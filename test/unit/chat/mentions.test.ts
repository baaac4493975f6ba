// Whom a text speaks to.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { COMMANDS } from '../../../src/chat/features.ts';
import type { Asker, State } from '../../../src/chat/kernel/command.ts';
import { makeRoomlessFact } from '../../../src/chat/kernel/fact.ts';
import { MENTIONS_MAX, parseMentions } from '../../../src/chat/mention/parse.ts';
import { mentionsOf, needsOfMentions } from '../../../src/chat/mention/resolve.ts';
import { nameClaimed } from '../../../src/chat/name/facts.ts';
import { subjectOfName } from '../../../src/chat/name/holder.ts';
import { skeleton } from '../../../src/chat/name/skeleton.ts';
import { uuid7 } from '../../support/wire.ts';

const NOW = 1_800_000_000_000;
const claimed = (userId: string, name: string, untilMs = NOW + 1): [string, State] => [
  subjectOfName(name),
  {
    seq: 1,
    fact: makeRoomlessFact(nameClaimed, {
      id: uuid7(),
      user: { id: userId, name },
      data: { name, skeleton: skeleton(name), until: new Date(untilMs).toISOString() },
    }),
  },
];
const STATES = new Map([
  claimed('u-ada', 'Ada'),
  claimed('u-lovelace', 'Ada Lovelace'),
  claimed('u-countess', 'Ada Lovelace, Countess of things'),
  claimed('u-bob', 'Bob'),
  claimed('u-li', '李'),
  claimed('u-gone', 'Gone', NOW),
]);
const GUEST: Asker = { user: { id: 'g', name: 'G', kind: 'guest' }, roles: [] };
const MEMBER: Asker = { user: { id: 'm', name: 'M', kind: 'member' }, roles: [] };

function spokenTo(text: string, asker = GUEST) {
  const needed = new Set(needsOfMentions(text));
  const state = (subject: string): State => {
    assert.ok(needed.has(subject), `${subject} was not needed`);
    return STATES.get(subject) ?? { seq: 0, fact: undefined };
  };
  return mentionsOf(text, { asker, now: NOW, state });
}

describe('mentions', () => {
  for (const [text, ...ids] of [
    ['hello @Ada', 'u-ada'],
    ['@ada: look', 'u-ada'],
    ['(@ADA)', 'u-ada'],
    ['@Ada, @Bob!', 'u-ada', 'u-bob'],
    ['@Ada Lovelace wrote it', 'u-lovelace'],
    ['@AdaLovelace wrote it', 'u-lovelace'],
    ['@Ada wrote it', 'u-ada'],
    ['@Ada\nLovelace', 'u-ada'],
    ['@Ada @Ada @ada', 'u-ada'],
    ['@Ada @Bob', 'u-ada', 'u-bob'],
    ['@Nobody (@Bob)', 'u-bob'],
    ['@"Ada Lovelace, Countess of things" hi', 'u-countess'],
    ['@李 你好', 'u-li'],
    ['mail ada@Bob', ...[]],
    ['@Gone @Nobody @', ...[]],
    ['@@Ada', ...[]],
    ['no one at all', ...[]],
  ] as [string, ...string[]][]) {
    it(`are ${ids.join(' and ') || 'none'} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(spokenTo(text).mentions ?? [], ids);
    });
  }

  it('are not looked for in a text without an @: it rests on no name', () => {
    const post = COMMANDS.get('post') ?? assert.fail();
    const needs = (text: string) =>
      post
        .needs?.({ type: 'post', id: uuid7(), room: 'r', text } as never, GUEST)
        ?.states?.filter((subject) => subject.startsWith('chat.name.'));
    assert.deepEqual(needs('hello Ada'), []);
    assert.deepEqual(needs('ada@example.org'), []);
    assert.equal(needs('hello @Ada')?.length, 1);
  });

  it('are everyone where a member says so, and nobody where a guest does', () => {
    assert.deepEqual(spokenTo('@everyone look', MEMBER), { everyone: true });
    assert.deepEqual(spokenTo('@Everyone: look', { ...GUEST, roles: ['moderator'] }), {
      everyone: true,
    });
    assert.deepEqual(spokenTo('@everyone look', GUEST), {});
    assert.deepEqual(spokenTo('everyone look', MEMBER), {});
  });

  it('are so many at most, and quickly found in whatever somebody sends', () => {
    const many = Array.from({ length: 100 }, (_, i) => `@name${i} x y`).join(' ');
    assert.equal(parseMentions(many).names.length, MENTIONS_MAX);
    const started = performance.now();
    for (const part of [
      '@',
      '!@',
      '@!',
      '@a',
      '!@!a ',
      '@"',
      '@" ',
      '@a ',
      '\u0301@',
      '@\u0301 ',
    ]) {
      parseMentions(part.repeat(4_096 / part.length));
    }
    assert.ok(performance.now() - started < 1_000);
  });

  it('rest on nothing but the names that they need, of any text', () => {
    const part = fc.constantFrom('@', 'Ada', ' ', 'Lovelace', '"', '.', '\n', 'Bob', '@Bob', 'x@y');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const { mentions = [] } = spokenTo(parts.join(''), MEMBER);
        assert.equal(new Set(mentions).size, mentions.length);
      }),
    );
  });
});
