// What a search finds in the rows, and what it does not.
import assert from 'node:assert/strict';
import type { MikroORM } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { facts } from '../../../src/chat/features.ts';
import { type Entry, makeFact } from '../../../src/chat/kernel/fact.ts';
import {
  type MessagePosted,
  messageDeleted,
  messageEdited,
} from '../../../src/chat/message/facts.ts';
import { targetOf } from '../../../src/chat/message/target.ts';
import { type SearchRequest, searchReply } from '../../../src/chat/search/request.ts';
import { wordsOf } from '../../../src/chat/search/words.ts';
import { openDatabase, SEARCHING } from '../../../src/persister/database/database.ts';
import { search } from '../../../src/persister/questions/search.ts';
import { fold } from '../../../src/persister/rows/fold.ts';
import type { Watermark } from '../../../src/persister/rows/watermark.ts';
import { indexPiece } from '../../../src/persister/search/piece.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import type { FactEntry } from '../../support/histories.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';
import { uuid7 } from '../../support/wire.ts';

const EPOCH = '2026-01-01T00:00:00Z';
const ADA = { id: 'guest-ada', name: 'Ada Lovelace' };
const BOB = { id: 'guest-bob', name: "Bob O'Brien \\" };
const watermark: Watermark = {
  ...{ seq: 0, lag: 0, trouble: undefined, log: { epoch: EPOCH, first: 1, last: 0 } },
  ...{ nudge: () => undefined, reach: async () => false, stop: () => undefined },
} as Watermark;

const rawOf = ({ seq, at, fact }: FactEntry) => ({
  ...{ seq, at, isVoid: false },
  subject: facts.subjectOf(fact) ?? '',
  data: encodeFact(fact),
});

interface Said {
  text: string;
  room?: string;
  user?: typeof ADA & { kind?: string };
  at?: string;
}

