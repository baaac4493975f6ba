// The WebSocket that a client is made with: a browser's, Node's (22 and newer have one), or the class of the package `ws`.
import { ChatError } from './errors.ts';

/** The part of a WebSocket that is used. */
export interface SocketLike {
  /** 1 while it takes what is sent. */
  readonly readyState: number;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { code: number; reason: string }) => void,
  ): void;
  addEventListener(type: 'error', listener: () => void): void;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** A WebSocket class: the standard's, or that of `ws`. What it is made with beside its address differs, and is not asked for. */
export type SocketClass = new (url: string, ...more: never[]) => SocketLike;

/** How they are made in truth: headers are in no standard. */
type MadeWith = new (
  url: string,
  second: string[] | { protocols: string[]; headers: Record<string, string> },
  third?: { headers: Record<string, string> },
) => SocketLike;

export interface SocketAddress {
  url: string;
  protocols: string[];
  /** For a header; a browser carries a cookie instead. */
  token: string | undefined;
}

export function makeSocket(
  given: SocketClass,
  { url, protocols, token }: SocketAddress,
): SocketLike {
  // What a class takes says its documentation, not its type.
  const WebSocket = given as unknown as MadeWith;
  if (token === undefined) return new WebSocket(url, protocols);
  const headers = { authorization: `Bearer ${token}` };
  return isOfWs(given)
    ? new WebSocket(url, protocols, { headers })
    : new WebSocket(url, { protocols, headers });
}

/** The package's sockets can be cut off, the standard's cannot. */
const isOfWs = (WebSocket: SocketClass): boolean =>
  // It is looked for, not called.
  'terminate' in (WebSocket as { prototype: object }).prototype;

/** The class that this program has of itself. Throws where it has none, or one that cannot do what is asked of it. */
export function ownSocketClass({ needsHeaders }: { needsHeaders: boolean }): SocketClass {
  const own = (globalThis as { WebSocket?: SocketClass }).WebSocket;
  if (own === undefined) {
    throw new ChatError(
      'invalid',
      'There is no WebSocket here: Node has one from version 22 on. Before that install the package "ws" and ' +
        'give its class: connect({ url, token, WebSocket }).',
    );
  }
  if (needsHeaders && isBrowser()) {
    throw new ChatError(
      'invalid',
      'In a browser leave token out: no page can send it with a WebSocket, the session’s cookie goes by itself.',
    );
  }
  return own;
}

const isBrowser = (): boolean => 'document' in globalThis || 'WorkerGlobalScope' in globalThis;
