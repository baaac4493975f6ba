// Connections that are no WebSockets yet, or never become one (the page, sessions, those who say nothing), beside the places
// for sockets: in all, and an address's share of them, which is its share of the places (P8).
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Counts } from './counts.ts';

/** A herd that comes back stands here, each for some milliseconds. */
export const REQUEST_CONNECTIONS_MAX = 2_000;

/**
 * `share`: of an address, 0 to 1. Past it the connection is cut: there is nothing yet to answer. Returns the verb for a
 * connection that became a WebSocket, which has a place of its own.
 */
export function limitRequestConnections(
  server: Server,
  peerOf: (socket: Socket) => string | undefined,
  share: number,
): (transport: Duplex) => void {
  const max = Math.max(1, Math.floor(REQUEST_CONNECTIONS_MAX * share));
  const open = new Counts();
  const counted = new WeakMap<Duplex, string>();
  const release = (socket: Duplex) => {
    const peer = counted.get(socket);
    if (peer === undefined) return;
    counted.delete(socket);
    open.add(peer, -1);
  };
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    if (peer === undefined) return;
    if (open.of(peer) >= max) {
      socket.destroy();
      return;
    }
    open.add(peer, 1);
    counted.set(socket, peer);
    socket.once('close', () => release(socket));
  });
  return release;
}
