import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type WebSocket as Served, WebSocketServer } from 'ws';
import { SUBPROTOCOL } from '../../../src/shared/wire/frames.ts';
import { EarlySocket } from '../../../src/web/model/early-socket.ts';
import { eventually } from '../../support/eventually.ts';

describe('a connection that is opened early', () => {
  let server: WebSocketServer;
  let served: Served[] = [];
  let url = '';

  beforeEach(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
    served = [];
    server.on('connection', (socket) => {
      served.push(socket);
      socket.send('welcome');
    });
  });
  afterEach(async () => {
    for (const socket of served) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  const opened = async (early: EarlySocket) => {
    await eventually(async () => assert.equal(early.came, 1));
    return early;
  };

  it('gives whoever takes it what came before and what comes, each once and in order', async () => {
    const early = await opened(new EarlySocket(url));
    served[0]?.send('second');
    await eventually(async () => assert.equal(early.came, 2));
    const heard: unknown[] = [];
    const socket = early.take(url);
    assert.ok(socket);
    assert.equal(socket.protocol, SUBPROTOCOL);
    socket.addEventListener('message', ({ data }) => heard.push(data));
    assert.deepEqual(heard, [], 'not before whoever takes it is ready');
    served[0]?.send('third');
    await eventually(async () => assert.equal(heard.length, 3));
    assert.deepEqual(heard, ['welcome', 'second', 'third']);
  });

  it('is none where it was closed, or leads elsewhere', async () => {
    const closed = await opened(new EarlySocket(url));
    served[0]?.close(1012);
    await eventually(async () => assert.equal(closed.take(url), undefined));
    const other = await opened(new EarlySocket(url));
    assert.equal(other.take(`${url}/other`), undefined);
    await eventually(async () => assert.equal(server.clients.size, 0));
  });

  it('is closed where nobody takes it in time, and not where somebody did', async () => {
    const early = await opened(new EarlySocket(url, 20));
    await eventually(async () => assert.equal(server.clients.size, 0));
    assert.equal(early.take(url), undefined);
    const taken = (await opened(new EarlySocket(url, 150))).take(url);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(taken?.readyState, WebSocket.OPEN);
    taken?.close();
  });
});
