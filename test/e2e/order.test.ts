import assert from 'node:assert/strict';
import { FAST, startChat, type TestChat } from '../support/chat.ts';
import { type Crowd, gather } from '../support/crowd.ts';
import { eventually } from '../support/eventually.ts';
import { logCount, rowSequences } from '../support/log.ts';

describe('promises: order and stored (P1, P2)', () => {
  let chat: TestChat;
  let crowd: Crowd;
  before(async () => {
    chat = await startChat({ gateways: 2, env: FAST });
    crowd = await gather(chat, 6, 'lobby');
  });
  after(async () => {
    crowd?.close();
    await chat?.stop();
  });

  it('shows everybody on every replica the same messages in the order of the log', async () => {
    const sequences = await crowd.post('lobby', 100);
    assert.equal(new Set(sequences).size, 600);
    await crowd.assertAllSaw('lobby', sequences);
  });

  it('acknowledges with the sequence that the log gave, and only what it holds', async () => {
    const [ada] = crowd.people;
    const before = await logCount(chat);
    const { id, stored } = ada?.client.post('lobby', 'stored?') ?? assert.fail();
    const { seq } = await stored;
    assert.equal(await logCount(chat), before + 1);
    await eventually(() => {
      const event = ada?.seen.find((one) => one.id === id);
      assert.equal(event?.seq, seq);
    });
  });

  it('has every message in the rows, once', async () => {
    const messages = await logCount(chat);
    await eventually(async () => assert.equal((await rowSequences(chat)).length, messages));
    assert.equal(new Set(await rowSequences(chat)).size, messages);
  });

  it('tells a sender when its message is in the rows', async () => {
    const [ada] = crowd.people;
    let persisted = 0;
    ada?.client.on('persisted', ({ seq }) => {
      persisted = seq;
    });
    const { seq } = (await ada?.client.post('lobby', 'two ticks').stored) ?? assert.fail();
    await eventually(() => assert.ok(persisted >= seq));
    assert.ok((await rowSequences(chat)).includes(seq));
  });
});
