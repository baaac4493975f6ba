// Pages of messages, read from a real Postgres: as the log says they are, in order, with what is left out said.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeFact } from '../../../src/chat/kernel/fact.ts';
import type { Message } from '../../../src/chat/kernel/message-view.ts';
import { type MessagesRequest, messagesRequest } from '../../../src/chat/kernel/questions.ts';
import { stateSubject } from '../../../src/chat/kernel/subjects.ts';
import { messageDeleted } from '../../../src/chat/message/facts.ts';
import { roomChanged } from '../../../src/chat/room/facts.ts';
import { emptyEvents } from '../../../src/persister/erase/changes.ts';
import { messagesBelow } from '../../../src/persister/questions/message-rows.ts';
import { messages } from '../../../src/persister/questions/messages.ts';
import type { Db } from '../../../src/persister/rows/checkpoint.ts';
import { fold } from '../../../src/persister/rows/fold.ts';
import type { Watermark } from '../../../src/persister/rows/watermark.ts';
import { LIMITS } from '../../../src/shared/wire/limits.ts';
import { eventually } from '../../support/eventually.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { type FactEntry, histories, rawOf } from '../../support/histories.ts';
import { messagesOfLog } from '../../support/messages.ts';
import { openRowsDatabase, type RowsDatabase } from '../../support/rows-database.ts';
import { uuid7 } from '../../support/wire.ts';

const EPOCH = '2026-01-01T00:00:00Z';
const ROOM = 'lobby';
const AT = '2026-01-01T00:00:00.000Z';

/** Facts of before say nothing of it. */
const KINDS: Readonly<Record<string, string>> = { ada: 'guest', bob: 'member' };
const withKind = ({ fact, ...entry }: FactEntry): FactEntry => {
  const kind = KINDS[fact.user.id];
  return { ...entry, fact: { ...fact, user: { ...fact.user, ...(kind && { kind }) } } };
};

const askOf = async ({ orm }: RowsDatabase, question: Partial<MessagesRequest>) => {
  const log = { epoch: EPOCH, first: 1 };
  const watermark = { log, reach: async () => false } as unknown as Watermark;
  const request = messagesRequest.parse({ room: ROOM, upTo: 0, limit: 200, ...question });
  return await messages({ orm, watermark }, request);
};

