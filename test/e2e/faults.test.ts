// Programs die under load, without a word: nothing is lost, nothing comes twice, everybody is back (P3, P4, P7).
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../support/chat.ts';
import { type Crowd, gather } from '../support/crowd.ts';
import { eventually } from '../support/eventually.ts';
import { logCount, rowSequences } from '../support/log.ts';

const FAST = { POST_RATE: '10000', POST_BURST: '10000' };
const EACH = 150;

describe('faults under load', () => {
  let chat: TestChat;
  let crowd: Crowd;
  const sequences: number[] = [];
  before(async () => {
    chat = await startChat({ gateways: 2, persisters: 1, env: FAST });
    crowd = await gather(chat, 8, 'lobby');
  });
  after(async () => {
    crowd?.close();
    await chat?.stop();
  });

  /** Everybody posts; in the middle of it something dies. */
  const whilePosting = async (dies: () => Promise<void>) => {
    const posting = crowd.post('lobby', EACH);
    const [ada] = crowd.people;
    await eventually(() => assert.ok((ada?.seen.length ?? 0) > sequences.length + 100));
    await dies();
    sequences.push(...(await posting));
    assert.equal(new Set(sequences).size, sequences.length);
    await crowd.assertAllSaw('lobby', sequences, 30_000);
    assert.equal(await logCount(chat), sequences.length, 'the log has exactly what was posted');
  };

  it('a gateway killed: everybody goes on at another one', async () => {
    const first = chat.gateways[0] ?? assert.fail();
    await whilePosting(() => first.kill9());
    await chat.startGateway({ PORT: String(first.port) });
  });

  it('NATS killed and started again: everybody goes on', async () => {
    await whilePosting(async () => {
      await chat.nats.kill9();
      await chat.nats.restart();
    });
  });

  it('a persister killed: its successor writes every row, once', async () => {
    await whilePosting(async () => {
      await chat.persisters[0]?.kill9();
      await chat.startPersister();
    });
    await eventually(async () => assert.deepEqual(await rowSequences(chat), sequences), {
      deadlineMs: 30_000,
    });
  });

  it('a gateway stopped for an update: everybody goes on at another one', async () => {
    await whilePosting(async () => {
      assert.equal(await chat.gateways[0]?.stop(), 0);
    });
  });
});
