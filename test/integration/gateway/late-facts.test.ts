// What networks deliver late is no message, whoever reads it; and no clock but the log's says what is late (P3).
import assert from 'node:assert/strict';
import { headers } from 'nats';
import { messageId } from '../../../src/chat/kernel/codec.ts';
import { DEADLINE_HEADER, isVoid } from '../../../src/shared/once.ts';
import { STREAM } from '../../../src/shared/subjects.ts';
import { type Session, startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { connectWire, uuid7, type WireClient } from '../../support/wire.ts';

const HOUR_MS = 3_600_000;
/** Preloaded: the machine's clock is that far ahead. */
const skew = (ms: number) =>
  `--import=data:text/javascript,Date.now=(now=>()=>now()+${ms})(Date.now)`;

describe('gateway: facts that come too late (P3)', () => {
  let chat: TestChat;
  let session: Session;
  let ada: WireClient;
  before(async () => {
    // So that who comes back reads the log itself.
    chat = await startChat({ env: { RING_EVENTS: '1' } });
    session = await chat.session('Ada');
    ada = await connectWire(chat.socketUrls()[0] ?? '', session);
    await ada.join('lobby');
  });
  after(async () => {
    await ada?.close();
    await chat?.stop();
  });

  /** As a gateway would publish it, with a deadline that is that far ahead. */
  async function publish(id: string, text: string, wantedForMs: number) {
    const event = posted({ id, room: 'lobby', user: session.user, text });
    const nc = await chat.nats.connect('gateway');
    const head = headers();
    head.set('Nats-Msg-Id', messageId(event));
    head.set(DEADLINE_HEADER, String(Date.now() + wantedForMs));
    const { seq } = await nc
      .jetstream()
      .publish('chat.room.lobby.message', encodeFact(event), { headers: head });
    await nc.close();
    return seq;
  }
  const rowsOf = (id: string) =>
    chat.database.sql<{ seq: string }>(`select seq from event where client_id = '${id}'`);
  const deadOf = (seq: number) =>
    chat.database.sql<{ reason: string }>(`select reason from dead_letter where seq = ${seq}`);

  it('shows nobody what was stored after its deadline, and makes no row of it', async () => {
    const late = await publish(uuid7(), 'too late', -1_000);
    await publish(uuid7(), 'in time', 30_000);
    const inTime = await publish(uuid7(), 'in time as well', 30_000);
    await ada.waitFor(({ seq }) => seq === inTime);
    const bob = await chat.join('Bob');
    await bob.join('lobby', { after: 0 });
    for (const wire of [ada, bob]) {
      const seen = wire.frames.filter(({ type }) => type === 'event').map(({ seq }) => seq);
      assert.ok(seen.includes(inTime) && !seen.includes(late), JSON.stringify(seen));
    }
    await eventually(async () => assert.deepEqual(await deadOf(late), [{ reason: 'void' }]));
    const metrics = await fetch(`http://127.0.0.1:${chat.gateways[0]?.opsPort}/metrics`);
    assert.match(await metrics.text(), /^chat_log_voids_total\b.* 1$/m);
    await bob.close();
  });

  it('takes the message that a void entry stands in the way of, once', async () => {
    const id = uuid7();
    const late = await publish(id, 'hello', -1_000);
    const answers = [await ada.post('lobby', 'hello', id), await ada.post('lobby', 'hello', id)];
    assert.deepEqual(
      answers.map(({ type, duplicate }) => [type, duplicate]),
      [
        ['ack', undefined],
        ['ack', true],
      ],
    );
    const seq = Number(answers[0]?.['seq']);
    assert.ok(seq > late);
    assert.equal(answers[1]?.['seq'], seq);
    await eventually(async () => assert.deepEqual(await rowsOf(id), [{ seq: String(seq) }]));
  });

  for (const ms of [HOUR_MS, -HOUR_MS]) {
    it(`writes what is good on a machine whose clock is ${ms / HOUR_MS} h off`, async () => {
      await chat.startGateway({ NODE_OPTIONS: skew(ms) });
      const wire = await connectWire(chat.socketUrls().at(-1) ?? '', session);
      const welcome = await wire.waitFor(({ type }) => type === 'welcome');
      assert.ok(
        Math.abs(Number(welcome['now']) - Date.now()) < 5_000,
        'it says the time of the log',
      );
      await wire.join('lobby');
      const answer = await wire.post('lobby', 'what time is it?');
      assert.equal(answer.type, 'ack', JSON.stringify(answer));
      const seq = Number(answer['seq']);
      await ada.waitFor((frame) => frame['seq'] === seq);
      const nc = await chat.nats.connect('operator');
      const jsm = await nc.jetstreamManager({ checkAPI: false });
      const { header, time } = await jsm.streams.getMessage(STREAM, { seq });
      assert.equal(isVoid(header.get(DEADLINE_HEADER), time.toISOString()), false);
      await nc.close();
      await wire.close();
    });
  }
});
