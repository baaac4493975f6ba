// The words of messages follow their rows: whatever is said, edited and deleted, in whatever pieces, by several at once.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sql as raw } from 'kysely';
import pino from 'pino';
import type { SearchReply } from '../../../src/chat/search/request.ts';
import { erasePiece } from '../../../src/persister/erase/piece.ts';
import { provisionSchema } from '../../../src/persister/provision/schema.ts';
import { search } from '../../../src/persister/questions/search.ts';
import type { Db } from '../../../src/persister/rows/checkpoint.ts';
import { fold } from '../../../src/persister/rows/fold.ts';
import { indexPiece, wordsLeft } from '../../../src/persister/search/piece.ts';
import { posted } from '../../support/facts.ts';
import { type FactEntry, histories, rawOf } from '../../support/histories.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';
import { uuid7 } from '../../support/wire.ts';

const EPOCH = '2026-01-01T00:00:00Z';
const ADA = { id: 'guest-ada', name: 'Ada' };

describe('the words of messages', function () {
  this.timeout(60_000);
  let rows: RowsDatabase;
  before(async () => {
    rows = await openRowsDatabase(EPOCH);
  });
  after(() => rows?.close());
  beforeEach(() => empty());

  const db = (): Db => rows.orm.em.fork().getKysely();
  const sql = <R extends Record<string, unknown>>(query: string, values?: unknown[]) =>
    rows.database.sql<R>(query, values);
  async function empty() {
    await sql('truncate event, used_id, message, reaction, pin, room, search_entry');
    await sql('update progress set seq = 0');
    await sql('update search_progress set seq = 0, again = null');
    await sql('update erasure set seq = 0');
  }
  const wholeUpTo = (seq: number) => sql('update progress set seq = ?', [seq]);
  const follow = async () => {
    while (((await indexPiece(db())) ?? 0) > 0);
  };
  const at = async () => Number((await sql('select seq from search_progress'))[0]?.['seq']);
  const entries = () => sql('select seq::int, room, words::text from search_entry order by seq');
  /** What there has to be. */
  const ofRows = () =>
    sql(`select seq::int, room, search_vector(text, room, user_id, user_name)::text as words
      from message where text is not null order by seq`);
  const post = (seq: number, text: string, id = uuid7()): FactEntry => ({
    seq,
    at: EPOCH,
    fact: posted({ id, room: 'lobby', user: ADA, text }),
  });
  const write = (said: readonly FactEntry[]) => rows.write(fold(said.map(rawOf)));
  const found = async (query: string): Promise<number[]> => {
    const watermark = { log: { epoch: EPOCH, first: 1 }, reach: async () => false };
    const asked = { orm: rows.orm, watermark } as unknown as Parameters<typeof search>[0];
    const reply: SearchReply = await search(asked, { query, limit: 20, closed: [] });
    assert.ok('messages' in reply, JSON.stringify(reply));
    return reply.messages.map(({ seq }) => seq);
  };

  it('are those of the rows, however these came, and by how many they are made', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories(40),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 40, maxLength: 40 }),
        async (history, sizes) => {
          await empty();
          for (let from = 0; from < history.length; ) {
            const size = sizes[from] ?? 1;
            // Rows may be further than they are whole; and come once more.
            await write(history.slice(Math.max(0, from - 2), from + size + 3));
            from += size;
            await wholeUpTo(Math.min(from, history.length));
            await Promise.all([indexPiece(db()), indexPiece(db())]);
          }
          await write(history);
          await wholeUpTo(history.length);
          await follow();
          assert.deepEqual(await entries(), await ofRows());
        },
      ),
      { numRuns: 25 },
    );
  });

  it('are made once more of rows that others took the place of', async () => {
    await write([post(1, 'one'), post(2, 'two'), post(3, 'three')]);
    await wholeUpTo(3);
    await follow();
    await sql("update message set text = 'other' where seq = 2");
    await sql('update message set text = null where seq = 3');
    await sql('update search_progress set again = 0');
    await follow();
    assert.deepEqual(await entries(), await ofRows());
    assert.deepEqual(await sql('select again from search_progress'), [{ again: null }]);
  });

  it('come again with rows that were lost', async () => {
    const said = [post(1, 'one'), post(2, 'two'), post(3, 'three')];
    await write(said);
    await wholeUpTo(3);
    await follow();
    await sql('truncate event, message, search_entry');
    await wholeUpTo(1);
    await write(said);
    await follow();
    assert.equal(await at(), 1);
    await wholeUpTo(3);
    await follow();
    assert.deepEqual(
      (await entries()).map(({ seq }) => seq),
      [2, 3],
    );
  });

  it('wait for a message that is no row yet, and not for anything else', async () => {
    await write([post(1, 'one'), post(2, 'two'), post(3, 'three')]);
    await wholeUpTo(3);
    await sql(`update event set projected = false where seq = 2`);
    await follow();
    assert.equal(await at(), 1);
    await sql(`update event set type = 'SomethingNewer' where seq = 2`);
    await follow();
    assert.equal(await at(), 3);
  });

  it('are left to who is at it', async () => {
    await write([post(1, 'one')]);
    await wholeUpTo(1);
    await db()
      .transaction()
      .execute(async (other) => {
        await raw`select from search_progress for update`.execute(other);
        assert.equal(await indexPiece(db()), undefined);
        assert.equal(await wordsLeft(db()), 1, 'who leaves it knows that it is not done');
      });
    assert.equal(await at(), 0);
    await follow();
    assert.equal(await wordsLeft(db()), 0);
    await sql('update search_progress set again = 0');
    assert.equal(await wordsLeft(db()), 1);
  });

  it('are taken from what anybody wrote to the log', async () => {
    await write([post(1, 'one')]);
    const strange = [
      null,
      {},
      { target: 'x' },
      { target: { seq: 'x', id: 'y', user: 'z' } },
      { target: { seq: -1, id: 7, user: { id: [] } } },
      { target: { seq: 1e300, id: uuid7(), user: { id: 'guest-ada' } } },
    ];
    for (const [n, data] of strange.entries()) {
      await sql(
        `insert into event (seq, room, type, v, user_id, user_name, client_id, at, data, projected)
         values (?, 'lobby', 'MessageEdited', 1, 'guest-eve', 'Eve', ?, now(), ?::jsonb, true)`,
        [n + 2, uuid7(), JSON.stringify(data)],
      );
    }
    await wholeUpTo(strange.length + 1);
    await follow();
    assert.equal(await at(), strange.length + 1);
    assert.deepEqual(await entries(), await ofRows());
  });

  it('are of one message where two say to be at one place', async () => {
    await write([post(1, 'one')]);
    const [row] = await sql<{ client_id: string }>('select client_id from message');
    await sql(
      `insert into message (user_id, client_id, seq, room, user_name, text, sent_at)
       values ('guest-eve', ?, 1, 'lobby', 'Eve', 'mine', now())`,
      [uuid7()],
    );
    await sql(
      `insert into event (seq, room, type, v, user_id, user_name, client_id, at, data, projected)
       select 2, 'lobby', 'MessageEdited', 1, 'guest-eve', 'Eve', client_id, now(), jsonb_build_object('target',
         jsonb_build_object('seq', 1, 'id', client_id, 'user', jsonb_build_object('id', 'guest-eve'))), true
       from message where user_id = 'guest-eve'`,
    );
    assert.ok(row);
    await wholeUpTo(2);
    await follow();
    assert.equal(await at(), 2);
    const [entry, ...others] = await entries();
    assert.match(String(entry?.['words']), /'one'/, 'of the one that was posted there');
    assert.deepEqual(others, []);
  });

  it('go with the text, in the same transaction, where a deleted message is erased', async () => {
    await write([post(1, 'secret')]);
    await wholeUpTo(1);
    await follow();
    const [{ id } = { id: '' }] = await sql<{ id: string }>('select client_id as id from message');
    await sql(
      `insert into event (seq, room, type, v, user_id, user_name, client_id, at, data, projected)
       values (2, 'lobby', 'MessageDeleted', 1, 'guest-ada', 'Ada', ?, now(), ?::jsonb, true)`,
      [uuid7(), JSON.stringify({ target: { seq: 1, id, user: { id: ADA.id } } })],
    );
    await wholeUpTo(2);
    const log = { ends: async () => ({ epoch: EPOCH, mirrored: 2 }), erase: async () => undefined };
    assert.equal((await erasePiece(db(), log)).erased, 1);
    assert.deepEqual(await entries(), []);
  });

  it('lack of the newest messages alone, and what is found fits by its text of now', async () => {
    const said = Array.from({ length: 1_500 }, (_, n) => post(n + 1, `word ${n + 1}`));
    await write(said);
    await wholeUpTo(100);
    await follow();
    await wholeUpTo(1_500);
    // A thousand without words are looked through: nothing before the last one that is found lacks.
    assert.deepEqual(await found('"word 1100"'), [1_100]);
    assert.deepEqual(await found('"word 1101"'), []);
    assert.equal((await found('word'))[0], 1_100);
    await sql(`update message set text = 'gone' where seq = 50`);
    await sql(`update message set text = null where seq = 51`);
    assert.deepEqual(await found('"word 50" before:2027-01-01'), []);
    assert.deepEqual(await found('"word 51"'), []);
    await follow();
    assert.equal((await found('word'))[0], 1_500);
  });

  describe('and the index of before', () => {
    const provision = async () => {
      const { persister, operator } = rows.database.credentials.postgres;
      const place = { url: rows.database.adminUrl };
      await provisionSchema(place, { persister, operator }, pino({ level: 'silent' }));
      const kept = await sql(`select where to_regclass('message_search') is not null`);
      return kept.length > 0;
    };
    const asBefore = () =>
      sql(`create index message_search on message
        using gin (search_vector(text, room, user_id, user_name))`);

    it('is not there where nobody was before', async () => {
      const made = await sql(`select where to_regclass('message_search') is not null`);
      assert.equal(made.length, 0);
    });

    it('stays while persisters of before may be there, and goes with a later provisioning', async () => {
      await asBefore();
      await write([post(1, 'one')]);
      await sql('update search_progress set since = null');
      assert.equal(await provision(), true);
      await wholeUpTo(1);
      await follow();
      assert.equal(await provision(), true, 'the next replica provisions while they are exchanged');
      await sql(`update search_progress set since = since - interval '2 hours'`);
      assert.equal(await provision(), false);
    });
  });
});
