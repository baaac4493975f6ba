// What gateways ask the rows: pages of history and look-ups of ids, answered or refused, never guessed (P3, P4).
import assert from 'node:assert/strict';
import pino from 'pino';
import { Registry } from 'prom-client';
import { historyReply, lookupReply } from '../../../src/chat/kernel/questions.ts';
import { createRows, type HistoryPage } from '../../../src/gateway/rows.ts';
import { openDatabase, READING } from '../../../src/persister/database/database.ts';
import { persisterMetrics } from '../../../src/persister/metrics.ts';
import { answerQuestions } from '../../../src/persister/questions/answer.ts';
import {
  HISTORY_REQUEST,
  LOOKUP_REQUEST,
  SEARCH_REQUEST,
  STREAM,
} from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { startNats } from '../../support/nats.ts';
import { ADA, append, ask, post, posts } from '../../support/persister.ts';
import { uuid7 } from '../../support/wire.ts';

/** 1 to 30 in turns: odd ones in the lobby, even ones in the den. */
const COUNT = 30;
const roomOf = (seq: number) => (seq % 2 === 1 ? 'lobby' : 'den');

describe('persister: questions about the rows', () => {
  let chat: TestChat;
  const ids = Array.from({ length: COUNT }, () => uuid7());
  before(async () => {
    chat = await startChat({ gateways: 0 });
    await append(
      chat,
      ids.map((id, i) => post(`number ${i + 1}`, { id, room: roomOf(i + 1) })),
    );
  });
  after(() => chat?.stop());

  const history = (question: unknown) =>
    ask(chat, { subject: HISTORY_REQUEST, reply: historyReply, question });
  const lookup = (question: unknown) =>
    ask(chat, { subject: LOOKUP_REQUEST, reply: lookupReply, question });
  const page = async (question: unknown) => {
    const reply = await history(question);
    assert.ok(!('error' in reply), JSON.stringify(reply));
    return { seqs: reply.events.map(({ seq }) => seq), more: reply.more, events: reply.events };
  };

  describe('history', () => {
    it('before: the last ones below, oldest first, and whether older ones exist', async () => {
      const { seqs, more } = await page({ room: 'lobby', before: 21, limit: 4 });
      assert.deepEqual(seqs, [13, 15, 17, 19]);
      assert.equal(more, true);
    });

    it('after: the first ones above, oldest first, and whether newer ones exist', async () => {
      const { seqs, more } = await page({ room: 'den', after: 20, limit: 3 });
      assert.deepEqual(seqs, [22, 24, 26]);
      assert.equal(more, true);
    });

    it('says that there are no more exactly when there are none', async () => {
      const lobby = { room: 'lobby', before: 9 };
      assert.equal((await page({ ...lobby, limit: 3 })).more, true);
      assert.deepEqual(await page({ ...lobby, limit: 4 }).then(({ seqs, more }) => [seqs, more]), [
        [1, 3, 5, 7],
        false,
      ]);
      assert.equal((await page({ ...lobby, limit: 5 })).more, false);
      assert.equal((await page({ room: 'den', after: 26, limit: 1 })).more, true);
      assert.equal((await page({ room: 'den', after: 26, limit: 2 })).more, false);
    });

    it('walked backwards or forwards page by page gives every event once', async () => {
      const backwards: number[] = [];
      for (let before = COUNT + 1, more = true; more; ) {
        const found = await page({ room: 'den', before, limit: 4 });
        backwards.unshift(...found.seqs);
        more = found.more;
        before = found.seqs[0] ?? 0;
      }
      const forwards: number[] = [];
      for (let after = 0, more = true; more; ) {
        const found = await page({ room: 'den', after, limit: 4 });
        forwards.push(...found.seqs);
        more = found.more;
        after = found.seqs.at(-1) ?? COUNT;
      }
      const all = Array.from({ length: COUNT }, (_, i) => i + 1).filter((n) => roomOf(n) === 'den');
      assert.deepEqual(backwards, all);
      assert.deepEqual(forwards, all);
    });

    it('gives an event as the log holds it, with the stream’s own time', async () => {
      const { events } = await page({ room: 'den', before: 3, limit: 1 });
      const operator = await chat.nats.connect('operator');
      const jsm = await operator.jetstreamManager({ checkAPI: false });
      const stored = await jsm.streams.getMessage(STREAM, { seq: 2 });
      await operator.close();
      const at = new Date(Math.floor(stored.time.getTime())).toISOString();
      assert.deepEqual(events, [{ seq: 2, at, event: stored.json() }]);
    });

    it('is empty, without more, for a room nobody wrote in and at the ends', async () => {
      for (const question of [
        { room: 'empty', before: 20, limit: 10 },
        { room: 'empty', after: 0, limit: 10 },
        { room: 'lobby', before: 1, limit: 10 },
        { room: 'lobby', before: 0, limit: 10 },
        { room: 'lobby', after: COUNT, limit: 10 },
        { room: 'lobby', after: Number.MAX_SAFE_INTEGER, limit: 10 },
      ]) {
        const { asOf, ...page } = (await history(question)) as { asOf?: number };
        assert.deepEqual(page, { events: [], more: false });
        assert.ok((asOf ?? 0) >= COUNT, 'as far as the rows are whole');
      }
    });

    it('cuts a page that would not fit a message of NATS, and says that there is more', async () => {
      // 3 bytes a character: ten of them exceed the 96,000 bytes of a reply, and nearly NATS' 128 KB.
      const sequences = await append(
        chat,
        Array.from({ length: 10 }, () => post('字'.repeat(4_096), { room: 'long' })),
      );
      const last = sequences.at(-1) ?? 0;
      const newest = await page({ room: 'long', before: last + 1, limit: 10 });
      assert.ok(newest.seqs.length < 10 && newest.seqs.length > 0, `${newest.seqs.length} events`);
      assert.equal(newest.more, true);
      assert.equal(newest.seqs.at(-1), last, 'cut at the older end');
      const oldest = await page({ room: 'long', after: 0, limit: 10 });
      assert.equal(oldest.seqs[0], sequences[0], 'cut at the newer end');
      assert.equal(oldest.more, true);
    });

    it('is refused where one event alone would not fit, and the next question is answered', async () => {
      const { subject, payload } = post('', { room: 'vast' });
      const fact = JSON.parse(Buffer.from(payload).toString());
      // Short in the log, and more than four times as long once it was read.
      const numbers = `[${Array.from({ length: 12_000 }, () => '1e20').join()}]`;
      const sung = JSON.stringify({ ...fact, type: 'MessageSung', data: 0 });
      const vast = Buffer.from(sung.replace('"data":0', `"data":${numbers}`));
      const [seq = 0] = await append(chat, [{ subject, payload: vast }]);
      const question = { room: 'vast', before: seq + 1, limit: 10 };
      assert.deepEqual(await history(question), { error: 'the answer is too long' });
      assert.equal((await page({ room: 'lobby', before: 9, limit: 4 })).seqs.length, 4);
    });

    it('goes on where a gateway understands nothing of a page: those behind it are found', async () => {
      const room = 'odd';
      const seqs = await append(chat, posts(12, room));
      const [first = 0, second = 0] = seqs;
      const last = seqs.at(-1) ?? 0;
      await page({ room, before: last + 1, limit: 1 });
      await chat.database.sql(
        `update event set data = '{"text":7}' where seq > ${second} and seq < ${last}`,
      );
      const nc = await chat.nats.connect('gateway');
      const rows = createRows(nc);
      const past = await rows.past(room, last, 4);
      assert.deepEqual([past.entries.map(({ seq }) => seq), past.more], [[first, second], false]);
      const found = async (asked: Promise<HistoryPage>) => {
        const { entries, more } = await asked;
        return [entries.map(({ seq }) => seq), more];
      };
      assert.deepEqual(await found(rows.after(room, second, 4)), [[last], false]);
      await chat.database.sql(`update event set data = '{"text":7}' where seq = ${last}`);
      assert.deepEqual(await found(rows.after(room, second, 4)), [[], false]);
      await nc.close();
    });

    it('waits for the very last row below the sequence it is asked for', async () => {
      await chat.database.sql(`
        create function full_disk() returns trigger language plpgsql as
        $$ begin raise exception 'no space left on device' using errcode = 'disk_full'; end $$`);
      await chat.database.sql(`
        create trigger full_disk before insert on event for each row when (new.room = 'held')
        execute function full_disk()`);
      const [seq = 0] = await append(chat, [post('not yet', { room: 'held' })]);
      const question = { room: 'held', before: seq + 1, limit: 10 };
      assert.deepEqual(await history(question), { error: 'the rows lag behind the log' });
      assert.deepEqual(await page({ ...question, before: seq }).then(({ seqs }) => seqs), []);
      await chat.database.sql('drop trigger full_disk on event');
      await eventually(async () => assert.deepEqual((await page(question)).seqs, [seq]), {
        deadlineMs: 10_000,
      });
    });
  });

  describe('look-ups', () => {
    it('find the event of an id and its user, and nobody else’s', async () => {
      const question = { userId: ADA.id, clientId: ids[6], atLeast: 7 };
      assert.deepEqual(await lookup(question), { found: { seq: 7, room: 'lobby' } });
      assert.deepEqual(await lookup({ ...question, userId: 'guest-bob' }), { found: null });
      assert.deepEqual(await lookup({ ...question, clientId: uuid7() }), { found: null });
    });

    it('wait for the rows to come as far as asked', async () => {
      // As a gateway does it: at once after the append, when the batch has not been written yet.
      for (let i = 0; i < 5; i++) {
        const id = uuid7();
        const [seq = 0] = await append(chat, [post('just now', { id })]);
        const question = { userId: ADA.id, clientId: id, atLeast: seq };
        assert.deepEqual(await lookup(question), { found: { seq, room: 'lobby' } });
      }
    });

    it('say that they cannot say, where the rows do not come that far', async () => {
      const question = { userId: ADA.id, clientId: uuid7(), atLeast: 1_000_000 };
      assert.deepEqual(await lookup(question), { error: 'the rows lag behind the log' });
      // What is there is there, however far the others are.
      const known = await lookup({ ...question, clientId: ids[0] });
      assert.deepEqual(known, { found: { seq: 1, room: 'lobby' } });
    });
  });

  describe('malformed questions', () => {
    const MALFORMED: [string, unknown, RegExp][] = [
      ['no JSON', 'lobby please', /./],
      ['no body', '', /./],
      ['no object', [1, 2], /object/],
      ['no room', { before: 1, limit: 1 }, /room/],
      ['a room with a wildcard', { room: '*', before: 1, limit: 1 }, /room/],
      ['both ends', { room: 'lobby', before: 9, after: 1, limit: 1 }, /either/],
      ['neither end', { room: 'lobby', limit: 1 }, /either/],
      ['no limit', { room: 'lobby', before: 1 }, /limit/],
      ['a limit of 0', { room: 'lobby', before: 1, limit: 0 }, /limit/],
      ['a limit beyond the largest', { room: 'lobby', before: 1, limit: 301 }, /limit/],
      ['a fraction', { room: 'lobby', before: 1.5, limit: 1 }, /before/],
      ['a negative sequence', { room: 'lobby', after: -1, limit: 1 }, /after/],
      ['SQL', { room: 'lobby', before: '1; drop table event', limit: 1 }, /before/],
    ];
    for (const [title, question, reason] of MALFORMED) {
      it(`history with ${title} is refused with the reason`, async () => {
        const reply = await history(question);
        assert.match('error' in reply ? reply.error : '', reason);
      });
    }

    it('look-ups too', async () => {
      for (const question of [
        'not JSON',
        {},
        { userId: ADA.id, clientId: 'no uuid', atLeast: 0 },
        { userId: ADA.id, clientId: ids[0] },
      ]) {
        assert.ok('error' in (await lookup(question)), JSON.stringify(question));
      }
    });
  });

  it('a flood of questions is bounded: some are refused, all are answered, the next is served', async () => {
    const nc = await chat.nats.connect('gateway');
    const ids = { userId: ADA.id, clientId: uuid7() };
    // A persister has written rows by now; that it can be asked is known to NATS a moment later.
    await eventually(async () => assert.ok(await lookup({ ...ids, atLeast: 0 })));
    // Each waits two seconds for rows that do not come.
    const question = JSON.stringify({ ...ids, atLeast: 1_000_000 });
    const replies = await Promise.all(
      Array.from({ length: 200 }, async () =>
        lookupReply.parse((await nc.request(LOOKUP_REQUEST, question, { timeout: 5_000 })).json()),
      ),
    );
    await nc.close();
    const refused = replies.filter((r) => 'error' in r && r.error === 'too many questions at once');
    assert.equal(refused.length, 200 - 64);
    assert.equal((await page({ room: 'lobby', before: 9, limit: 4 })).seqs.length, 4);
  });
});

