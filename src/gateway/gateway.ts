// What a gateway does with a socket, and with an event of the log: the two ways through it.
//   in:  socket → receive → decide → append → ack
//   out: log → reader → ring and hub → one write a socket
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { facts } from '../chat/features.ts';
import type { RawEntry } from '../shared/raw-entry.ts';
import { CloseCode } from '../shared/wire/codes.ts';
import type { Visitor } from './access.ts';
import type { Client, Clients } from './clients.ts';
import { Connection, type ConnectionPorts } from './connection.ts';
import type { Hub } from './fanout/hub.ts';
import { shown, toRingEntry } from './log/entry.ts';
import type { Ring } from './log/ring.ts';
import type { Witness } from './log/witness.ts';
import type { GatewayMetrics } from './metrics.ts';
import { adaptSocket } from './socket.ts';

/** Event of the log → everybody in its room, now, and everybody who joins or comes back, later. */
export function deliverTo(ring: Ring, hub: Hub, witness: Witness, metrics: GatewayMetrics) {
  return (raw: RawEntry): void => {
    metrics.position.set(raw.seq);
    witness.saw(raw);
    const reading = facts.read(raw);
    if (reading.is === 'void') metrics.voids.inc();
    else if (reading.is === 'poison') metrics.unreadable.inc();
    else if (reading.is === 'foreign') metrics.foreign.inc();
    const entry = shown(reading);
    if (entry === undefined) return;
    metrics.events.inc();
    const made = toRingEntry(entry);
    ring.push(made);
    metrics.offered.inc(hub.publish(made.room, made.seq, made.frame));
  };
}

/** Socket with an identity → connection, for as long as it lasts. */
export function serveSockets(clients: Clients, ports: ConnectionPorts) {
  const { metrics, onFault } = ports;
  return (ws: WebSocket, transport: Duplex, visitor: Visitor): void => {
    const { identity } = visitor;
    const socket = adaptSocket(ws, transport);
    const connection = new Connection(socket, visitor, ports);
    let heard = true;
    const client: Client = {
      expiresAt: identity.expiresAt,
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
    };
    clients.add(client);
    metrics.connections.inc();
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
    // A broken frame: ws closes with the fitting code by itself; there is nobody else to tell.
    ws.on('error', () => metrics.refused.inc({ code: 'bad_frame' }));
    ws.on('close', (code) => {
      clients.remove(client);
      connection.closed();
      metrics.connections.dec();
      metrics.closed.inc({ code: closeLabel(code) });
    });
    if (ws.readyState !== ws.OPEN) onFault(new Error('a socket closed before it was served'));
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
  ws.close(CloseCode.version, 'this gateway speaks chatk8s.v1');
}
