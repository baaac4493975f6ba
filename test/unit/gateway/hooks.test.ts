// What one who sends to a hook can do to the others: their bodies, how much they send, and when they go away in the middle.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { botUser } from '../../../src/chat/bot/bot.ts';
import { Unauthorized } from '../../../src/gateway/edge/auth.ts';
import { createHooks, HOOKS_PATH } from '../../../src/gateway/hook/hooks.ts';
import { Buckets } from '../../../src/gateway/limits/rate-limit.ts';
import { gatewayMetrics } from '../../../src/gateway/metrics.ts';
import { answering } from '../../../src/shared/http.ts';
import { eventually } from '../../support/eventually.ts';

describe('hooks', () => {
  const open: Socket[] = [];
  let server: Server;
  let faults: unknown[];
  let repeated: boolean;
  const metrics = gatewayMetrics(new Registry());

  const start = async (rate = { perSecond: 1_000, burst: 1_000 }) => {
    faults = [];
    repeated = false;
    const hooks = createHooks({
      bots: {
        wait: () => 0,
        authenticate: async (token) => {
          if (token.startsWith('no')) throw new Unauthorized('no such hook');
          const user = botUser({ id: token, name: token });
          return { user, roles: [], rooms: ['ops'], scope: ['ops'], expiresAt: 1 };
        },
      },
      give: async (_, command) => ({ type: 'ack', id: String(command.id), room: 'ops', seq: 1 }),
      deliveries: { has: () => repeated, idOf: () => crypto.randomUUID() },
      clock: { now: () => 1, stale: false },
      extents: { refresh: () => Promise.reject(new Error('nobody asks')) },
      addressOf: () => 'here',
      limits: { requests: new Buckets(rate) },
      metrics,
    });
    server = createServer(answering(hooks.handle, (error) => faults.push(error)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  };
  afterEach(async () => {
    for (const one of open.splice(0)) one.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const port = () => (server.address() as AddressInfo).port;
  const send = async (hook: string, body = '{"text":"x"}') => {
    const url = `http://127.0.0.1:${port()}${HOOKS_PATH}${hook}`;
    const response = await fetch(url, { method: 'POST', body, headers: { connection: 'close' } });
    return [response.status, await response.text()] as const;
  };
  /** Says that a body comes, of which nothing comes. */
  const begin = async (hook: string) => {
    const socket = connect(port(), '127.0.0.1');
    open.push(socket);
    socket.on('error', () => undefined);
    socket.write(`POST ${HOOKS_PATH}${hook} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{`);
    await once(socket, 'connect');
    return socket;
  };

  it('are not kept from each other’s bodies by one whose bodies do not come', async () => {
    await start();
    for (let n = 0; n < 40; n++) await begin('slow');
    await sleep(50);
    assert.deepEqual(await send('other'), [200, 'ok']);
    assert.equal((await send('slow'))[0], 503, 'it is in its own way alone');
    for (const one of open.splice(0)) one.destroy();
    await eventually(async () => assert.deepEqual(await send('slow'), [200, 'ok']));
  });

  it('are told to wait where they send what was said before again and again', async () => {
    await start({ perSecond: 0.1, burst: 5 });
    repeated = true;
    const said: number[] = [];
    for (let n = 0; n < 7; n++) said.push((await send('often'))[0]);
    assert.deepEqual(said, [200, 200, 200, 200, 200, 429, 429]);
    assert.equal((await send('other'))[0], 200);
  });

  it('are told to wait where they send much', async () => {
    await start({ perSecond: 0.1, burst: 50 });
    const much = JSON.stringify({ text: 'x', more: 'y'.repeat(500_000) });
    assert.equal((await send('often', much))[0], 200);
    assert.equal((await send('often'))[0], 429);
  });

  it('are nobody’s fault where they go away in the middle', async () => {
    await start();
    const socket = await begin('gone');
    await sleep(50);
    socket.destroy();
    await sleep(100);
    assert.deepEqual(faults, []);
  });
});