describe('persister: questions to several replicas', () => {
  it('are answered by one of them each', async () => {
    const nats = await startNats();
    // What is no question is answered without a look at the rows.
    const place = { url: 'postgres://nobody@127.0.0.1/none' };
    const orm = await openDatabase(place, { name: 'test', ...READING });
    const watermark = { seq: 0, lag: 0, log: undefined, trouble: undefined };
    const nobody = { nudge: () => undefined, reach: async () => false, stop: () => undefined };
    const logger = pino({ level: 'silent' });
    try {
      const replicas = await Promise.all(
        [1, 2].map(async () => {
          const nc = await nats.connect('persister');
          const metrics = persisterMetrics(new Registry());
          answerQuestions({
            nc,
            orm,
            searchOrm: orm,
            logger,
            watermark: { ...watermark, ...nobody },
            metrics,
          });
          await nc.flush();
          return { nc, metrics };
        }),
      );
      const asking = await nats.connect('gateway');
      for (let i = 0; i < 20; i++) {
        await Promise.all(
          [HISTORY_REQUEST, LOOKUP_REQUEST, SEARCH_REQUEST].map((subject) =>
            asking.request(subject, 'no question'),
          ),
        );
      }
      // Each has by now what the server gave it. The server lets one answer through, so it is counted where it is made.
      for (const { nc } of replicas) await nc.flush();
      const counts = await Promise.all(
        replicas.map(async ({ metrics }) => (await metrics.questions.get()).values),
      );
      const answered = (kind: string) =>
        counts
          .flat()
          .reduce((sum, { labels, value }) => sum + (labels['kind'] === kind ? value : 0), 0);
      assert.deepEqual(['history', 'lookup', 'search'].map(answered), [20, 20, 20]);
    } finally {
      await orm.close(true);
      await nats.stop();
    }
  });
});

