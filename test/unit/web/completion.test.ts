// Who, where and which emoji may be meant by what is typed, and what is drawn of it once it is said.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseMentions } from '../../../src/chat/mention/parse.ts';
import { EVERYONE } from '../../../src/chat/message/spoken-to.ts';
import { loadEmoji } from '../../../src/web/model/emoji.ts';
import { mayCallEveryone, peopleToName } from '../../../src/web/model/text/choices.ts';
import {
  type Choices,
  emojiAt,
  suggestionsFor,
  tokenAt,
} from '../../../src/web/model/text/completion.ts';
import { type Emoji, inTone } from '../../../src/web/model/text/emoji-set.ts';
import { type Known, partsOf } from '../../../src/web/model/text/spoken.ts';
import { ADA, BOB, eventAt, roomOf } from './events.ts';

const person = (name: string) => ({ id: `guest-${name.toLowerCase()}`, name });

describe('what is typed', () => {
  let emoji: Emoji;
  before(async () => {
    emoji = await loadEmoji();
  });
  const choices = (more: Partial<Choices> = {}): Choices => ({
    people: [person('Bob'), person('Ada Lovelace'), person('Adam'), person('The one, I think')],
    mayCallEveryone: false,
    rooms: [
      { name: 'lobby', label: 'lobby' },
      { name: 'r-1', label: 'Tea room' },
    ],
    ...{ emoji, tone: 0 },
    ...more,
  });
  const offered = (text: string, more?: Partial<Choices>): string[] => {
    const token = tokenAt(text, text.length);
    return token === undefined
      ? []
      : suggestionsFor(token, choices(more)).map(({ insert }) => insert);
  };

  for (const [text, inserts] of [
    ['@', ['@Bob ', '@Ada Lovelace ', '@Adam ', '@"The one, I think" ']],
    ['hello @ad', ['@Ada Lovelace ', '@Adam ']],
    ['(@LOVE', ['@Ada Lovelace ']],
    ['@Ada L', ['@Ada Lovelace ']],
    ['@Ada is here', []],
    ['@Bob', []],
    ['a@b', []],
    ['`@b', []],
    ['```\n@b', []],
    ['#', ['#lobby ', '#r-1 ']],
    ['#tea', ['#r-1 ']],
    ['see #LO', ['#lobby ']],
    ['@Bob #lo', ['#lobby ']],
    ['#lobby', []],
    ['a#l', []],
    ['10:30', []],
    ['a::bo', []],
    [':t', []],
  ] as const) {
    it(`may mean ${inserts.length}: ${JSON.stringify(text)}`, () =>
      assert.deepEqual(offered(text), inserts));
  }

  it('may mean everybody where the person may call them', () => {
    assert.deepEqual(offered('@every'), []);
    assert.deepEqual(offered('@every', { mayCallEveryone: true }), ['@everyone ']);
    assert.ok(!mayCallEveryone({ user: { ...ADA, kind: 'guest' }, roles: [] }));
    assert.ok(mayCallEveryone({ user: { ...ADA, kind: 'member' }, roles: [] }));
    assert.ok(mayCallEveryone({ user: ADA, roles: ['moderator'] }));
  });

  it('may mean an emoji, in the tone that was chosen', () => {
    assert.equal(offered(':tada')[0], '🎉 ');
    assert.equal(offered('yes :+1')[0], '👍 ');
    assert.equal(offered(':+1', { tone: 3 })[0], '👍🏽 ');
    assert.equal(offered(':tada', { tone: 3 })[0], '🎉 ');
    assert.ok(offered(':party').includes('🎉 '));
    assert.equal(offered(':sm').length, 8);
  });

  it('is an emoji once it is closed, and never within code', () => {
    const at = (text: string, tone = 0) => emojiAt(text, text.length, { emoji, tone });
    assert.deepEqual(at('a :tada:'), { from: 2, to: 8, text: '🎉' });
    assert.equal(at(':wave:', 5)?.text, '👋🏿');
    for (const text of ['a :tada', ':nothing_of_it:', '`:tada:', '10:30:', 'a:tada:'])
      assert.equal(at(text), undefined, text);
    assert.equal(emojiAt(':tada:', 6, { emoji: undefined, tone: 0 }), undefined);
  });

  it('names somebody so that the server finds the same', () => {
    const name = fc.stringMatching(/^[A-Za-z.,!-]{1,8}( [A-Za-z.,!-]{1,8}){0,4}$/);
    fc.assert(
      fc.property(name, (called) => {
        const [first] = suggestionsFor(
          { kind: 'person', from: 0, typed: '' },
          choices({ people: [{ id: 'x', name: called }] }),
        );
        const { names } = parseMentions(`${first?.insert}and more`);
        assert.ok(names[0]?.includes(called), `${first?.insert}: ${names[0]}`);
      }),
      { numRuns: 500 },
    );
  });

  it('may mean those first who spoke last, never the person or who is not there', () => {
    const room = roomOf(
      [eventAt(1, { user: person('Old') }), eventAt(2), eventAt(3, { user: ADA })],
      {
        members: new Map(
          (['in', 'banned'] as const).map((state) => {
            const user = person(state);
            return [user.id, { user, member: { state, role: 'member' }, seq: 1 }];
          }),
        ),
      },
    );
    const people = peopleToName(room, [person('Here')], ADA.id).map(({ name }) => name);
    assert.deepEqual(people, ['Bob', 'Old', 'Here', 'in']);
  });
});

