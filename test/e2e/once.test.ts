import assert from 'node:assert/strict';
import { FAST, startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { changeLog, logCount, rowSequences } from '../support/log.ts';
import { connectWire, uuid7, type WireClient } from '../support/wire.ts';

const WEEK_MS = 7 * 86_400_000;
const SECOND_NS = 1_000_000_000;
/** What a killed persister had in hand comes again after the consumer's ack_wait of 10 s. */
const REDELIVERED = { deadlineMs: 25_000 };

describe('promise: once (P3)', () => {
  let chat: TestChat;
  /** The same user on two gateways. */
  let here: WireClient;
  let there: WireClient;
  before(async () => {
    chat = await startChat({ gateways: 2, env: FAST });
    // As short as JetStream allows, so that "after the window" is not two minutes away.
    await changeLog(chat, { duplicate_window: SECOND_NS });
    const { token } = await chat.session('Ada');
    const [first = '', second = ''] = chat.socketUrls();
    here = await connectWire(first, { token });
    there = await connectWire(second, { token });
    await here.join('lobby');
    await there.join('lobby');
  });
  after(async () => {
    await here?.close();
    await there?.close();
    await chat?.stop();
  });

  it('makes one event of concurrent retries on two replicas', async () => {
    const before = await logCount(chat);
    const ids = Array.from({ length: 50 }, () => uuid7());
    const answers = await Promise.all(
      ids.flatMap((id) => [here, there, here].map((wire) => wire.post('lobby', id, id))),
    );
    for (const answer of answers) assert.equal(answer.type, 'ack', JSON.stringify(answer));
    const sequences = new Set(answers.map(({ seq }) => seq));
    assert.equal(sequences.size, 50);
    assert.equal(await logCount(chat), before + 50);
  });

  it('makes one event and one row of a retry a week later', async () => {
    const id = uuid7(Date.now() - WEEK_MS);
    const first = await here.post('lobby', 'long ago', id);
    assert.equal(first.type, 'ack');
    await afterWindow();
    const before = await logCount(chat);
    for (const wire of [here, there]) {
      const again = await wire.post('lobby', 'long ago', id);
      assert.equal(again['seq'], first['seq']);
      assert.equal(again['duplicate'], true);
    }
    assert.equal(await logCount(chat), before);
  });

  it('does not guess about an old id while nobody can read the rows', async () => {
    const id = uuid7(Date.now() - WEEK_MS);
    const [persister] = chat.persisters;
    await persister?.stop();
    const before = await logCount(chat);
    const refused = await here.post('lobby', 'old and unknown', id);
    assert.equal(refused['code'], 'unavailable');
    assert.equal(refused['retry'], true);
    assert.equal(await logCount(chat), before);
    await chat.startPersister();
    const answer = await eventually(async () => {
      const frame = await there.post('lobby', 'old and unknown', id);
      assert.equal(frame.type, 'ack');
      return frame;
    });
    assert.equal(answer['duplicate'], undefined);
  });

  it('looks only at rows that have caught up with the log', async () => {
    const id = uuid7(Date.now() - WEEK_MS);
    const [persister] = chat.persisters;
    const first = await here.post('lobby', 'stored before the persister went', id);
    await persister?.kill9();
    await afterWindow();
    for (let i = 0; i < 20; i++) await here.post('lobby', `meanwhile ${i}`);
    await chat.startPersister();
    const again = await eventually(async () => {
      const frame = await there.post('lobby', 'stored before the persister went', id);
      assert.equal(frame.type, 'ack');
      return frame;
    }, REDELIVERED);
    assert.equal(again['seq'], first['seq']);
  });

  it('refuses an id that was used in another room', async () => {
    await here.join('other');
    const id = uuid7();
    await here.post('lobby', 'here', id);
    assert.equal((await here.post('other', 'there', id))['code'], 'conflict');
  });

  it('keeps the ids of different users apart', async () => {
    const bob = await chat.join('Bob');
    await bob.join('lobby');
    const id = uuid7();
    const mine = await here.post('lobby', 'mine', id);
    const his = await bob.post('lobby', 'his', id);
    assert.notEqual(mine['seq'], his['seq']);
    assert.equal(his['duplicate'], undefined);
    await bob.close();
  });

  it('has as many rows as the log has messages', async () => {
    const entries = await logCount(chat);
    await eventually(async () => assert.equal((await rowSequences(chat)).length, entries), {
      deadlineMs: 20_000,
    });
  });

  const afterWindow = () => new Promise((resolve) => setTimeout(resolve, 1_500));
});
