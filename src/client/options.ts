// What a client, and a room in it, are told as they are made.
import type { WaitOptions } from './abort.ts';
import type { SocketClass } from './socket-class.ts';
import type { ChatStorage } from './storage.ts';

/** The session's token, or how to get one that holds. */
export type Token = string | (() => string | Promise<string>);

export interface ConnectOptions {
  /** A gateway, `http(s)://` or `ws(s)://`, or several: every new connection goes to the next one. */
  url: string | readonly string[];
  /**
   * The session's token, or how to get a fresh one (asked before every connection). In a browser leave it
   * out: there the HttpOnly cookie carries it, and no script can read it.
   */
  token?: Token;
  /**
   * Makes sure that the session is good, before every connection: for a page whose server renews the cookie. With it a session that
   * ended is not the end. Where it rejects, another try follows.
   */
  renew?: () => void | Promise<void>;
  /** What outlives the process; memory unless told. */
  storage?: ChatStorage;
  /**
   * Commands of one room in flight at once, 1 unless told: their order holds whatever happens. More is
   * faster over a long way; a message that had to be sent again may then come after its successor.
   */
  pipeline?: number;
  /** Another WebSocket class than the global one, which Node has from 22 on: before that give the one of the package `ws`. */
  WebSocket?: SocketClass;
  /** Closes the client when it is aborted, as `close()` does. */
  signal?: AbortSignal;
  /**
   * Is told what a handler of yours or the storage threw: the client goes on. Without it that is thrown where nobody catches it: a
   * browser's console says it, in Node the process ends.
   */
  onError?: (error: unknown) => void;
}

export interface JoinOptions extends WaitOptions {
  /** How many of the room's latest messages to begin with where there is no cursor: 0 to 200, 50 unless told. */
  last?: number;
  /**
   * How many messages to catch up with after an absence, 1 to 200: of more than that only the latest come, and `skipped`
   * says so; the rest is history. Everything comes where it is not given.
   */
  max?: number;
}

export interface EnterOptions extends JoinOptions {
  /** Messages of the room that are known at once, or up to twice as many: 500 unless told. Older ones are asked for again. */
  keep?: number;
}
