// Real WebSockets, both ends in this process; the other end is a bare TCP connection where it must not answer.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';

export interface Wire {
  ws: WebSocket;
  transport: Duplex;
}

export async function listen() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clients: WebSocket[] = [];
  const bare: Socket[] = [];
  const accepted = async (): Promise<Wire> => {
    const [ws, request] = await once(server, 'connection');
    assert.ok(ws instanceof WebSocket);
    return { ws, transport: request.socket };
  };
  return {
    /** A client, and our end of it. */
    open: async () => {
      const arriving = accepted();
      const client = new WebSocket(`ws://127.0.0.1:${port}`);
      clients.push(client);
      await once(client, 'open');
      return { client, ...(await arriving) };
    },
    /** A client that never answers anything: our end of it. */
    openMute: async () => {
      const arriving = accepted();
      const socket = connect(port, '127.0.0.1').on('error', () => socket.destroy());
      bare.push(socket);
      const lines = [
        'GET / HTTP/1.1',
        'Host: localhost',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
      ];
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      return await arriving;
    },
    stop: async () => {
      for (const client of clients) client.terminate();
      for (const socket of bare) socket.destroy();
      for (const ws of server.clients) ws.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