describe('persister: search', () => {
  let rows: RowsDatabase;
  let orm: MikroORM;
  before(async () => {
    rows = await openRowsDatabase(EPOCH);
    orm = await openDatabase({ url: rows.database.persisterUrl }, { name: 'test', ...SEARCHING });
  });
  after(async () => {
    await orm?.close(true);
    await rows?.close();
  });
  beforeEach(async () => {
    await rows.database.sql('truncate event, used_id, message, room, search_entry');
    await rows.database.sql('update search_progress set seq = 0');
  });

  /** From `first` on. */
  async function say(said: readonly Said[], first = 1): Promise<Entry<MessagePosted>[]> {
    const entries = said.map(({ text, room = 'lobby', user = ADA, at = EPOCH }, place) => ({
      ...{ seq: first + place, at: new Date(at).toISOString() },
      fact: posted({ id: uuid7(), room, user, text }),
    }));
    await write(entries);
    await wholeUpTo(first + said.length - 1);
    await indexed();
    return entries;
  }
  async function write(entries: readonly FactEntry[]): Promise<void> {
    for (let at = 0; at < entries.length; at += 5_000) {
      await rows.write(fold(entries.slice(at, at + 5_000).map(rawOf)));
    }
  }
  const indexed = async () => {
    while (((await indexPiece(rows.orm.em.fork().getKysely())) ?? 0) > 0);
  };
  const wholeUpTo = (seq: number) => rows.database.sql('update progress set seq = ?', [seq]);
  const ask = async (query: string, more: Partial<SearchRequest> = {}) =>
    searchReply.parse(await search({ orm, watermark }, { query, limit: 20, closed: [], ...more }));
  async function found(query: string, more?: Partial<SearchRequest>): Promise<number[]> {
    const reply = await ask(query, more);
    assert.ok('messages' in reply, JSON.stringify(reply));
    return reply.messages.map(({ seq }) => seq);
  }

  it('says of who wrote it what they were then, where the log says it', async () => {
    await say([
      { text: 'hello', user: { ...ADA, kind: 'guest' } },
      { text: 'hello', user: BOB },
    ]);
    for (const more of [{}, { limit: 1 }, { before: 2 }]) {
      const reply = await ask('hello', more);
      assert.ok('messages' in reply);
      const kinds = reply.messages.map(({ user }) => [user.id, user['kind']]);
      const all = [
        ['guest-bob', undefined],
        ['guest-ada', 'guest'],
      ];
      assert.deepEqual(kinds, 'before' in more ? all.slice(1) : all.slice(0, kinds.length));
    }
  });

  describe('by words', () => {
    beforeEach(() =>
      say([
        { text: 'The release notes of version 1.2.3 are at https://example.com/release_notes?x=1' },
        { text: 'notes of the release, and a README.md', user: BOB },
        { text: 'ÉTÉ à la plage', room: 'den' },
        { text: 'été 100%', room: 'den', user: BOB },
        { text: '明日は東京都に行きます。天気はどうですか' },
        { text: 'deployを東京で' },
        { text: '안녕하세요 여러분' },
        { text: '京都のお寺' },
      ]),
    );
    for (const [query, ...seqs] of [
      ['release', 2, 1],
      ['RELEASE', 2, 1],
      ['release version ', 1],
      ['"release notes"', 1],
      ['"notes of the release"', 2],
      ['"of the" release', 2],
      ['relea', 2, 1],
      ['relea ', ...[]],
      ['ease', ...[]],
      ['notes -version', 2],
      ['notes -"release notes"', 2],
      ['1.2.3', 1],
      ['readme', 2],
      ['example.com', 1],
      ['release_notes ', 1],
      ['été', 4, 3],
      ['ete ', ...[]],
      ['東京', 6, 5],
      ['京都', 8, 5],
      ['東京都', 5],
      ['都東', ...[]],
      ['都', 8, 5],
      ['京', 8, 6, 5],
      ['deploy', 6],
      ['"deployを東"', 6],
      ['明日は東京都に行きます。天気', 5],
      ['안녕', 7],
      ['여러분 안녕하세요', 7],
      ['has:link', 1],
      ['from:guest-bob', 4, 2],
      ['from:"ada lovelace" été', 3],
      ['from:"bob o\'brien \\"', 4, 2],
      ['-from:guest-bob notes', 1],
      ['in:den', 4, 3],
      ['-in:den été', ...[]],
      ["o'brien", ...[]],
      ["' or '1'='1", ...[]],
      ['100%', 4],
      ['(release|notes)+.*', 1],
      ['r%s_', ...[]],
    ] as [string, ...number[]][]) {
      it(`${query} finds ${seqs.join(', ') || 'nothing'}`, async () => {
        assert.deepEqual(await found(query), seqs, 'by the words that are near');
        await wholeUpTo(9_000);
        await indexed();
        assert.deepEqual(await found(query), seqs, 'by the index');
        await rows.database.sql('truncate search_entry');
        await rows.database.sql('update search_progress set seq = 0');
        assert.deepEqual(await found(query), seqs, 'by the rows, whose words are not made yet');
      });
    }
  });

  it('gives what a message is', async () => {
    await say([{ text: 'hello there', room: 'den', user: BOB, at: '2026-03-01T10:00:00.123Z' }]);
    const reply = await ask('hello');
    assert.ok('messages' in reply);
    const [message] = reply.messages;
    assert.match(message?.id ?? '', /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      { ...message, id: '' },
      {
        room: 'den',
        seq: 1,
        id: '',
        at: '2026-03-01T10:00:00.123Z',
        user: BOB,
        text: 'hello there',
      },
    );
  });

  it('finds between days, also where the log’s clock was set back', async () => {
    const times = [
      '01-31T23:59:59.999',
      '02-01T12:00',
      '02-02T00:00',
      '02-01T23:59',
      '02-03T00:00',
    ];
    await say(times.map((time) => ({ text: 'tick', at: `2026-${time}Z` })));
    assert.deepEqual(await found('tick before:2026-02-01'), [1]);
    assert.deepEqual(await found('tick after:2026-02-01'), [5, 3]);
    assert.deepEqual(await found('before:2026-02-03 after:2026-01-31'), [4, 3, 2]);
    assert.deepEqual(await found('after:2026-02-01T12:00Z before:2026-02-02'), [4]);
    assert.deepEqual(await found('before:2026-02-03 after:2026-02-03'), []);
  });

  it('finds nothing in rooms that are closed to who asks, whatever is asked', async () => {
    await say([
      { text: 'the plan', room: 'board' },
      { text: 'the plan', room: 'lobby' },
    ]);
    for (const query of ['plan', 'in:board', 'in:board plan', '"the plan"', 'from:guest-ada']) {
      const open = await found(query, { closed: ['board'] });
      assert.deepEqual(open, query.includes('in:board') ? [] : [2], query);
    }
    assert.deepEqual(await found('plan', { closed: ['board', 'lobby'] }), []);
  });

  it('finds a text no more that was deleted, and one as it was edited', async () => {
    const [, two, three] = await say([
      { text: 'secret one' },
      { text: 'secret two' },
      { text: 'secret three' },
    ]);
    assert.ok(two && three);
    const about = { room: 'lobby', user: ADA };
    const target = (entry: typeof two) => ({ target: targetOf(entry) });
    const deletion = makeFact(messageDeleted, { ...about, id: uuid7(), data: target(two) });
    const data = { ...target(three), text: 'harmless' };
    const edit = makeFact(messageEdited, { ...about, id: uuid7(), data });
    const now = new Date(EPOCH).toISOString();
    await write([
      { seq: 4, at: now, fact: deletion },
      { seq: 5, at: now, fact: edit },
    ]);
    await wholeUpTo(5);
    assert.deepEqual(await found('secret'), [1], 'also where their words are still there');
    for (const whole of [5, 9_000]) {
      await wholeUpTo(whole);
      await indexed();
      assert.deepEqual(await found('secret'), [1]);
      assert.deepEqual(await found('from:guest-ada'), [3, 1]);
      assert.deepEqual(await found('harmless'), [3]);
      assert.deepEqual(await found('before:2027-01-01'), [3, 1]);
    }
  });

  it('says nothing of rows above a gap', async () => {
    await say([{ text: 'one' }, { text: 'one' }, { text: 'one' }]);
    await wholeUpTo(2);
    assert.deepEqual(await found('one'), [2, 1]);
  });

  it('gives pages without end, each message once, the newest first', async () => {
    const said = Array.from({ length: 6_000 }, (_, n) => ({
      text: `${n % 7 === 0 ? 'seventh ' : ''}${n % 2 === 0 ? 'even' : 'odd'} ${n}`,
    }));
    await say(said);
    for (const [query, step] of [
      ['seventh', 7],
      ['"seventh odd"', 14],
      ['"seventh even" -0', 14],
    ] as const) {
      const seqs: number[] = [];
      for (let before: number | undefined, more = true; more; ) {
        const page = await ask(query, { limit: 100, ...(before !== undefined && { before }) });
        assert.ok('messages' in page);
        assert.equal(page.messages.length, page.more ? 100 : page.messages.length);
        seqs.push(...page.messages.map(({ seq }) => seq));
        before = seqs.at(-1);
        more = page.more;
      }
      const wanted = said.flatMap(({ text }, n) =>
        (query === 'seventh' ? text.includes('seventh') : text.includes(query.slice(1, 12))) &&
        !(query.endsWith('-0') && n === 0)
          ? [n + 1]
          : [],
      );
      assert.deepEqual(seqs, wanted.reverse(), query);
      assert.ok(seqs.length >= Math.floor(6_000 / step), query);
    }
  });

  it('cuts a page to what a reply may hold, and goes on behind it', async () => {
    await say(Array.from({ length: 60 }, () => ({ text: `long ${'é'.repeat(4_000)}` })));
    for (const whole of [60, 9_000]) {
      await wholeUpTo(whole);
      await indexed();
      const seqs: number[] = [];
      for (let more = true; more; ) {
        const before = seqs.at(-1);
        const page = await ask('long', { limit: 200, ...(before !== undefined && { before }) });
        assert.ok('messages' in page && page.messages.length > 0);
        assert.ok(Buffer.byteLength(JSON.stringify(page)) < 128_000);
        seqs.push(...page.messages.map(({ seq }) => seq));
        more = page.more;
      }
      assert.deepEqual(
        seqs,
        Array.from({ length: 60 }, (_, n) => 60 - n),
      );
    }
  });

  it('takes the longest words and texts that a log may hold', async () => {
    const texts = [
      'x'.repeat(100_000),
      '本'.repeat(30_000),
      `${'𠀀é '.repeat(20_000)}`,
      '\u0001rden',
    ];
    await say(texts.map((text) => ({ text, user: { id: 'u'.repeat(64), name: 'n'.repeat(64) } })));
    const [kept] = await rows.database.sql('select count(*)::int as n from message');
    assert.deepEqual(kept, { n: 4 });
    assert.deepEqual(await found('本本本'), [2]);
    assert.deepEqual(await found('in:den'), []);
  });

  it('is answered with what to do where it takes too long', async () => {
    await say([{ text: 'slow' }]);
    for (const statement of [
      'alter table message enable row level security',
      'create policy slow on message for select using (pg_sleep(5) is not null)',
    ]) {
      await rows.database.sql(statement);
    }
    try {
      assert.deepEqual(await ask('slow'), { tooWide: true });
    } finally {
      await rows.database.sql('drop policy slow on message');
      await rows.database.sql('alter table message disable row level security');
    }
  });

  it('finds a text by whatever stands in it: what the index has and what is asked are made alike', async () => {
    const unit = fc.oneof(
      fc.constantFrom(...'ab1é ßİ日本語のテ한안,.。-_:/@+<&~|"\'\\%𠀀🙂ｶ々ं'.split(/(?:)/u)),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    );
    const text = fc
      .array(unit, { minLength: 1, maxLength: 30 })
      .map((units) => units.join('').replaceAll('\u0000', ''))
      .filter((said) => said.isWellFormed() && wordsOf(said) !== undefined);
    const texts = fc.sample(text, 400);
    await say(texts.map((said) => ({ text: said })));
    for (const whole of [texts.length, 9_000]) {
      await wholeUpTo(whole);
      await indexed();
      for (const [place, said] of texts.entries()) {
        const asked = `"${said.replaceAll('"', ' ')}"`;
        assert.ok((await found(asked, { limit: 200 })).includes(place + 1), JSON.stringify(said));
      }
    }
  });
});
