// Adapts a WebSocket and its transport to what a connection needs. Frames made by us go straight to the
// transport: the documented `req.socket`, whole frames only, which `ws` does as well while deflate is off,
// so pings and closes never cut into one.
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { ClientSocket } from './connection.ts';

/** How long a client may take to answer a close before it is cut. */
const CLOSE_MS = 2_000;

export function adaptSocket(ws: WebSocket, transport: Duplex): ClientSocket {
  return {
    write: (frames) => {
      if (ws.readyState === WebSocket.OPEN) transport.write(frames);
    },
    get waiting() {
      return transport.writableLength;
    },
    onDrain: (listener) => {
      const once = () => {
        transport.off('drain', once);
        transport.off('close', once);
        listener();
      };
      transport.on('drain', once);
      transport.on('close', once);
    },
    get open() {
      return ws.readyState === WebSocket.OPEN;
    },
    close: (code, reason) => {
      if (ws.readyState !== WebSocket.OPEN) return;
      ws.close(code, reason);
      const cut = setTimeout(() => ws.terminate(), CLOSE_MS);
      ws.once('close', () => clearTimeout(cut));
    },
    pause: () => ws.pause(),
    resume: () => ws.resume(),
  };
}
