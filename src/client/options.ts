// What a client is told as it is made.
import type { Token } from './driver.ts';
import type { SocketClass } from './socket.ts';
import type { ChatStorage } from './storage.ts';

export interface ConnectOptions {
  /** A gateway, `http(s)://` or `ws(s)://`, or several: every new connection goes to the next one. */
  url: string | readonly string[];
  /**
   * The session's token, or how to get a fresh one (asked before every connection). In a browser leave it
   * out: there the HttpOnly cookie carries it, and no script can read it.
   */
  token?: Token;
  /** What outlives the process; memory unless told. */
  storage?: ChatStorage;
  /**
   * Commands of one room in flight at once, 1 unless told: their order holds whatever happens. More is
   * faster over a long way; a message that had to be sent again may then come after its successor.
   */
  pipeline?: number;
  /** Another WebSocket class than the global one. */
  WebSocket?: SocketClass;
}
