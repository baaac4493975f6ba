// A database that is lost or goes back while persisters run, and a log that has holes (P3, P5): the rows become whole again
// by themselves, and until then nobody is told that something is not there.
import assert from 'node:assert/strict';
import { headers } from 'nats';
import { historyReply, lookupReply, watermark } from '../../../src/chat/kernel/questions.ts';
import { HISTORY_REQUEST, LOOKUP_REQUEST, WATERMARK } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { changeLog, logCount, rowSequences } from '../../support/log.ts';
import { ADA, append, ask, becomes, metric, post, posts } from '../../support/persister.ts';
import { runProgram } from '../../support/program.ts';
import { uuid7 } from '../../support/wire.ts';

const SLOW = { deadlineMs: 20_000 };
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe('persister: rows that are whole, or said not to be', () => {
  let chat: TestChat;
  afterEach(() => chat?.stop());

  const wholeTo = (last: number) =>
    eventually(async () => {
      const [row] = await chat.database.sql('select seq::int as seq from progress');
      assert.equal(row?.['seq'], last);
    }, SLOW);
  /** From now on Postgres takes no event, or none of those. */
  const refuseRows = async (which = 'true') => {
    await chat.database.sql(`
      create or replace function full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'no space left on device' using errcode = 'disk_full'; end $$`);
    await chat.database.sql(`
      create trigger full_disk before insert on event for each row when (${which})
      execute function full_disk()`);
  };
  const takeRows = () => chat.database.sql('drop trigger full_disk on event');
  const said = (text: string) =>
    chat.persisters.flatMap(({ log }) => log()).filter(({ msg }) => String(msg).includes(text));

  for (const { title, back, words } of [
    {
      title: 'an old copy',
      back: 'delete from event where seq > 10; delete from message where seq > 10; delete from used_id where seq > 10; update progress set seq = 10',
      words: 'an older copy',
    },
    {
      title: 'an empty database',
      back: 'truncate event, used_id, message, room; update progress set seq = 0, id = gen_random_uuid()',
      words: 'another database',
    },
  ]) {
    it(`${title} in the place of the rows: whole again by themselves, and refused until then`, async () => {
      chat = await startChat({ gateways: 0, persisters: 2 });
      const ids = upTo(20).map(() => uuid7());
      await append(
        chat,
        ids.map((id) => post('known', { id })),
      );
      await wholeTo(20);
      await refuseRows();
      await chat.database.sql(`do $$ begin ${back}; end $$`);
      const lookup = (atLeast: number, clientId = ids[14]) =>
        ask(chat, {
          subject: LOOKUP_REQUEST,
          reply: lookupReply,
          question: { userId: ADA.id, clientId, atLeast },
        });
      const history = () =>
        ask(chat, {
          subject: HISTORY_REQUEST,
          reply: historyReply,
          question: { room: 'lobby', before: 21, limit: 20 },
        });
      const lags = { error: 'the rows lag behind the log' };
      assert.deepEqual(await lookup(20), lags);
      assert.deepEqual(await history(), lags);
      await eventually(() => assert.ok(said(words).length > 0), SLOW);
      await eventually(() => assert.equal(said('rows are missing').length, 1), SLOW);
      // People go on talking: what is new is no proof of what is old.
      await append(chat, posts(5));
      assert.deepEqual(await lookup(20), lags);
      await takeRows();
      await wholeTo(25);
      assert.deepEqual(await rowSequences(chat), upTo(25));
      assert.deepEqual(await lookup(25), { found: { seq: 15, room: 'lobby' } });
      assert.deepEqual(await lookup(25, uuid7()), { found: null });
      assert.equal(said('rows are missing').length, 1, 'read again once, not in turns');
      const times = await Promise.all(
        chat.persisters.map(({ opsPort }) => metric(opsPort, 'chat_rows_missing_total')),
      );
      assert.deepEqual(times.sort(), [0, 1]);
    });
  }

  it('rows of another log: nothing is written or said until provisioning has compared them', async () => {
    chat = await startChat({ gateways: 0 });
    const opsPort = chat.persisters[0]?.opsPort ?? 0;
    await append(chat, posts(5));
    await wholeTo(5);
    const [found] = await chat.database.sql('select log_epoch from progress');
    await chat.database.sql("update progress set log_epoch = 'another log'");
    await becomes(opsPort, 503, { rows: /provisioning compares/, refusal: undefined });
    await append(chat, posts(5));
    await becomes(opsPort, 503, { refusal: /provisioning compares/ });
    assert.deepEqual(await rowSequences(chat), upTo(5));
    const question = { userId: ADA.id, clientId: uuid7(), atLeast: 0 };
    const answer = await ask(chat, { subject: LOOKUP_REQUEST, reply: lookupReply, question });
    assert.ok('error' in answer, 'not "not there"');

    await chat.database.sql("update event set user_id = 'somebody else' where seq = 5");
    const refused = await runProgram('provision', { ...chat.env.provision, WAIT_MS: '1200' });
    assert.equal(refused.code, 1);
    assert.match(refused.lines.join('\n'), /rows of another log than NATS has: at sequence 5/);

    await chat.database.sql(`update event set user_id = '${ADA.id}' where seq = 5`);
    const adopted = await runProgram('provision', chat.env.provision);
    assert.equal(adopted.code, 0, adopted.lines.join('\n'));
    assert.deepEqual(await chat.database.sql('select log_epoch from progress'), [found]);
    await wholeTo(10);
    await becomes(opsPort, 200, { lag: 0, rows: undefined });
  });

  it('a row that does not come is no hole, whatever the mirror keeps', async () => {
    chat = await startChat({ gateways: 0, persisters: 0 });
    // More than the mirror keeps of a room: to it the log begins later.
    await append(chat, posts(230));
    const told: number[] = [];
    const listener = await chat.nats.connect('gateway');
    listener.subscribe(WATERMARK, {
      callback: (_, message) => void told.push(watermark.parse(message.json()).seq),
    });
    await refuseRows('new.seq = 3');
    await chat.startPersister({ BATCH_MAX: '10' });
    await eventually(async () => assert.equal((await rowSequences(chat)).length, 220), SLOW);
    // Each look asks once, of the log or the mirror by chance.
    await eventually(() => assert.ok(told.length >= 10), SLOW);
    assert.deepEqual([...new Set(told)], [0]);
    const question = { room: 'lobby', after: 0, limit: 100 };
    const page = await ask(chat, { subject: HISTORY_REQUEST, reply: historyReply, question });
    assert.deepEqual(page, { events: [], more: false, asOf: 0 }, 'nobody is led past it');
    await takeRows();
    await eventually(() => assert.equal(told.at(-1), 230), SLOW);
    await listener.close();
  });

  it('holes in the middle and at both ends of a log are passed by one who reads it anew', async () => {
    chat = await startChat({ gateways: 0, persisters: 0 });
    await changeLog(chat, { allow_msg_ttl: true });
    const nc = await chat.nats.connect('gateway');
    const ttl = headers();
    ttl.set('Nats-TTL', '1s');
    for (const [i, { subject, payload }] of posts(12).entries()) {
      const stays = i % 3 === 2 && i < 9;
      await nc.jetstream().publish(subject, payload, stays ? {} : { headers: ttl });
    }
    await nc.close();
    await eventually(async () => assert.equal(await logCount(chat), 3), SLOW);
    await chat.startPersister();
    await wholeTo(12);
    assert.deepEqual(await rowSequences(chat), [3, 6, 9]);
  });
});
