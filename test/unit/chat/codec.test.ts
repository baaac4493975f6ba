import assert from 'node:assert/strict';
import { z } from 'zod';
import { facts } from '../../../src/chat/features.ts';
import { createCodec, messageId } from '../../../src/chat/kernel/codec.ts';
import { defineFact, type Envelope } from '../../../src/chat/kernel/fact.ts';
import {
  changeSubject,
  memberSubject,
  messageSubject,
  nameSubject,
  placeOf,
  roomFilter,
  someSubject,
  stateSubject,
} from '../../../src/chat/kernel/subjects.ts';
import { encodeFact, posted } from '../../support/facts.ts';

const id = '01a20a57-d13b-7972-8438-62a8c37e5da3';
const fact = posted({ id, room: 'lobby', user: { id: 'u1', name: 'Ada' }, text: 'Grüße 👋' });
const place = { seq: 7, at: '2026-01-02T03:04:05.678Z' };
const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const rawOf = (payload: unknown, subject = 'chat.room.lobby.message') => ({
  ...place,
  isVoid: false,
  subject,
  data: payload instanceof Uint8Array ? payload : bytes(payload),
});
const read = (payload: unknown, subject?: string) => facts.read(rawOf(payload, subject));
const reason = (payload: unknown, subject?: string) => {
  const reading = read(payload, subject);
  return reading.is === 'poison' ? reading.reason : reading.is;
};

describe('facts in the log', () => {
  it('are read as they were written', () => {
    const raw = { ...place, fact };
    assert.deepEqual(read(encodeFact(fact)), { is: 'known', entry: raw, raw });
  });

  it('keep what this program has no name for, wherever it stands', () => {
    const more = {
      ...fact,
      user: { ...fact.user, kind: 'guest' },
      data: { ...fact.data, replyTo: 3 },
      trace: 't',
    };
    const reading = read(more);
    assert.equal(reading.is, 'known');
    assert.deepEqual(reading.is === 'known' && reading.entry.fact, more);
  });

  it('of a type or a version that a newer program writes are passed on as they are', () => {
    for (const newer of [
      { ...fact, type: 'MessageSung', data: { melody: [1, 2] } },
      { ...fact, type: 'constructor', data: null },
      { ...fact, v: 2, data: { words: ['Grüße'] } },
    ]) {
      assert.deepEqual(read(newer), { is: 'foreign', raw: { ...place, fact: newer } });
    }
  });

  it('are no facts where the envelope is not sound, and the reason is told, whatever is in it', () => {
    assert.equal(reason('hello'), 'not_json');
    assert.equal(reason(''), 'not_json');
    assert.equal(reason(new Uint8Array([0xff, 0xfe])), 'not_json');
    let deep: unknown = 1;
    for (let i = 0; i < 50; i += 1) deep = [deep];
    const { data: _, ...withoutData } = fact;
    for (const payload of [
      '[]',
      'null',
      { ...fact, v: 0 },
      { ...fact, v: 1.5 },
      { ...fact, v: 32_768 },
      { ...fact, v: '1' },
      { ...fact, type: '' },
      { ...fact, type: 'x'.repeat(65) },
      { ...fact, type: 7 },
      { ...fact, id: 'x' },
      { ...fact, user: { id: '', name: 'x' } },
      { ...fact, user: { id: 'x'.repeat(129), name: 'x' } },
      { ...fact, user: 'Ada' },
      { ...fact, data: {} },
      { ...fact, data: { text: 'a\u0000b' } },
      { ...fact, type: 'MessageSung', data: { ['a\u0000']: 1 } },
      { ...fact, type: 'MessageSung', data: { deep } },
      { ...fact, more: 'a\ud800b' },
      withoutData,
    ]) {
      assert.equal(reason(payload), 'invalid', JSON.stringify(payload));
    }
    assert.equal(reason(fact, 'chat.room.other.message'), 'invalid');
    assert.equal(reason(fact, 'chat.room.A B'), 'bad_subject');
    assert.equal(reason(fact, 'elsewhere'), 'bad_subject');
  });

  it('that are none are told of in words that Postgres holds, wherever they are cut', () => {
    for (const before of ['', 'x']) {
      const reading = read({ ...fact, type: before + '👋'.repeat(300) });
      assert.ok(reading.is === 'poison' && reading.detail.isWellFormed());
    }
  });

  it('stored after their deadline are void, whatever they say', () => {
    assert.deepEqual(facts.read({ ...rawOf(fact), isVoid: true }), { is: 'void' });
  });

  it('have one identity, however their id is written', () => {
    const reading = read({ ...fact, id: id.toUpperCase() });
    assert.equal(reading.is === 'known' && reading.entry.fact.id, id);
    assert.equal(messageId(fact), `u1|${id}`);
    assert.equal(messageId({ ...fact, user: { id: ' ä|', name: 'A' } }), `%20%C3%A4|${'|'}${id}`);
  });

  it('of older versions are lifted step by step, each type by its own', () => {
    const said = defineFact({
      type: 'Said',
      subject: ({ room }) => messageSubject(room),
      versions: [
        { data: z.looseObject({ words: z.array(z.string()) }) },
        {
          data: z.looseObject({ line: z.string() }),
          lift: ({ words, ...more }: { words: string[] }) => ({ ...more, line: words.join(' ') }),
        },
        {
          data: z.looseObject({ text: z.string() }),
          lift: ({ line, ...more }: { line: string }) => ({ ...more, text: line }),
        },
      ],
    });
    const codec = createCodec<Envelope>([said]);
    const old = { ...fact, type: 'Said', v: 1, data: { words: ['a', 'b'], tone: 'low' } };
    const reading = codec.read(rawOf(old));
    assert.deepEqual(reading, {
      is: 'known',
      entry: { ...place, fact: { ...old, v: 3, data: { text: 'a b', tone: 'low' } } },
      raw: { ...place, fact: old },
    });
    assert.equal(codec.read(rawOf({ ...old, v: 2, data: { line: 'a' } })).is, 'known');
    assert.equal(codec.read(rawOf({ ...old, v: 2 })).is, 'poison');
    assert.equal(codec.read(rawOf({ ...old, v: 4 })).is, 'foreign');
  });
});

