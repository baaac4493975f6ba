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
    const early = await opened(new EarlySocket(url, undefined, 20));
    await eventually(async () => assert.equal(server.clients.size, 0));
    assert.equal(early.take(url), undefined);
    const taken = (await opened(new EarlySocket(url, undefined, 150))).take(url);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(taken?.readyState, WebSocket.OPEN);
    taken?.close();
  });

  describe('and enters a room early', () => {
    const JOIN = JSON.stringify({ type: 'join', room: 'busy', last: 50 });
    const said: string[] = [];
    beforeEach(() => {
      said.length = 0;
      server.on('connection', (socket) => {
        socket.on('message', (data) => {
          said.push(String(data));
          socket.send(`answer to ${said.length}`);
        });
      });
    });
    const listen = (early: EarlySocket) => {
      const heard: unknown[] = [];
      const socket = early.take(url) ?? assert.fail();
      socket.addEventListener('message', ({ data }) => heard.push(data));
      return { heard, socket };
    };
    const entering = () => new EarlySocket(url, { room: 'busy', join: JOIN });

    it('tells what was answered once that is asked for, and asks for it once', async () => {
      const early = entering();
      await eventually(async () => assert.equal(early.came, 2));
      const { heard, socket } = listen(early);
      await eventually(async () => assert.deepEqual(heard, ['welcome']));
      early.send(JSON.stringify({ type: 'join', room: 'lobby', last: 50 }));
      await eventually(async () => assert.equal(said.length, 2));
      await eventually(async () => assert.equal(early.came, 2));
      assert.deepEqual(heard, ['welcome']);
      early.send(JOIN);
      assert.deepEqual(heard, ['welcome'], 'not before whoever asked can listen');
      await eventually(async () => assert.equal(heard.length, 3));
      early.send('{"type":"ping"}');
      early.send(JOIN);
      await eventually(async () => assert.equal(heard.length, 5));
      const answers = ['welcome', 'answer to 1', 'answer to 2', 'answer to 3', 'answer to 4'];
      assert.deepEqual(heard, answers);
      assert.deepEqual([said[0], said[3]], [JOIN, JOIN]);
      socket.close();
    });

    it('welcomes at once who takes it before the gateway does', async () => {
      const early = entering();
      const { heard, socket } = listen(early);
      await eventually(async () => assert.deepEqual(heard, ['welcome']));
      await eventually(async () => assert.equal(early.came, 1));
      early.send(JOIN);
      await eventually(async () => assert.deepEqual(heard, ['welcome', 'answer to 1']));
      assert.deepEqual(said, [JOIN]);
      socket.close();
    });

    it('is over where the room is entered in another way, and tells nothing of it', async () => {
      const early = entering();
      await eventually(async () => assert.equal(early.came, 2));
      const { heard } = listen(early);
      await eventually(async () => assert.deepEqual(heard, ['welcome']));
      early.send(JSON.stringify({ type: 'join', room: 'busy', after: 7, epoch: 'e' }));
      await eventually(async () => assert.equal(server.clients.size, 0));
      assert.deepEqual([heard, said], [['welcome'], [JOIN]]);
    });
  });
});
