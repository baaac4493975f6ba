// History comes from the rows, and the rows lag behind the log: a page must never lack what they do not have yet.
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import type { Frame, WireClient } from '../support/wire.ts';

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
