// Verifying finds each kind of difference between log and rows, by the sequence of its entry, and nothing else (P6).
import assert from 'node:assert/strict';
import { headers } from 'nats';
import { PLAN } from '../../../src/chat/features.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { changeLog, logCount, publishRaw } from '../../support/log.ts';
import { ADA, append, post, posts } from '../../support/persister.ts';
import { assertRowsAreTheLog, verifyStores } from '../../support/verify.ts';
import { uuid7 } from '../../support/wire.ts';

const POSTS = 300;
const ROOMS = 10;
/** An entry that is no fact, behind them. */
const POISON = POSTS + 1;
const SLOW = { deadlineMs: 20_000 };

/** What is found, in short: kind, sequence, table, columns. */
async function found(chat: TestChat, options: object = {}): Promise<string[]> {
  const { differences, count } = await verifyStores(chat, { looksAgainMs: 50, ...options });
  assert.equal(count, differences.length);
  return differences.map(({ kind, seq, table, columns }) =>
    [kind, seq, table, ...Object.keys(columns).sort()].join(' '),
  );
}

describe('verifying: what was planted among the rows', () => {
  let chat: TestChat;
  const sql = (query: string) => chat.database.sql(query);
  const tables = PLAN.tables.map(({ name }) => name);

  before(async () => {
    chat = await startChat({ gateways: 0 });
    const entries = Array.from({ length: POSTS }, (_, i) =>
      post(`number ${i + 1}`, { room: `room${(i + 1) % ROOMS}` }),
    );
    const poison = { subject: 'chat.room.lobby.message', payload: 'no fact' };
    // Not all at once: a room ends at another time than it began.
    for (const part of [entries.slice(0, POSTS / 2), [...entries.slice(POSTS / 2), poison]]) {
      const until = (await logCount(chat)) + part.length;
      await publishRaw(chat, part);
      await eventually(async () => assert.equal(await logCount(chat), until), SLOW);
    }
    await assertRowsAreTheLog(chat);
    // Nobody mends what is planted.
    await chat.persisters[0]?.stop();
    for (const table of tables) await sql(`create table ${table}_kept as select * from ${table}`);
  });
  afterEach(async () => {
    for (const table of tables) {
      await sql(`truncate ${table}`);
      await sql(`insert into ${table} select * from ${table}_kept`);
    }
  });
  after(() => chat.stop());

  it('is nothing where they are equal: then it says how far, and what else there is', async () => {
    const { differences: _, byKind: __, ...said } = await assertRowsAreTheLog(chat);
    assert.deepEqual(said, {
      from: 1,
      to: POISON,
      entries: POISON,
      deadLetters: 1,
      foreign: 0,
      unprojected: 0,
      behind: 0,
      beyond: 0,
      count: 0,
    });
  });

  const letter = (seq: number) =>
    `insert into dead_letter select ${seq}, 'chat.room.x.message', 'refused', 'by Postgres', 'raw', now()`;
  const PLANTED: Record<string, { sql: string[]; finds: string[] }> = {
    'an event that is gone': {
      sql: ['delete from event where seq = 5'],
      finds: ['missing 5 event'],
    },
    'a message that is gone': {
      sql: ['delete from message where seq = 6'],
      finds: ['missing 6 message'],
    },
    'a used id that is gone': {
      sql: ['delete from used_id where seq = 7'],
      finds: ['missing 7 used_id'],
    },
    'a room that is gone': {
      sql: [`delete from room where name = 'room3'`],
      finds: ['missing 3 room'],
    },
    'a dead letter that is gone': {
      sql: ['delete from dead_letter'],
      finds: [`dead_letter ${POISON} dead_letter`],
    },
    'what an event says': {
      sql: [`update event set data = '{"text": "another"}' where seq = 8`],
      finds: ['different 8 event data'],
    },
    'a field that the fact has not': {
      sql: [`update event set extra = '{"more": 1}' where seq = 8`],
      finds: ['different 8 event extra'],
    },
    'a time that is off by a microsecond': {
      sql: [`update event set at = at + interval '1 microsecond' where seq = 9`],
      finds: ['different 9 event at'],
    },
    'the text of a message': {
      sql: [`update message set text = text || '!' where seq = 10`],
      finds: ['different 10 message text'],
    },
    'where an id was used': {
      sql: [`update used_id set room = 'elsewhere' where seq = 21`],
      finds: ['different 21 used_id room'],
    },
    'the bytes of a dead letter': {
      sql: [`update dead_letter set raw = 'other'`],
      finds: [`different ${POISON} dead_letter raw`],
    },
    'a room that begins too late': {
      sql: [`update room set first_seq = 11 where name = 'room1'`],
      finds: ['missing 1 room first_seq'],
    },
    'a room that ends too early': {
      sql: [
        `update room set last_seq = 12, last_at = (select at from event where seq = 12) where name = 'room2'`,
      ],
      finds: ['missing 292 room last_at last_seq'],
    },
    'when a room was last heard of': {
      sql: [`update room set last_at = last_at + interval '1 s' where name = 'room4'`],
      finds: ['different 294 room last_at'],
    },
    'a room that begins with an entry of another': {
      sql: [`update room set first_seq = 2 where name = 'room5'`],
      finds: ['surplus 2 room'],
    },
    'a room that ends with an entry of another': {
      sql: [`update room set last_seq = 299 where name = 'room7'`],
      finds: ['surplus 299 room last_at last_seq'],
    },
    'a room that nobody ever spoke in': {
      sql: [`insert into room values ('ghost', 13, 14, now())`],
      finds: ['surplus 13 room', 'surplus 14 room last_at last_seq'],
    },
    'a message that nobody wrote': {
      sql: [
        `insert into message (user_id, client_id, seq, room, user_name, text, sent_at)
           values ('nobody', gen_random_uuid(), 15, 'room5', 'Nobody', 'hello', now())`,
      ],
      finds: ['surplus 15 message'],
    },
    'a message of another entry': {
      sql: ['update message set seq = 25 where seq = 19'],
      finds: ['missing 19 message seq', 'surplus 25 message'],
    },
    'a message under another id': {
      sql: ['update message set client_id = gen_random_uuid() where seq = 20'],
      finds: ['missing 20 message', 'surplus 20 message'],
    },
    'an event where the entry is no fact': {
      sql: [
        `insert into event (seq, room, type, user_id, user_name, client_id, at, data, projected)
           select ${POISON}, room, type, user_id, user_name, client_id, at, data, true from event where seq = 1`,
      ],
      finds: [`surplus ${POISON} event`],
    },
    'an event behind the end of the log': {
      sql: [
        `insert into event (seq, room, type, user_id, user_name, client_id, at, data, projected)
           select 5000, room, type, user_id, user_name, client_id, at, data, true from event where seq = 1`,
      ],
      finds: ['surplus 5000 event'],
    },
    'a room that ends behind the end of the log': {
      sql: [`update room set last_seq = 9999 where name = 'room6'`],
      finds: ['surplus 9999 room last_at last_seq'],
    },
    'a message that begins before every log does': {
      sql: ['update message set seq = 0 where seq = 22'],
      finds: ['surplus 0 message'],
    },
    'a message whose sequence lost its size': {
      sql: ['update message set seq = -3 where seq = 23'],
      finds: ['surplus -3 message'],
    },
    'an event before every log': {
      sql: [
        `insert into event (seq, room, type, user_id, user_name, client_id, at, data, projected)
           select 0, room, type, user_id, user_name, client_id, at, data, true from event where seq = 1`,
      ],
      finds: ['surplus 0 event'],
    },
    'a time of before Christ': {
      sql: [
        `update event set at = (to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00') || ' BC')::timestamptz where seq = 24`,
      ],
      finds: ['different 24 event at'],
    },
    'a fact that stands among the dead letters instead': {
      sql: [
        ...['event', 'message', 'used_id'].map((table) => `delete from ${table} where seq = 16`),
        letter(16),
      ],
      finds: ['dead_letter 16 dead_letter reason'],
    },
    'a fact that stands among the dead letters as well': {
      sql: [letter(17)],
      finds: ['dead_letter 17 dead_letter reason'],
    },
    'a fact of which nobody made rows': {
      sql: [
        'update event set projected = false where seq = 18',
        'delete from message where seq = 18',
      ],
      finds: ['missing 18 event projected', 'missing 18 message'],
    },
  };
  for (const [what, { sql: statements, finds }] of Object.entries(PLANTED)) {
    it(`is found, and nothing else: ${what}`, async () => {
      for (const statement of statements) await sql(statement);
      assert.deepEqual(await found(chat), finds);
    });
  }

  it('is found all at once', async () => {
    const planted = Object.entries(PLANTED).filter(
      ([what]) => what !== 'a dead letter that is gone',
    );
    for (const [, { sql: statements }] of planted) {
      for (const statement of statements) await sql(statement);
    }
    const all = planted.flatMap(([, { finds }]) => finds).sort();
    const merged = all.filter((one) => !one.startsWith('different 8 event'));
    assert.deepEqual(
      (await found(chat)).sort(),
      [...merged, 'different 8 event data extra'].sort(),
    );
  });

  it('is not what was only under way', async () => {
    await sql('delete from event where seq = 5');
    await sql(`update room set last_seq = 3, last_at = now() where name = 'room3'`);
    const looking = found(chat, { looksAgainMs: 2_000, onProgress: () => mended.resolve() });
    const mended = Promise.withResolvers<void>();
    await mended.promise;
    await sql('insert into event select * from event_kept where seq = 5');
    await sql(`delete from room where name = 'room3'`);
    await sql(`insert into room select * from room_kept where name = 'room3'`);
    assert.deepEqual(await looking, []);
  });

  it('is not what a program words otherwise: why an entry is no fact', async () => {
    await sql(`update dead_letter set detail = 'in other words'`);
    assert.deepEqual(await found(chat), []);
  });

  it('is found from a sequence on, and not before it', async () => {
    for (const seq of [40, 41]) await sql(`delete from event where seq = ${seq}`);
    await sql(`update room set first_seq = 35 where name = 'room1'`);
    assert.deepEqual(await found(chat, { from: 41 }), ['missing 41 event']);
  });
});

