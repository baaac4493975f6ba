// One WebSocket, reduced to what the client needs. Invariant: each opened socket reports `closed` at most once,
// and nothing at all after `drop`, so that an old socket never speaks into a new connection.
import type { ClientFrame } from '../chat/features.ts';
import { type ServerFrame, SUBPROTOCOL } from '../shared/wire/frames.ts';
import { isRecord } from './records.ts';

/** The part of a WebSocket that is used: the browser's and Node's (≥ 22) have it. */
export interface SocketLike {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { code: number; reason: string }) => void,
  ): void;
  addEventListener(type: 'error', listener: () => void): void;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** A WebSocket class. The second argument with headers is Node's own; browsers only get the list. */
export type SocketClass = new (
  url: string,
  options: string[] | { protocols: string[]; headers: Record<string, string> },
) => SocketLike;

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
  const protocols = [SUBPROTOCOL];
  const socket = new WebSocket(
    url,
    token === undefined ? protocols : { protocols, headers: { authorization: `Bearer ${token}` } },
  );
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
    send: (frame) => socket.send(JSON.stringify(frame)),
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
