// Socket with an identity → connection, for as long as it lasts. Invariant: each set-up puts its tear-down on one list, so
// that nothing a socket was put into can be forgotten when it goes.
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { CloseCode } from '../../shared/wire/codes.ts';
import { SUBPROTOCOL } from '../../shared/wire/frames.ts';
import type { Visitor } from '../edge/identity.ts';
import type { Clients } from './clients.ts';
import { Connection, type ConnectionPorts } from './connection.ts';
import { adaptSocket } from './socket.ts';

export function serveSockets(clients: Clients, ports: ConnectionPorts) {
  const { metrics, onFault } = ports;
  return (ws: WebSocket, transport: Duplex, visitor: Visitor): void => {
    if (ws.readyState !== ws.OPEN) {
      ws.terminate();
      return onFault(new Error('a socket closed before it was served'));
    }
    const socket = adaptSocket(ws, transport);
    const connection = new Connection(socket, visitor, ports);
    let heard = true;
    const leaveClients = clients.add({
      expiresAt: visitor.identity.expiresAt,
      ping: () => ws.ping(),
      heard: () => {
        // While the client is not read, its silence is ours.
        const before = heard || ws.isPaused;
        heard = false;
        return before;
      },
      cut: () => ws.terminate(),
      drain: () => connection.drain(),
      close: socket.close,
    });
    metrics.connections.inc();
    const tearDown = [leaveClients, () => connection.closed(), () => metrics.connections.dec()];
    ws.on('message', (data, isBinary) => {
      heard = true;
      connection.receive(data as Buffer, isBinary);
    });
    const onControl = () => {
      heard = true;
      connection.control();
    };
    ws.on('pong', onControl);
    ws.on('ping', onControl);
    // A broken frame: ws closes by itself with the fitting code, which is counted below.
    ws.on('error', () => undefined);
    ws.on('close', (code) => {
      for (const undo of tearDown) undo();
      metrics.closed.inc({ code: closeLabel(code) });
    });
  };
}

/** Codes of ours and of the protocol; one that a client made up is `other`, or it could make a series of each. */
const LABELS: ReadonlySet<number> = new Set([
  ...Object.values(CloseCode),
  ...[1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011],
]);
const closeLabel = (code: number): string => (LABELS.has(code) ? String(code) : 'other');

export function turnAwayVersion(ws: WebSocket): void {
  ws.on('error', () => ws.terminate());
  ws.close(CloseCode.version, `this gateway speaks ${SUBPROTOCOL}`);
}
