// One WebSocket, reduced to what the client needs. Invariant: each opened socket reports `closed` at most once,
// and nothing at all after `drop`, so that an old socket never speaks into a new connection. What is sent into one that the other
// side is closing goes nowhere, and a browser complains about it in the page's console: it is not sent.
import type { ClientFrame } from '../chat/features.ts';
import { type ServerFrame, SUBPROTOCOL } from '../shared/wire/frames.ts';
import { isRecord } from './records.ts';
import { makeSocket, type SocketClass } from './socket-class.ts';

/** The standard's number. */
const OPEN = 1;

export interface SocketHandlers {
  frame(frame: ServerFrame): void;
  closed(code: number, reason: string): void;
}

export interface OpenSocket {
  send(frame: ClientFrame): void;
  /** Closes without waiting; no handler is called any more. */
  drop(code: number): void;
}

export function openSocket(
  { url, token, WebSocket }: { url: string; token: string | undefined; WebSocket: SocketClass },
  handlers: SocketHandlers,
): OpenSocket {
  const socket = makeSocket(WebSocket, { url, protocols: [SUBPROTOCOL], token });
  let dropped = false;
  socket.addEventListener('message', ({ data }) => {
    const frame = parseFrame(data);
    if (!dropped && frame !== undefined) handlers.frame(frame);
  });
  socket.addEventListener('close', ({ code, reason }) => {
    if (!dropped) handlers.closed(code, reason);
  });
  // A `close` with its code follows every `error`; a listener keeps it from counting as unhandled.
  socket.addEventListener('error', () => undefined);
  return {
    send: (frame) => {
      if (socket.readyState === OPEN) socket.send(JSON.stringify(frame));
    },
    drop: (code) => {
      dropped = true;
      socket.close(code);
    },
  };
}

function parseFrame(data: unknown): ServerFrame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return isFrame(frame) ? frame : undefined;
  } catch {
    // Not JSON: a newer gateway may send what this client does not read; heartbeats find a broken one.
    return undefined;
  }
}

/** The gateway is trusted with its own frames' shape; what has no type is not this protocol's. */
const isFrame = (value: unknown): value is ServerFrame =>
  isRecord(value) && typeof value.type === 'string';
