// What a persister says of itself: alive whatever is away, ready only with all it needs, every line to stdout and
// to Loki (P10).
import assert from 'node:assert/strict';
import { startChild } from '../../../src/local/child.ts';
import { programEnv, programSpec } from '../../../src/local/programs.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';
import { rowSequences } from '../../support/log.ts';
import {
  append,
  becomes,
  health,
  type LokiStub,
  posts,
  startLokiStub,
} from '../../support/persister.ts';

const SLOW = { deadlineMs: 20_000 };

describe('persister: health', () => {
  let chat: TestChat;
  before(async () => {
    chat = await startChat({ gateways: 0, ownPostgres: true });
    await append(chat, posts(10));
  });
  after(() => chat?.stop());
  const opsPort = () => chat.persisters[0]?.opsPort ?? 0;
  const writes = (count: number) =>
    eventually(async () => assert.equal((await rowSequences(chat)).length, count), SLOW);

  it('ready: says what it is connected to and how far it is', async () => {
    await becomes(opsPort(), 200, { nats: true, postgres: true, lag: 0, watermark: 10 });
  });

  it('Postgres away: alive, not ready, says that it is Postgres and how much waits; then catches up', async () => {
    await chat.postgres?.stop();
    await append(chat, posts(5));
    await becomes(opsPort(), 503, { nats: true, postgres: false, lag: 5, watermark: 10 });
    await chat.postgres?.start();
    await becomes(opsPort(), 200, { nats: true, postgres: true, lag: 0, watermark: 15 });
    await writes(15);
  });

  it('NATS away: alive, not ready, says that it is NATS; then goes on', async () => {
    await chat.nats.kill9();
    await becomes(opsPort(), 503, { nats: false, postgres: true });
    await chat.nats.restart();
    await becomes(opsPort(), 200, { nats: true, postgres: true });
    await append(chat, posts(5));
    await writes(20);
    await becomes(opsPort(), 200, { lag: 0, watermark: 20 });
  });

  it('Postgres takes no writes: not ready, saying why, and ready when it does again', async () => {
    const { name } = chat.database;
    const readOnly = async (on: 'on' | 'off') => {
      await chat.database.sql(
        `alter role persister in database ${name} set default_transaction_read_only = ${on}`,
      );
      // Connections that are open keep what they began with.
      await chat.postgres?.stop();
      await chat.postgres?.start();
    };
    await readOnly('on');
    // Not as soon as it is away: the restart is trouble of another kind, for a moment.
    await becomes(opsPort(), 503, { postgres: false, trouble: /read-only/ }).finally(() =>
      readOnly('off'),
    );
    await becomes(opsPort(), 200, { postgres: true });
  });

  it('started while Postgres is away: runs, is not ready, and works as soon as it is back', async () => {
    await chat.persisters[0]?.stop();
    await chat.postgres?.stop();
    await append(chat, posts(5));
    const persister = await chat.startPersister();
    await becomes(persister.opsPort, 503, { nats: true, postgres: false });
    await chat.postgres?.start();
    await becomes(persister.opsPort, 200, { postgres: true, lag: 0, watermark: 25 });
    await writes(25);
  });

  it('started while NATS is away: alive, not ready, says what it waits for', async () => {
    await chat.persisters[0]?.stop();
    await chat.nats.kill9();
    const port = await freePort();
    const child = startChild(
      programSpec('persister', 'persister', {
        ...programEnv(chat.database.credentials, {
          natsUrl: chat.nats.url,
          postgresPort: chat.database.port,
          database: chat.database.name,
        }).persister,
        HOST: '127.0.0.1',
        OPS_PORT: String(port),
      }),
    );
    try {
      await eventually(() => health(port, '/livez'), SLOW);
      await becomes(port, 503, { waitingFor: 'NATS' });
      await chat.nats.restart();
      await becomes(port, 200, { nats: true, postgres: true });
    } finally {
      await child.stop();
    }
  });

  it('while it drains: not ready, alive', async () => {
    const persister = await chat.startPersister();
    await becomes(persister.opsPort, 200, {});
    // A commit that takes a while holds the drain open.
    await chat.database.sql(`
      create function dawdle() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock(7); perform pg_sleep(2); return null; end $$`);
    await chat.database.sql(
      'create trigger dawdle after insert on event for each statement execute function dawdle()',
    );
    await append(chat, posts(1));
    await eventually(async () => {
      const locks = `select 1 from pg_locks where locktype = 'advisory' and objid = 7`;
      assert.equal((await chat.database.sql(locks)).length, 1);
    });
    const exit = persister.stop();
    await eventually(async () => {
      assert.equal((await health(persister.opsPort, '/readyz')).status, 503);
    });
    assert.equal((await health(persister.opsPort, '/livez')).status, 200);
    assert.equal(await exit, 0);
    assert.equal((await rowSequences(chat)).length, 26, 'what it had in hand is written');
  });
});

describe('persister: its log lines', () => {
  let chat: TestChat;
  let loki: LokiStub;
  before(async () => {
    loki = await startLokiStub();
    chat = await startChat({ gateways: 0, persisters: 0 });
  });
  after(async () => {
    await chat?.stop();
    await loki?.stop();
  });

  it('are JSON with the service, and reach Loki with the service as a label, the last one, too', async () => {
    const persister = await chat.startPersister({ LOKI_URL: loki.url });
    await append(chat, posts(3));
    await eventually(async () => assert.equal((await rowSequences(chat)).length, 3));
    assert.equal(await persister.stop(), 0);
    const said = persister.log();
    assert.equal(said.length, persister.lines().length, 'nothing but JSON on stdout');
    for (const line of said) assert.equal(line['service'], 'persister');
    assert.equal(said.at(-1)?.['msg'], 'stopped');

    const messages = loki.pushed.map(({ line }) => line);
    for (const { msg } of said) {
      assert.ok(
        messages.some((line) => line.includes(String(msg))),
        `${msg} among ${messages.join('\n')}`,
      );
    }
    for (const { labels } of loki.pushed) assert.equal(labels['service_name'], 'persister');
    assert.deepEqual(loki.strays, []);
  });

  it('while Loki is away: reach stdout, the work goes on, and the exit is 0', async () => {
    const away = `http://127.0.0.1:${await freePort()}`;
    const persister = await chat.startPersister({ LOKI_URL: away });
    await append(chat, posts(3));
    await eventually(async () => assert.equal((await rowSequences(chat)).length, 6));
    await eventually(
      () => assert.ok(persister.lines().some((line) => line.includes('send log to Loki'))),
      SLOW,
    );
    assert.equal((await health(persister.opsPort, '/livez')).status, 200);
    await becomes(persister.opsPort, 200, { lag: 0 });
    assert.equal(await persister.stop(), 0);
    assert.ok(persister.log().some(({ msg }) => msg === 'stopped'));
  });

  it('reach Loki again when it is back', async () => {
    const port = await freePort();
    const persister = await chat.startPersister({ LOKI_URL: `http://127.0.0.1:${port}` });
    await eventually(
      () => assert.ok(persister.lines().some((line) => line.includes('send log to Loki'))),
      SLOW,
    );
    const back = await startLokiStub(port);
    assert.equal(await persister.stop(), 0);
    const messages = back.pushed.map(({ line }) => line);
    await back.stop();
    assert.ok(
      messages.some((line) => line.includes('stopped')),
      messages.join('\n'),
    );
  });
});
