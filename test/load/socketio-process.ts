// The peer of the fan-out benchmark: a Socket.IO server as its documentation writes one, WebSocket only. It
// hears the same events from the same NATS and emits each to the room.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'nats';
import { Server } from 'socket.io';

const [url = '', user = '', pass = '', subject = ''] = process.argv.slice(2);

const http = createServer();
const io = new Server(http, {
  transports: ['websocket'],
  pingInterval: 600_000,
  perMessageDeflate: false,
});
io.on('connection', (socket) => void socket.join('lobby'));

const nc = await connect({ servers: url, user, pass, inboxPrefix: '_INBOX_gateway' });
const heard = nc.subscribe(subject);
http.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (http.address() as AddressInfo).port });
});
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(1));
for await (const message of heard) io.to('lobby').emit('event', message.json());
