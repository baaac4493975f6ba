// A persister compares the newest rows with the log all the time, and says what differs as a metric and in its lines (P6).
import assert from 'node:assert/strict';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { append, metric, posts } from '../../support/persister.ts';

const SLOW = { deadlineMs: 20_000 };

describe('the newest rows', () => {
  let chat: TestChat;
  let opsPort: number;

  before(async () => {
    chat = await startChat({ gateways: 0, env: { VERIFY_EVERY_MS: '200' } });
    opsPort = chat.persisters[0]?.opsPort ?? 0;
    await append(chat, posts(30));
  });
  after(() => chat.stop());

  const verifiedTo = (seq: number) =>
    eventually(
      async () => assert.equal(await metric(opsPort, 'chat_projection_verified'), seq),
      SLOW,
    );
  /** Of all kinds. */
  const mismatches = async () => {
    const response = await fetch(`http://127.0.0.1:${opsPort}/metrics`);
    const found = (await response.text()).matchAll(
      /^chat_projection_mismatch_total\{.*\} (\d+)$/gm,
    );
    return [...found].reduce((sum, [, n]) => sum + Number(n), 0);
  };

  it('are said to be what the log says, as far as they are', async () => {
    await verifiedTo(30);
    await append(chat, posts(5));
    await verifiedTo(35);
    assert.equal(await mismatches(), 0);
  });

  it('that differ are counted once each, and said without what people wrote', async () => {
    await chat.database.sql(`update message set text = 'a secret' where seq in (7, 8)`);
    await eventually(async () => assert.equal(await mismatches(), 2), SLOW);
    await append(chat, posts(5));
    await eventually(async () => {
      const [room] = await chat.database.sql('select last_seq from room');
      assert.equal(Number(room?.['last_seq']), 40);
    }, SLOW);
    // More looks find the same.
    const lines = () => chat.persisters[0]?.log() ?? [];
    await chat.database.sql('update room set last_seq = last_seq + 1000');
    await eventually(async () => assert.equal(await mismatches(), 2 + 1), { deadlineMs: 30_000 });
    const said = lines().filter(({ msg }) => msg === 'rows are not what the log says');
    assert.deepEqual(
      said.flatMap(({ some }) => some).map((one) => JSON.stringify(one)),
      [
        '{"kind":"different","seq":7,"table":"message","columns":["text"]}',
        '{"kind":"different","seq":8,"table":"message","columns":["text"]}',
        '{"kind":"surplus","seq":1040,"table":"room","columns":["last_seq","last_at"]}',
      ],
    );
    assert.ok(!lines().some((line) => JSON.stringify(line).includes('a secret')));
    assert.equal(await metric(opsPort, 'chat_projection_verified'), 35, 'no further than they are');
  }).timeout(90_000);
});
