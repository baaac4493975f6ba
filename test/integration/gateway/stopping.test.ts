// How a gateway starts and stops, and what it says of itself meanwhile (P7, P10).
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { health } from '../../support/persister.ts';
import { runProgram, type TestProgram } from '../../support/program.ts';
import { connectWire } from '../../support/wire.ts';

describe('gateway: start and stop (P10)', () => {
  let chat: TestChat;
  before(async () => {
    chat = await startChat({ persisters: 0, gateways: 0 });
  });
  after(() => chat?.stop());

  const get = async (port: number, path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, body: await response.text() };
  };

  const comesBackWithNats = async (gateway: TestProgram) => {
    await chat.nats.restart();
    await eventually(
      async () => assert.equal((await get(gateway.opsPort, '/readyz')).status, 200),
      { deadlineMs: 20_000 },
    );
    assert.equal(await gateway.stop(), 0);
  };

  it('says every problem of a bad configuration and exits before anything opens', async () => {
    const { code, lines } = await runProgram('gateway', {
      PORT: 'http',
      NATS_URL: 'localhost',
      SESSION_SECRET: 'short',
      POST_RATE: '0',
    });
    assert.equal(code, 78);
    for (const name of ['PORT', 'NATS_URL', 'SESSION_SECRET', 'POST_RATE']) {
      assert.ok(
        lines.some((line) => line.startsWith(`gateway: configuration: ${name} `)),
        name,
      );
    }
    assert.ok(!lines.join('\n').includes('short'), 'a secret is never printed');
  });

  it('answers alive, ready and metrics', async () => {
    const gateway = await chat.startGateway();
    assert.equal((await get(gateway.opsPort, '/livez')).status, 200);
    await eventually(async () => assert.equal((await get(gateway.opsPort, '/readyz')).status, 200));
    const metrics = await get(gateway.opsPort, '/metrics');
    assert.match(metrics.body, /chat_ws_connections\{.*\} 0/);
    assert.equal(await gateway.stop(), 0);
  });

  it('drains on SIGTERM: sockets are told when to come back, taken posts are answered', async () => {
    const gateway = await chat.startGateway();
    const clients = await Promise.all([1, 2, 3].map((n) => chat.join(`Client ${n}`)));
    for (const client of clients) await client.join('lobby');
    const [first] = clients;
    const answers = [1, 2, 3].map((n) => first?.post('lobby', `last words ${n}`));
    await Promise.all(answers);
    const exit = gateway.stop();
    for (const client of clients) {
      const { code, reason } = await client.closed;
      assert.equal(code, 1012);
      assert.ok(JSON.parse(reason).retryAfterMs >= 0);
    }
    assert.equal(await exit, 0);
    for (const line of gateway.log()) assert.equal(line['service'], 'gateway');
    assert.deepEqual(
      gateway
        .log()
        .slice(-2)
        .map(({ msg }) => msg),
      ['stopping', 'stopped'],
    );
  });

  it('refuses new sockets while it drains, and is not ready', async () => {
    const gateway = await chat.startGateway({ DRAIN_MS: '3000' });
    const { token } = await chat.session('Late');
    const url = `ws://127.0.0.1:${gateway.port}/ws`;
    const open = await Promise.all([1, 2, 3].map(() => connectWire(url, { token })));
    gateway.signal('SIGTERM');
    await eventually(async () => assert.equal((await get(gateway.opsPort, '/readyz')).status, 503));
    assert.equal((await get(gateway.opsPort, '/livez')).status, 200);
    await assert.rejects(connectWire(url, { token }), /HTTP 503|ECONNREFUSED/);
    await Promise.all(open.map(({ closed }) => closed));
    assert.equal(await gateway.exited, 0);
  });

  it('leaves at once on a second SIGTERM', async () => {
    const gateway = await chat.startGateway({ DRAIN_MS: '60000' });
    const { token } = await chat.session('Stubborn');
    const url = `ws://127.0.0.1:${gateway.port}/ws`;
    const open = await Promise.all([1, 2, 3].map(() => connectWire(url, { token })));
    gateway.signal('SIGTERM');
    await eventually(() => assert.ok(gateway.log().some(({ msg }) => msg === 'stopping')));
    gateway.signal('SIGTERM');
    assert.equal(await gateway.exited, 1);
    await Promise.all(open.map((wire) => wire.close()));
  });

  it('becomes unready after a grace without NATS, stays alive, and comes back', async () => {
    const gateway = await chat.startGateway({ NATS_GRACE_MS: '500' });
    await chat.nats.kill9();
    await eventually(async () => assert.equal((await get(gateway.opsPort, '/readyz')).status, 503));
    assert.equal((await get(gateway.opsPort, '/livez')).status, 200);
    await comesBackWithNats(gateway);
  });

  it('outlives passwords that NATS does not take any more, and says why it is not ready', async () => {
    const gateway = await chat.startGateway({ NATS_GRACE_MS: '500' });
    await chat.nats.restart({ ...chat.nats.passwords, gateway: 'rotated-rotated' });
    await eventually(async () => assert.equal((await get(gateway.opsPort, '/readyz')).status, 503));
    const refusals = () =>
      gateway.log().filter(({ err }) => /Authorization/i.test(JSON.stringify(err)));
    await eventually(() => assert.ok(refusals().length >= 3), { deadlineMs: 20_000 });
    assert.equal((await get(gateway.opsPort, '/livez')).status, 200);
    await comesBackWithNats(gateway);
  });

  it('is not ready, saying why, when the log is gone while NATS is well', async () => {
    const chat = await startChat({ persisters: 0 });
    try {
      const ops = Number(chat.gateways[0]?.opsPort);
      await chat.nats.restart(undefined, (dir) =>
        rmSync(join(dir, 'jetstream', 'CHAT', 'streams', 'CHAT'), { recursive: true }),
      );
      await eventually(
        async () => {
          const { status, body } = await health(ops, '/readyz');
          assert.deepEqual([status, body['nats']], [503, true]);
          assert.match(String(body['log']), /stream not found/);
        },
        { deadlineMs: 30_000 },
      );
      assert.equal((await health(ops, '/livez')).status, 200);
    } finally {
      await chat.stop();
    }
  });

  it('ends with the reason when its first password is wrong', async () => {
    const env = chat.env.gateway;
    const { code, lines } = await runProgram('gateway', { ...env, NATS_PASSWORD: 'wrong-wrong' });
    assert.equal(code, 1);
    assert.match(lines.join('\n'), /Authorization/i);
  });
});