describe('subjects', () => {
  it('say which room a fact is of, also those that only a newer program fills', () => {
    for (const subject of [
      messageSubject('a_b-1'),
      changeSubject('a_b-1'),
      stateSubject('a_b-1'),
      memberSubject('a_b-1', 'ada'),
      memberSubject('a_b-1', 'ada@example.org'),
      someSubject('a_b-1'),
      'chat.room.a_b-1.poll.7',
    ]) {
      assert.deepEqual(placeOf(subject), { room: 'a_b-1' }, subject);
      assert.ok(subject.startsWith(roomFilter('a_b-1').slice(0, -1)), subject);
    }
    for (const subject of [nameSubject('ada'), someSubject(undefined), 'chat.board.7'])
      assert.deepEqual(placeOf(subject), { room: undefined }, subject);
  });

  it('of another shape, or of no room that there can be, are those of no fact', () => {
    for (const subject of ['chat', 'chat.', 'chat.room', 'chat.room.', 'chat.room.a'])
      assert.equal(placeOf(subject), undefined, subject);
    for (const subject of ['chat.room.A.message', 'chat.room..message', 'chat.room.a.', 'talk.a.b'])
      assert.equal(placeOf(subject), undefined, subject);
  });

  it('name each person by a token of their own, whatever their id is', () => {
    const ids = [
      'ada',
      'Ada',
      'a.b',
      'a*b',
      '>',
      ' ',
      '~YS5i',
      'a b',
      'ä',
      '',
      '𝒶',
      'x'.repeat(128),
    ];
    const subjects = ids.map((id) => memberSubject('r', id));
    assert.equal(new Set(subjects).size, ids.length);
    for (const subject of subjects) assert.match(subject, /^chat\.room\.r\.member\.~?[\w-]*$/);
    assert.equal(memberSubject('r', 'ada'), 'chat.room.r.member.ada');
  });

  it('are where a fact of a type that is known must stand', () => {
    assert.equal(facts.subjectOf(fact), messageSubject('lobby'));
    assert.equal(reason(fact, changeSubject('lobby')), 'bad_subject');
    assert.equal(facts.subjectOf({ ...fact, type: 'MessageSung' }), undefined);
    const sung = { ...fact, type: 'MessageSung' };
    assert.equal(facts.read(rawOf(sung, 'chat.room.lobby.song')).is, 'foreign');
    const { room: _, ...ofNone } = sung;
    assert.equal(facts.read(rawOf(ofNone, 'chat.song.one')).is, 'foreign');
    assert.equal(reason(sung, 'chat.song.one'), 'invalid');
    assert.equal(reason(ofNone, 'chat.room.lobby.song'), 'invalid');
  });
});