describe('pages of messages', function () {
  this.timeout(60_000);
  let rows: RowsDatabase;
  before(async () => {
    rows = await openRowsDatabase(EPOCH);
  });
  after(() => rows?.close());

  const write = async (entries: readonly FactEntry[]) => {
    await rows.database.sql('truncate event, used_id, message, reaction, pin, room, dead_letter');
    await rows.write(fold(entries.map(rawOf)));
    await rows.database.sql('update progress set seq = ?', [entries.length]);
  };
  const ask = (question: Partial<MessagesRequest>) => askOf(rows, question);
  const page = async (question: Partial<MessagesRequest>) => {
    const answer = await ask(question);
    assert.ok('messages' in answer, JSON.stringify(answer));
    return answer;
  };
  const plain = (all: readonly object[]) => JSON.parse(JSON.stringify(all)) as Message[];

  it('are what the log says, page after page from the end to the beginning', async () => {
    await fc.assert(
      fc.asyncProperty(histories(60), fc.integer({ min: 1, max: 7 }), async (facts, limit) => {
        const entries = facts.map(withKind);
        await write(entries);
        const all: Message[] = [];
        for (let before = entries.length + 1, more = true; more; ) {
          const { messages: found, ...said } = await page({ before, limit });
          assert.ok(found.length <= limit && said.asOf === entries.length && !said.newer);
          all.unshift(...found);
          more = said.more;
          before = found[0]?.seq ?? 0;
        }
        assert.deepEqual(all, plain(messagesOfLog(entries)));
      }),
      { numRuns: 40 },
    );
  });

  it('say of a deleted message what its author is, though its own entry says nothing any more', async () => {
    const user = { id: 'guest-1', name: 'Ada', kind: 'guest' };
    const message = { seq: 1, id: uuid7(), user, at: AT };
    const post = posted({ id: message.id, room: ROOM, user, text: 'a secret' });
    await write([
      { seq: 1, at: AT, fact: post },
      {
        seq: 2,
        at: AT,
        fact: makeFact(messageDeleted, {
          id: uuid7(),
          room: ROOM,
          user,
          data: { target: message },
        }),
      },
    ]);
    const { messages: before } = await page({ before: 3 });
    await emptyEvents(rows.orm.em.fork().getKysely() as Db, [1]);
    const { messages: after } = await page({ before: 3 });
    assert.deepEqual(after, before);
    assert.deepEqual([after[0]?.user, after[0]?.text], [user, '']);
  });

  const posts = (count: number, text = (seq: number) => `number ${seq}`): FactEntry[] =>
    Array.from({ length: count }, (_, i) => ({
      seq: i + 1,
      at: new Date(1_767_225_600_000 + i * 60_000).toISOString(),
      fact: posted({
        id: uuid7(),
        room: ROOM,
        user: { id: 'ada', name: 'Ada' },
        text: text(i + 1),
      }),
    }));
  const seqs = ({ messages: found }: { messages: Message[] }) => found.map(({ seq }) => seq);

  it('stand around a message, or a time, and say whether there are older and newer ones', async () => {
    await write(posts(50));
    const around = await page({ around: 25, limit: 6 });
    assert.deepEqual(
      [seqs(around), around.more, around.newer],
      [[22, 23, 24, 25, 26, 27], true, true],
    );
    assert.deepEqual(seqs(await page({ around: 2, limit: 6 })), [1, 2, 3, 4]);
    const end = await page({ around: 50, limit: 6 });
    assert.deepEqual([seqs(end), end.more, end.newer], [[45, 46, 47, 48, 49, 50], true, false]);
    const at = Date.parse('2026-01-01T00:24:00.000Z');
    assert.deepEqual(seqs(await page({ at, limit: 4 })), [23, 24, 25, 26]);
    assert.deepEqual(seqs(await page({ at: at - 1, limit: 4 })), [23, 24, 25, 26]);
    assert.deepEqual(seqs(await page({ at: 0, limit: 3 })), [1, 2]);
    assert.deepEqual(seqs(await page({ at: Date.parse('2030-01-01'), limit: 2 })), [49, 50]);
    assert.deepEqual(seqs(await page({ at: 0, room: 'empty' })), []);
    const one = await page({ around: 25, limit: 1 });
    assert.deepEqual([seqs(one), one.more, one.newer], [[25], true, true]);
  });

  /** Every so many entries a message, else somebody changes what the room is. */
  const writeRoom = async (count: number, each: number, topic = 'lunch') => {
    const user = { id: 'ada', name: 'Ada' };
    const entries = posts(count).map((post, i) => {
      if (i % each === 0) return rawOf(post);
      const data = { room: { kind: 'public', topic: `${i} ${topic}` } };
      const fact = makeFact(roomChanged, { id: uuid7(), room: ROOM, user, data });
      return { ...rawOf(post), subject: stateSubject(ROOM), data: encodeFact(fact) };
    });
    await rows.database.sql('truncate event, used_id, message, reaction, pin, room, dead_letter');
    await rows.write(fold(entries));
    await rows.database.sql('update progress set seq = ?', [count]);
  };

  it('of the past have beside them what was done in the room, without a hole, however much that is', async () => {
    for (const [count, each, topic] of [
      [30, 3, 'lunch'],
      [450, 220, 'lunch'],
      [190, 90, 'x'.repeat(1_000)],
      [5, 10, 'lunch'],
    ] as const) {
      await writeRoom(count, each, topic);
      const said: number[] = [];
      const done: number[] = [];
      let pages = 0;
      for (let before = count + 1, more = true; more; pages++) {
        assert.ok(pages < 40);
        const answer = await page({ before, limit: 5 });
        assert.ok(JSON.stringify(answer).length < 128_000);
        said.unshift(...seqs(answer));
        done.unshift(...answer.notices.map(({ seq }) => seq));
        const { low = 0 } = answer;
        assert.ok(low < before && [...seqs(answer), ...done].every((seq) => seq >= low));
        more = answer.more;
        before = low;
      }
      const all = Array.from({ length: count }, (_, i) => i + 1);
      assert.deepEqual(
        said,
        all.filter((seq) => (seq - 1) % each === 0),
      );
      assert.deepEqual(
        done,
        all.filter((seq) => (seq - 1) % each !== 0),
      );
    }
  });

  it('around a message have beside them what was done in the room, without a hole, however much that is', async () => {
    for (const [count, each, topic] of [
      [30, 3, 'lunch'],
      [450, 220, 'lunch'],
      [190, 90, 'x'.repeat(1_000)],
      [5, 10, 'lunch'],
    ] as const) {
      await writeRoom(count, each, topic);
      const told = ({ messages: said, notices }: Awaited<ReturnType<typeof page>>) =>
        [...said, ...notices].map(({ seq }) => seq).sort((a, b) => a - b);
      const place = Math.floor(count / 2);
      let high = 0;
      for (let around = place, newer = true, pages = 0; newer; pages++) {
        assert.ok(pages < 40);
        const answer = await page({ around, limit: 6 });
        assert.ok(JSON.stringify(answer).length < 128_000);
        const there = told(answer);
        const { low = 0 } = answer;
        const last = answer.newer ? (there.at(-1) ?? 0) : count;
        const all = Array.from({ length: count }, (_, i) => i + 1);
        assert.deepEqual(
          there,
          all.filter((seq) => seq >= low && seq <= last),
        );
        assert.ok(low <= around && last > high, 'it goes on');
        assert.equal(answer.more, low > 0 && low !== 1);
        high = last;
        newer = answer.newer;
        around = high + 1;
      }
    }
  });

  it('are cut where a reply could not hold them, and say so', async () => {
    await write(posts(60, (seq) => `${seq}`.padEnd(LIMITS.textMax, 'x')));
    const last = await page({ before: 61 });
    assert.ok(last.messages.length > 10 && last.messages.length < 30 && last.more);
    assert.equal(seqs(last).at(-1), 60);
    const around = await page({ around: 30 });
    assert.ok(seqs(around).includes(30) && around.more && around.newer);
    assert.ok(JSON.stringify(around).length < 128_000);
  });

  /** Each of these messages with so many reactions, of users with the longest ids there are. */
  const reacted = async (of: readonly FactEntry[], count: number) => {
    const user = `lpad(n::text, 120, '${'山'.repeat(120)}')`;
    for (const { seq, fact } of of) {
      await rows.database.sql(
        `insert into reaction (target_user_id, target_client_id, emoji, user_id, seq, last_seq, room, target_seq, user_name, is_on)
          select 'ada', ?::uuid, '👍', ${user}, n + 1000, n + 1000, 'lobby', ?::bigint, 'somebody', n % 2 = 0
          from generate_series(1, ?::int) as n`,
        [fact.id, seq, count],
      );
    }
  };

  it('fit into a reply whatever reactions they have, and those taken back hide none', async () => {
    const said = posts(3, (seq) => `${seq}`.padEnd(LIMITS.textMax, '山'));
    await write(said);
    await reacted(said, 4_000);
    for (const question of [{ before: 4 }, { around: 2 }, { around: 3, limit: 1 }, { around: 4 }]) {
      const answer = await page(question);
      assert.ok(Buffer.byteLength(JSON.stringify(answer)) < 128_000);
      assert.ok(answer.messages.length > 0 && answer.more, JSON.stringify(question));
      for (const { reactions, changedSeq } of answer.messages) {
        assert.deepEqual(reactions.length, 1);
        const [{ users } = { users: [] }] = reactions;
        assert.ok(users.length > 100 && users.length < 2_000);
        assert.match(String(users[0]), /2$/);
        assert.match(String(users[99]), /200$/);
        assert.equal(changedSeq, 5_000);
      }
    }
  });

  it('are not read into memory past what a reply could hold', async () => {
    const said = posts(200);
    await write(said);
    await reacted(said, 500);
    const db: Db = rows.orm.em.fork().getKysely();
    const { messages: read, beyond } = await messagesBelow(db, {
      room: ROOM,
      seq: 201,
      limit: 200,
    });
    assert.ok(read.length < 20 && beyond);
    const last = await page({ before: 201 });
    assert.ok(last.more);
    assert.equal(seqs(last).at(-1), 200);
  });

  it('wait for rows that lack what was asked for, and are not made of them', async () => {
    await write(posts(5));
    assert.deepEqual(await ask({ before: 7 }), { error: 'the rows lag behind the log' });
    assert.deepEqual(await ask({ around: 3, upTo: 6 }), { error: 'the rows lag behind the log' });
    assert.deepEqual(seqs(await page({ before: 6 })), [1, 2, 3, 4, 5]);
  });
});

describe('notices beside a page of messages', function () {
  this.timeout(60_000);

  it('are found by an index of nothing else, however much was done to messages', async () => {
    const rows = await openRowsDatabase(EPOCH);
    await rows.database.sql(`
      insert into event (seq, room, type, user_id, user_name, client_id, at, data, projected)
      select seq, '${ROOM}', case seq when 7 then 'RoomChanged' else 'ReactionAdded' end, 'u1', 'Ada',
        gen_random_uuid(), now(), '{}', true from generate_series(1, 50000) seq`);
    await rows.database.sql('update progress set seq = 50000');
    await rows.database.sql('analyze event');
    const answer = await askOf(rows, { before: 50_001, limit: 5 });
    assert.ok('notices' in answer, JSON.stringify(answer));
    assert.deepEqual(
      answer.notices.map(({ seq }) => seq),
      [7],
    );
    const scans = `select idx_scan::int as scans from pg_stat_user_indexes where indexrelname = 'event_notice'`;
    await eventually(async () => assert.equal((await rows.database.sql(scans))[0]?.['scans'], 1), {
      deadlineMs: 15_000,
    });
  });
});
