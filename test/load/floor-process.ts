// The limit of the fan-out benchmark: a server that does nothing but write. No rooms, no bounds, no heartbeats;
// a frame made once for all events of a turn, one write a socket. What any server in Node must at least spend.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'nats';
import { textFrame } from '../../src/gateway/fanout/frame.ts';

const [url = '', user = '', pass = '', subject = ''] = process.argv.slice(2);
/** RFC 6455 §1.3. */
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const sockets: Socket[] = [];
let pending: Buffer[] = [];

const http = createServer();
http.on('upgrade', (request, socket: Socket) => {
  const key = String(request.headers['sec-websocket-key']);
  const accept = createHash('sha1').update(`${key}${MAGIC}`).digest('base64');
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.resume();
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.write(textFrame('ready'));
  sockets.push(socket);
});

const nc = await connect({ servers: url, user, pass, inboxPrefix: '_INBOX_gateway' });
nc.subscribe(subject, {
  callback: (_, message) => {
    if (pending.length === 0) setImmediate(flush);
    pending.push(textFrame(message.string()));
  },
});

function flush() {
  const bytes = Buffer.concat(pending);
  pending = [];
  for (const socket of sockets) socket.write(bytes);
}

http.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (http.address() as AddressInfo).port });
});
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(1));
