// What an operator or a stranger may do to the log: fill it, write rubbish into it.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { FAST, startChat, type TestChat } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';
import { changeLog, logCount, publishRaw } from '../support/log.ts';
import { health } from '../support/persister.ts';
import { type Frame, uuid7, type WireClient } from '../support/wire.ts';

describe('the log is full', () => {
  let chat: TestChat;
  let ada: WireClient;
  before(async () => {
    chat = await startChat({ env: FAST, provisionEnv: { STREAM_MAX_BYTES: '1048576' } });
    ada = await chat.join('Ada');
    await ada.join('lobby', { last: 0 });
  });
  after(async () => {
    await ada?.close();
    await chat?.stop();
  });

  it('refuses with full and when to try again, drops no history, and goes on when there is room', async () => {
    let refused: Frame | undefined;
    let stored = 0;
    const id = uuid7();
    while (refused === undefined && stored < 2_000) {
      const answer = await ada.post('lobby', randomBytes(1_500).toString('hex'));
      if (answer.type === 'ack') stored += 1;
      else refused = answer;
    }
    assert.equal(refused?.['code'], 'full');
    assert.equal(refused?.['retry'], true);
    assert.ok(Number(refused?.['retryAfterMs']) >= 1_000);
    assert.equal(await logCount(chat), stored);

    assert.equal((await ada.post('lobby', 'one more', id))['code'], 'full');
    const ops = Number(chat.gateways[0]?.opsPort);
    const { status, body } = await health(ops, '/readyz');
    assert.deepEqual([status, body['log']], [503, 'full'], 'people had better go elsewhere');
    await changeLog(chat, { max_bytes: 4 * 1_048_576 });
    const answer = await eventually(async () => {
      const frame = await ada.post('lobby', 'one more', id);
      assert.equal(frame.type, 'ack');
      return frame;
    });
    assert.equal(answer['duplicate'], undefined);
    assert.equal((await health(ops, '/readyz')).status, 200);
    assert.equal(await logCount(chat), stored + 1);
  });
});

describe('the server of the log is full before the log is', () => {
  let chat: TestChat;
  before(async () => {
    const provisionEnv = { STREAM_MAX_BYTES: '8388608', READ_MARKS_MAX_BYTES: '65536' };
    chat = await startChat({ env: FAST, provisionEnv, natsMaxFileBytes: 9_000_000 });
  });
  after(() => chat?.stop());

  it('refuses with full as well, and at once', async () => {
    const ada = await chat.join('Ada');
    await ada.join('lobby', { last: 0 });
    let refused: Frame | undefined;
    for (let tries = 0; refused === undefined && tries < 200; tries++) {
      const payload = () => randomBytes(30_000).toString('base64');
      const subjects = Array.from(
        { length: 10 },
        (_, i) => `chat.room.room-${tries * 10 + i}.message`,
      );
      await publishRaw(
        chat,
        subjects.map((subject) => ({ subject, payload: payload() })),
      );
      const answer = await ada.post('lobby', `try ${tries}`);
      if (answer.type !== 'ack') refused = answer;
    }
    assert.equal(refused?.['code'], 'full');
    await ada.close();
  });
});

describe('poison in the log', () => {
  let chat: TestChat;
  before(async () => {
    chat = await startChat({ gateways: 1 });
  });
  after(() => chat?.stop());

  it('is kept as dead letters and hides nothing behind it, live or in a backlog', async () => {
    const ada = await chat.join('Ada');
    await ada.join('lobby');
    const before = await ada.post('lobby', 'before');
    const event = { v: 1, id: uuid7(), type: 'MessagePosted', room: 'lobby' };
    const lobby = (payload: string | Uint8Array) => ({
      subject: 'chat.room.lobby.message',
      payload,
    });
    await publishRaw(chat, [
      lobby('not JSON'),
      lobby(''),
      lobby(new Uint8Array([0xff, 0x00, 0xfe])),
      lobby(JSON.stringify({ ...event, type: 'MessageSung' })),
      lobby(JSON.stringify({ ...event, v: 99 })),
      lobby(JSON.stringify({ ...event, user: { id: 'u', name: 'U' }, data: { text: 'a\u0000b' } })),
      lobby(`"${'x'.repeat(60_000)}"`),
      { subject: 'chat.room.UPPER.message', payload: JSON.stringify(event) },
    ]);
    const after = await ada.post('lobby', 'after');
    const seqs = (frames: Frame[]) => frames.map(({ seq }) => seq);
    await eventually(() =>
      assert.deepEqual(seqs(ada.events('lobby')), [before['seq'], after['seq']]),
    );
    const late = await chat.startGateway({ RING_EVENTS: '1' });
    await eventually(async () => assert.equal((await health(late.opsPort, '/readyz')).status, 200));
    const bob = await chat.join('Bob', chat.gateways.indexOf(late));
    const frames = await bob.join('lobby', { after: 0 });
    const got = seqs(frames.filter(({ type }) => type === 'event'));
    assert.deepEqual(got, [before['seq'], after['seq']]);

    await eventually(async () => {
      const letters = await chat.database.sql('select reason from dead_letter order by seq');
      assert.deepEqual(
        letters.map(({ reason }) => reason),
        [
          'not_json',
          'not_json',
          'not_json',
          'invalid',
          'invalid',
          'invalid',
          'invalid',
          'bad_subject',
        ],
      );
      assert.equal((await chat.database.sql('select 1 from message')).length, 2);
    });
    await ada.close();
    await bob.close();
  });
});
