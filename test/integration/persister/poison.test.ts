// What is no event never stops the ones behind it: it is kept as it came, with the reason (P5, P8).
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { append, type Entry, health, metric, post } from '../../support/persister.ts';
import { uuid7 } from '../../support/wire.ts';

const SUBJECT = 'chat.room.lobby.message';

/** A post, written by hand: `change` is what is wrong with it. */
const written = (change: object): string =>
  JSON.stringify({
    v: 1,
    id: uuid7(),
    type: 'MessagePosted',
    room: 'lobby',
    user: { id: 'ada', name: 'Ada' },
    data: { text: 'hello' },
    ...change,
  });

interface Poison {
  title: string;
  payload: string | Uint8Array;
  reason: string;
  detail: RegExp;
  subject?: string;
}

const POISON: Poison[] = [
  { title: 'no JSON', payload: 'hello', reason: 'not_json', detail: /JSON/ },
  { title: 'an empty body', payload: '', reason: 'not_json', detail: /JSON/ },
  {
    title: 'no UTF-8',
    payload: Uint8Array.of(0x22, 0xff, 0xfe, 0x22),
    reason: 'not_json',
    detail: /encod|utf/i,
  },
  { title: 'JSON that is no object', payload: '[1]', reason: 'invalid', detail: /object/ },
  {
    title: 'no version',
    payload: written({ v: undefined }),
    reason: 'invalid',
    detail: /version/,
  },
  {
    title: 'a NUL character in the text',
    payload: written({ data: { text: 'a\u0000b' } }),
    reason: 'invalid',
    detail: /well-formed/,
  },
  {
    title: 'a NUL character in the name',
    payload: written({ user: { id: 'ada', name: 'A\u0000da' } }),
    reason: 'invalid',
    detail: /well-formed/,
  },
  {
    title: 'a NUL character in the type',
    payload: written({ type: 'a\u0000b' }),
    reason: 'invalid',
    detail: /well-formed/,
  },
  {
    title: 'a lone surrogate in the text',
    payload: written({ data: { text: 'x' } }).replace('"x"', '"\\ud800"'),
    reason: 'invalid',
    detail: /well-formed/,
  },
  {
    title: 'a text that is none',
    payload: written({ data: { text: 7 } }),
    reason: 'invalid',
    detail: /text/,
  },
  {
    title: 'a body near the limit of the log',
    payload: written({ data: { said: 'x'.repeat(65_000) } }),
    reason: 'invalid',
    detail: /text/,
  },
  {
    title: 'JSON nested 30,000 deep',
    payload: `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    reason: 'invalid',
    detail: /object/,
  },
  { title: 'no UUID', payload: written({ id: 'one' }), reason: 'invalid', detail: /id/ },
  {
    title: 'a subject that names no room',
    subject: 'chat.room.No-Room.message',
    payload: written({}),
    reason: 'bad_subject',
    detail: /No-Room/,
  },
  {
    title: 'the subject of another room',
    subject: 'chat.room.den.message',
    payload: written({}),
    reason: 'invalid',
    detail: /lobby.*chat\.room\.den/,
  },
];

describe('persister: poison in the log', () => {
  let chat: TestChat;
  const good: number[] = [];
  const bad: number[] = [];
  before(async () => {
    chat = await startChat({ gateways: 0, persisters: 0 });
    // Each between two good ones, so that a batch that fails takes neighbours with it.
    const entries: Entry[] = [post('the first')];
    for (const { title, payload, subject = SUBJECT } of POISON) {
      entries.push({ subject, payload: Buffer.from(payload) }, post(`after ${title}`));
    }
    for (const [i, seq] of (await append(chat, entries)).entries()) (i % 2 ? bad : good).push(seq);
    await chat.startPersister();
    await eventually(async () => assert.equal(await metric(opsPort(), 'chat_projection_lag'), 0), {
      deadlineMs: 20_000,
    });
  });
  after(() => chat?.stop());
  const opsPort = () => chat.persisters[0]?.opsPort ?? 0;

  const sequences = async (table: string) =>
    (await chat.database.sql(`select seq from ${table} order by seq`)).map(({ seq }) =>
      Number(seq),
    );

  it('writes every good event around it', async () => {
    assert.deepEqual(await sequences('event'), good);
    assert.deepEqual(await sequences('message'), good);
    const rooms = await chat.database.sql('select name from room');
    assert.deepEqual(rooms, [{ name: 'lobby' }]);
  });

  it('keeps exactly the others, and counts them', async () => {
    assert.deepEqual(await sequences('dead_letter'), bad);
    assert.equal(await metric(opsPort(), 'chat_dead_letters_total'), POISON.length);
  });

  for (const [i, { title, payload, reason, detail, subject = SUBJECT }] of POISON.entries()) {
    it(`keeps ${title}, as it came: ${reason}`, async () => {
      const [row] = await chat.database.sql<{
        subject: string;
        reason: string;
        detail: string;
        raw: Buffer;
      }>('select subject, reason, detail, raw from dead_letter where seq = ?', [bad[i]]);
      assert.equal(row?.reason, reason);
      assert.match(row.detail, detail);
      assert.equal(row.subject, subject);
      assert.ok(Buffer.from(payload).equals(row.raw), 'the body as it came');
    });
  }

  it('refused by Postgres itself: kept, and its neighbours are rows', async () => {
    await chat.database.sql(
      `alter table message add constraint no_cats check (text not like '%cat%') not valid`,
    );
    const texts = ['a dog', 'a cat', 'another dog', 'a catfish', 'a horse'];
    const added = await append(
      chat,
      texts.map((text) => post(text)),
    );
    await eventually(async () => {
      const rows = await chat.database.sql('select seq from event where seq >= ?', [added[0]]);
      const letters = await chat.database.sql(
        `select seq from dead_letter where reason = 'refused' and detail like '%no_cats%'`,
      );
      assert.equal(rows.length, 3);
      assert.deepEqual(
        letters.map(({ seq }) => Number(seq)),
        [added[1], added[3]],
      );
    });
  });

  it('refused as a dead letter, too: said, not done with, and kept once it can be; the others are rows', async () => {
    await chat.database.sql(
      'alter table dead_letter add constraint no_letters check (false) not valid',
    );
    const [first = 0, poison = 0, last = 0] = await append(chat, [
      post('before it'),
      { subject: SUBJECT, payload: Buffer.from('no event') },
      post('behind it'),
    ]);
    await eventually(async () => {
      const rows = await sequences('event');
      assert.ok(rows.includes(first) && rows.includes(last));
      assert.ok((await metric(opsPort(), 'chat_dead_letters_refused_total')) >= 1);
      assert.equal((await health(opsPort(), '/readyz')).body['lag'], 1);
    });
    await chat.database.sql('alter table dead_letter drop constraint no_letters');
    await eventually(
      async () => {
        assert.ok((await sequences('dead_letter')).includes(poison));
        assert.equal((await health(opsPort(), '/readyz')).body['watermark'], last);
      },
      { deadlineMs: 20_000 },
    );
  });

  it('stops nothing: the persister is ready, and what comes again changes no row', async () => {
    await eventually(
      async () => assert.equal((await health(opsPort(), '/readyz')).body['lag'], 0),
      { deadlineMs: 30_000 },
    );
    assert.equal((await health(opsPort(), '/readyz')).status, 200);
    // Between accounts an empty body ends what its pull request delivers: what was on its way comes once more.
    const entries = 2 * POISON.length + 9;
    assert.ok((await metric(opsPort(), 'chat_redelivered_total')) <= entries);
    assert.equal(await metric(opsPort(), 'chat_consumer_mended_total'), 0);
  });
});