describe('verifying: what was planted in the log', () => {
  let chat: TestChat;
  beforeEach(async () => {
    chat = await startChat({ gateways: 0 });
  });
  afterEach(() => chat.stop());

  it('finds an id that was used twice, at the second fact: soon, and long after', async () => {
    const [early, late] = [uuid7(), uuid7()];
    await append(chat, [post('first', { id: early }), post('other', { id: late }), ...posts(2)]);
    await append(chat, [post('again', { id: early })]);
    await publishRaw(chat, posts(9_000));
    await append(chat, [
      post('at last', { id: late }),
      post('of another', { id: late, user: { ...ADA, id: 'bob' } }),
    ]);
    assert.deepEqual(await found(chat), ['duplicate 5 used_id seq', 'duplicate 9006 used_id seq']);
    // What only a row says is no proof: here the row is at fault.
    await chat.database.sql('update used_id set seq = 3 where seq = 8000');
    assert.deepEqual(await found(chat), [
      'surplus 3 used_id',
      'duplicate 5 used_id seq',
      'duplicate 9006 used_id seq',
    ]);
  });

  it('finds rows of what the log erased; what the log has behind its beginning is no difference', async () => {
    await changeLog(chat, { allow_msg_ttl: true });
    const nc = await chat.nats.connect('gateway');
    const soonGone = headers();
    soonGone.set('Nats-TTL', '2s');
    for (const [i, { subject, payload }] of posts(30).entries()) {
      const gone = i < 5 || i === 11 || i === 29;
      await nc.jetstream().publish(subject, payload, gone ? { headers: soonGone } : {});
    }
    await nc.close();
    await assertRowsAreTheLog(chat);
    await eventually(async () => assert.equal(await logCount(chat), 23), SLOW);
    assert.deepEqual(await found(chat), [
      'erased 12 event',
      'erased 12 used_id',
      'erased 12 message',
      'erased 30 event',
      'erased 30 used_id',
      'erased 30 message',
      'erased 30 room last_at last_seq',
    ]);
    const { from, to, entries, beyond } = await verifyStores(chat);
    assert.deepEqual({ from, to, entries, beyond }, { from: 6, to: 30, entries: 23, beyond: 5 });
  });

  it('counts facts that only a newer program knows, and judges what is known of them', async () => {
    const newer = {
      v: 1,
      id: uuid7(),
      type: 'MessageFolded',
      room: 'lobby',
      user: ADA,
      data: { x: [1.5, null] },
    };
    const { subject } = post('');
    await append(chat, [...posts(2), { subject, payload: Buffer.from(JSON.stringify(newer)) }]);
    const { foreign, unprojected } = await assertRowsAreTheLog(chat);
    assert.deepEqual({ foreign, unprojected }, { foreign: 1, unprojected: 1 });
    // A newer persister made rows of it.
    await chat.database.sql('update event set projected = true');
    await chat.database.sql(
      `insert into message (user_id, client_id, seq, room, user_name, text, sent_at)
         values ('x', gen_random_uuid(), 3, 'lobby', 'X', 'folded', now())`,
    );
    await assertRowsAreTheLog(chat);
    await chat.database.sql(`update event set data = '{"x": [1.5]}' where seq = 3`);
    assert.deepEqual(await found(chat), ['different 3 event data']);
  });

  it('says nothing where rows and log are of different histories', async () => {
    await append(chat, posts(3));
    await assertRowsAreTheLog(chat);
    await chat.persisters[0]?.stop();
    await chat.database.sql(`update progress set log_epoch = 'another'`);
    await assert.rejects(verifyStores(chat), /not known to be of the log/);
  });

  it('says nothing where the rows were set back while it looked', async () => {
    await append(chat, posts(3));
    await assertRowsAreTheLog(chat);
    await chat.persisters[0]?.stop();
    const back = Promise.withResolvers<unknown>();
    // As a copy of the database of before these rows: what is equal so far is not there any more.
    const setBack = () =>
      back.resolve(chat.database.sql('update progress set seq = 1').catch(back.reject));
    await chat.database.sql('delete from event where seq = 3');
    await assert.rejects(
      verifyStores(chat, { looksAgainMs: 1_000, onProgress: setBack }),
      /were set back meanwhile/,
    );
    await back.promise;
  });

  it('waits for rows, and says where they come no further', async () => {
    await append(chat, posts(3));
    await assertRowsAreTheLog(chat);
    await chat.persisters[0]?.stop();
    await append(chat, posts(2));
    await assert.rejects(
      verifyStores(chat, { patienceMs: 1_000 }),
      /have come to 3 of 5, and no further/,
    );
    const { to, behind } = await verifyStores(chat, { to: 'checkpoint' });
    assert.deepEqual({ to, behind }, { to: 3, behind: 2 });
    const verifying = assertRowsAreTheLog(chat);
    await chat.startPersister();
    assert.equal((await verifying).to, 5);
  });
});
