// History comes from the rows, and the rows lag behind the log: a page must never lack what they do not have yet.
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { publishRaw } from '../support/log.ts';
import { posts } from '../support/persister.ts';
import { type Frame, uuid7, type WireClient } from '../support/wire.ts';

const STORED = 5;
const WAITING = 10;
/** Longer than a persister waits for its rows before it says that it cannot answer. */
const LOCKED_S = 4;

describe('history while the rows lag behind the log', () => {
  let chat: TestChat;
  let ada: WireClient;
  const sequences: number[] = [];
  before(async () => {
    chat = await startChat();
    ada = await chat.join('Ada');
    await ada.join('lobby');
    for (let i = 0; i < STORED; i++) await post(`stored ${i}`);
    const last = sequences.at(-1) ?? 0;
    await ada.waitFor((frame) => frame.type === 'persisted' && Number(frame['seq']) >= last);
  });
  after(async () => {
    await ada?.close();
    await chat?.stop();
  });

  const post = async (text: string) =>
    sequences.push(Number((await ada.post('lobby', text))['seq']));
  const ask = (id: string, before: number): Promise<Frame> => {
    ada.send({ type: 'history', id, room: 'lobby', before, limit: 200 });
    return ada.waitFor((frame) => frame['id'] === id);
  };
  const sequencesOf = ({ events }: Frame) => (events as Frame[]).map(({ seq }) => Number(seq));

  it('says that it cannot be had now instead of leaving messages out', async () => {
    const locked = chat.database.sql(
      `do 'begin lock table event in share mode; perform pg_sleep(${LOCKED_S}); end'`,
    );
    await eventually(async () => {
      const query = `select 1 from pg_locks where mode = 'ShareLock' and relation = 'event'::regclass`;
      assert.equal((await chat.database.sql(query)).length, 1);
    });
    for (let i = 0; i < WAITING; i++) await post(`waiting ${i}`);
    const refused = await ask('too early', sequences.at(-1) ?? 0);
    assert.equal(refused['code'], 'unavailable', JSON.stringify(refused));
    assert.equal(refused['retry'], true);
    const long = await ask('long stored', sequences[STORED - 1] ?? 0);
    assert.deepEqual(sequencesOf(long), sequences.slice(0, STORED - 1));
    await locked;
  });

  it('has them all once the rows have caught up, also for who asks beyond the end', async () => {
    const page = await eventually(
      async () => {
        const frame = await ask(crypto.randomUUID(), Number.MAX_SAFE_INTEGER);
        assert.equal(frame.type, 'history');
        return frame;
      },
      { deadlineMs: 20_000 },
    );
    assert.deepEqual(sequencesOf(page), sequences);
  });
});

describe('what was deleted while the rows lag behind the log', () => {
  /** More than a gateway reads again when it starts. */
  const SINCE = 1_100;
  const SECRET = 'the password is swordfish';
  let chat: TestChat;
  before(async () => {
    chat = await startChat();
  });
  after(() => chat?.stop());

  const answer = async (wire: WireClient, frame: Frame): Promise<Frame> => {
    const id = uuid7();
    wire.send({ ...frame, id });
    return await wire.waitFor((one) => one['id'] === id);
  };
  const sequencesIn = (list: unknown) => (list as Frame[]).map(({ seq }) => Number(seq));

  it('is found and told by nobody, also not by a gateway that came later', async () => {
    const ada = await chat.join('Ada');
    await ada.join('lobby');
    const seq = Number((await ada.post('lobby', SECRET))['seq']);
    const kept = Number((await ada.post('lobby', 'swordfish is tasty'))['seq']);
    await ada.waitFor((frame) => frame.type === 'persisted' && Number(frame['seq']) >= kept);
    const holding = chat.database
      .sql(`do 'begin lock table event, message in share mode; perform pg_sleep(60); end'`)
      .catch(() => undefined);
    await eventually(async () => {
      const query = `select 1 from pg_locks where mode = 'ShareLock' and relation = 'message'::regclass`;
      assert.equal((await chat.database.sql(query)).length, 1);
    });
    const deleted = await answer(ada, { type: 'delete', room: 'lobby', target: seq });
    assert.equal(deleted.type, 'ack', JSON.stringify(deleted));
    await publishRaw(chat, posts(SINCE, 'elsewhere'));

    await chat.startGateway();
    const bob = await chat.join('Bob', 1);
    await bob.join('lobby');
    const found = await answer(bob, { type: 'search', query: 'swordfish' });
    assert.deepEqual(sequencesIn(found['messages']), [kept]);
    const past = await answer(bob, { type: 'history', room: 'lobby', before: kept + 1 });
    assert.deepEqual(sequencesIn(past['events']), [kept]);
    const page = { type: 'history', room: 'lobby', before: kept + 1, as: 'messages' };
    const now = await answer(bob, page);
    assert.deepEqual(sequencesIn(now['messages']), [seq, kept], 'its place stays');
    for (const said of [found, past, now]) assert.ok(!JSON.stringify(said).includes('password'));
    await bob.close();
    await ada.close();
    await chat.database.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like 'do %pg_sleep%'`,
    );
    await holding;
  });
});