describe('whom a text speaks to', () => {
  const known = (more: Partial<Known> = {}): Known => ({
    mentions: [BOB.id, 'guest-lovelace', ADA.id],
    me: ADA.id,
    nameOf: (id) => ({ [ADA.id]: 'Ada', [BOB.id]: 'Bob', 'guest-lovelace': 'Ada Lovelace' })[id],
    isRoom: (name) => name === 'lobby',
    ...more,
  });
  const marked = (text: string, more?: Partial<Known>) =>
    partsOf(text, known(more))
      .map((part) =>
        part.is === 'text'
          ? part.text
          : `<${part.is === 'person' && part.isMe ? 'me' : part.is} ${part.text}>`,
      )
      .join('');

  for (const [text, is] of [
    ['hello @Bob, see', 'hello <person @Bob>, see'],
    ['@Ada Lovelace and @Ada', '<person @Ada Lovelace> and <me @Ada>'],
    ['@"Ada Lovelace"s', '<person @"Ada Lovelace">s'],
    ['@bob (@ADA)', '<person @bob> (<me @ADA>)'],
    ['@Carol @Bob', '@Carol <person @Bob>'],
    ['a@Bob.example', 'a@Bob.example'],
    ['#lobby, #other a#lobby', '<room #lobby>, #other a#lobby'],
  ] as const) {
    it(`is marked: ${text}`, () => assert.equal(marked(text), is));
  }

  it('is marked only where the log says so', () => {
    assert.equal(marked('@Bob @everyone', { mentions: [] }), '@Bob @everyone');
    assert.equal(marked('@everyone', { mentions: [EVERYONE] }), '<me @everyone>');
  });

  it('leaves the text as it was written', () => {
    const piece = fc.constantFrom(
      '@',
      '#',
      'Bob',
      'Ada Lovelace',
      '"',
      ' ',
      ',',
      'lobby',
      '\n',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const parts = partsOf(text, known());
        assert.equal(parts.map((part) => part.text).join(''), text);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('emoji in a tone of skin', () => {
  it('are ones that there are', async () => {
    const { all } = await loadEmoji();
    const toned = all.filter(({ hasTones }) => hasTones);
    assert.ok(toned.length > 250);
    for (const entry of toned) {
      for (const tone of [1, 5]) assert.match(inTone(entry, tone), /^\p{RGI_Emoji}$/v);
    }
  });

  it('are called as without it, and found by the words for them', async () => {
    const emoji = await loadEmoji();
    assert.equal(emoji.nameOf('👍🏽'), 'Thumbs up');
    assert.equal(emoji.find('thumbs up')[0]?.emoji, '👍');
    assert.equal(emoji.find('thumbsup')[0]?.emoji, '👍');
    assert.ok(emoji.find('celebrate').some((one) => one.emoji === '🎉'));
    assert.deepEqual(emoji.find('  '), []);
    assert.deepEqual(emoji.find('nothing of it'), []);
  });
});
