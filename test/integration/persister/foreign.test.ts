// Facts of a newer program beside a persister that does not know them: kept and shown as they are, no dead letter, and the
// second tick waits until somebody makes rows of them (P5).
import assert from 'node:assert/strict';
import type { NatsConnection } from 'nats';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { historyReply, lookupReply, watermark } from '../../../src/chat/kernel/questions.ts';
import { openDatabase, WRITING } from '../../../src/persister/database/database.ts';
import { persisterMetrics } from '../../../src/persister/metrics.ts';
import { projectLeftovers } from '../../../src/persister/rows/leftovers.ts';
import { HISTORY_REQUEST, LOOKUP_REQUEST, WATERMARK } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { ADA, append, ask, metric, post } from '../../support/persister.ts';
import { sungPlan } from '../../support/sung.ts';
import { uuid7 } from '../../support/wire.ts';

describe('persister: facts of a newer program', () => {
  let chat: TestChat;
  let listener: NatsConnection;
  const told: number[] = [];
  const id = uuid7();
  const song = {
    ...posted({ id, room: 'lobby', user: ADA, text: '' }),
    v: 1,
    type: 'MessageSung',
    user: { ...ADA, kind: 'guest' },
    data: { melody: 'la', verses: [1, null, { of: 'x' }] },
    trace: { id: 7 },
  };
  before(async () => {
    chat = await startChat({ gateways: 0 });
    listener = await chat.nats.connect('gateway');
    listener.subscribe(WATERMARK, {
      callback: (_, message) => void told.push(watermark.parse(message.json()).seq),
    });
    await listener.flush();
    const payload = encodeFact(song);
    await append(chat, [
      post('one'),
      { subject: 'chat.room.lobby.message', payload },
      post('three'),
    ]);
    await eventually(async () =>
      assert.deepEqual(await chat.database.sql('select seq::int as seq from progress'), [
        { seq: 3 },
      ]),
    );
  });
  after(async () => {
    await listener?.close();
    await chat?.stop();
  });
  const opsPort = () => chat.persisters[0]?.opsPort ?? 0;

  it('are no dead letters, and are counted', async () => {
    assert.deepEqual(await chat.database.sql('select seq from dead_letter'), []);
    await eventually(async () =>
      assert.equal(await metric(opsPort(), 'chat_unprojected_events'), 1),
    );
  });

  it('come back as they were, beside those that are known', async () => {
    const question = { room: 'lobby', before: 4, limit: 3 };
    const page = await ask(chat, { subject: HISTORY_REQUEST, reply: historyReply, question });
    assert.ok('events' in page);
    assert.deepEqual(
      page.events.map(({ seq }) => seq),
      [1, 2, 3],
    );
    assert.deepEqual(page.events[1]?.event, song);
  });

  it('have used their ids', async () => {
    const question = { userId: ADA.id, clientId: id, atLeast: 3 };
    const found = await ask(chat, { subject: LOOKUP_REQUEST, reply: lookupReply, question });
    assert.deepEqual(found, { found: { seq: 2, room: 'lobby' } });
  });

  it('keep nobody from hearing that an id behind them is not used', async () => {
    // Asked at once, before its rows are there.
    for (let i = 0; i < 5; i++) {
      const [atLeast = 0] = await append(chat, [post('just now', { room: 'den' })]);
      const question = { userId: ADA.id, clientId: uuid7(), atLeast };
      const found = await ask(chat, { subject: LOOKUP_REQUEST, reply: lookupReply, question });
      assert.deepEqual(found, { found: null });
    }
  });

  it('hold the second tick until one comes that understands them, and no restart is needed', async () => {
    const heard = told.length;
    await eventually(() => assert.ok(told.length >= heard + 3));
    assert.equal(Math.max(...told), 1);
    const orm = await openDatabase(
      { url: chat.database.persisterUrl },
      { name: 'tomorrow', ...WRITING },
    );
    const registry = new Registry();
    const metrics = persisterMetrics(registry);
    const logger = pino({ level: 'silent' });
    const stop = projectLeftovers({ orm, plan: sungPlan, logger, metrics });
    try {
      await eventually(() => assert.equal(told.at(-1), 8));
    } finally {
      await stop();
      assert.match(await registry.metrics(), /^chat_leftovers_projected_total 1$/m);
      await orm.close(true);
    }
    const rows = await chat.database.sql(
      "select text from message where room = 'lobby' order by seq",
    );
    assert.deepEqual(rows, [{ text: 'one' }, { text: '♪ la' }, { text: 'three' }]);
    await eventually(async () =>
      assert.equal(await metric(opsPort(), 'chat_unprojected_events'), 0),
    );
  });
});