describe('persister: questions that take long', () => {
  let chat: TestChat;
  before(async () => {
    chat = await startChat({ gateways: 0 });
    await append(chat, posts(COUNT));
    await hasRows(COUNT);
    await eventually(async () =>
      assert.deepEqual(await chat.database.sql('select seq::int from progress'), [{ seq: COUNT }]),
    );
  });
  after(() => chat?.stop());
  const hasRows = (n: number) =>
    eventually(
      async () =>
        assert.deepEqual(await chat.database.sql('select count(*)::int as n from event'), [{ n }]),
      { deadlineMs: 4_000 },
    );

  it('are answered within seconds, by a no, and hold up no row', async () => {
    // A row of the beginning takes a second to be read; the owner, who looks on, is not asked.
    for (const statement of [
      'alter table event enable row level security',
      `create policy slow on event for select using (seq > ${COUNT} or pg_sleep(1) is not null)`,
      'create policy quick on event for insert with check (true)',
    ]) {
      await chat.database.sql(statement);
    }
    const question = { room: 'lobby', before: COUNT, limit: 10 };
    const began = performance.now();
    const answers = Promise.all(
      Array.from({ length: 40 }, () =>
        ask(chat, { subject: HISTORY_REQUEST, reply: historyReply, question }),
      ),
    );
    await append(chat, posts(20));
    await hasRows(COUNT + 20);
    for (const answer of await answers) {
      assert.deepEqual(answer, { error: 'the database does not answer' });
    }
    assert.ok(performance.now() - began < 10_000, 'no longer than the time limit');
  });
});
