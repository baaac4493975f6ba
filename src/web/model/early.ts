// What the page asks for before the rest of it is there (main.tsx): who it is and, where somebody is known, their connection. On a slow
// network each is a way there and back that would have to be waited for after the page itself.
// Invariants: each is taken once, and asked for anew by whoever comes later; what was not taken in time is ended.
import { readSession, type SessionState } from '../../client/session.ts';
import type { SocketLike } from '../../client/socket-class.ts';
import { socketUrl } from '../../client/urls.ts';
import { EarlySocket } from './early-socket.ts';

interface Early {
  session?: Promise<SessionState> | undefined;
  socket?: EarlySocket | undefined;
}

const early: Early = {};

/** `origin`: that of the page, which its gateway serves. */
export function askEarly(origin: string): void {
  early.session = readSession(origin).then((answer) => {
    if (answer.status === 'known') early.socket = new EarlySocket(socketUrl(origin));
    return answer;
  });
}

/** What the gateway said of the session; asked now where nobody asked early. */
export const firstSession = (origin: string): Promise<SessionState> =>
  taken('session') ?? readSession(origin);

function taken<What extends keyof Early>(what: What): Early[What] {
  const had = early[what];
  early[what] = undefined;
  return had;
}

/** The class that the page's client is made with: its first connection is the one that was opened early, while that is good. */
export class PageSocket implements SocketLike {
  readonly #socket: SocketLike;

  constructor(url: string, protocols: string[]) {
    this.#socket = taken('socket')?.take(url) ?? new WebSocket(url, protocols);
  }

  readonly addEventListener: SocketLike['addEventListener'] = (...args: [never, never]) =>
    this.#socket.addEventListener(...args);

  send(data: string): void {
    this.#socket.send(data);
  }

  close(code?: number): void {
    this.#socket.close(code);
  }
}
