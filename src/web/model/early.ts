// What the page asks for before the rest of it is there (main.tsx): who it is and, where somebody is known, their connection; and its
// database. On a slow network, or device, each would have to be waited for after the page itself. Who was never here enters the room that
// they will see, too, and has its last messages asked for, for a first picture; of others only the page knows how far they have it.
// Invariants: each is taken once, and asked for anew by whoever comes later; what was not taken in time is ended.
import { knownSession, readSession, type SessionState } from '../../client/session.ts';
import type { SocketLike } from '../../client/socket-class.ts';
import { socketUrl } from '../../client/urls.ts';
import { type Opened, openDatabase } from './database.ts';
import { EarlySocket, type Foreseen } from './early-socket.ts';
import { FIRST_ROOM, LAST } from './entering-first.ts';
import { askFirstPage, type FirstPage } from './first-page.ts';
import { placeOfHash, roomOfHash } from './route.ts';
import { wasHere } from './was-here.ts';

interface Early {
  session?: Promise<SessionState> | undefined;
  socket?: EarlySocket | undefined;
  database?: Promise<Opened> | undefined;
  page?: Promise<FirstPage | undefined> | undefined;
}

const early: Early = {};

/**
 * `origin`: that of the page, which its gateway serves; `hash`: of its address, with the room that is wanted. Resolves once nothing more
 * is to be asked for.
 */
export async function askEarly(origin: string, hash: () => string): Promise<void> {
  const session = knownSession(origin).then((known) => known ?? readSession(origin));
  const before = wasHere();
  // Behind that: who opens it makes it.
  early.database = before.then(openDatabase);
  // Said to whoever takes it.
  early.database.catch(() => undefined);
  early.page = before.then(async (was) => {
    const { room, seq } = placeOfHash(hash()) ?? { room: FIRST_ROOM };
    if (was || seq !== undefined) return undefined;
    // Of nobody it is refused: to wait until it is known who one is takes longer.
    const [asked, answer] = await Promise.all([askFirstPage(origin, room, innerHeight), session]);
    if (asked === undefined || answer.status !== 'known') return undefined;
    return { ...asked, room, user: answer.session.user };
  });
  early.session = session.then(async (answer) => {
    const foreseen = (await before) ? undefined : firstJoin(roomOfHash(hash()) ?? FIRST_ROOM);
    if (answer.status === 'known') early.socket = new EarlySocket(socketUrl(origin), foreseen);
    return answer;
  });
  await Promise.all([early.session, before]);
}

/** As the SDK says it of a room that one has nothing of. */
const firstJoin = (room: string): Foreseen => ({
  room,
  join: JSON.stringify({ type: 'join', room, last: LAST }),
});

/** What the gateway said of the session; asked now where nobody asked early. */
export const firstSession = (origin: string): Promise<SessionState> =>
  taken('session') ?? readSession(origin);

/** The connection that was opened early; a new one for whoever comes later. Rejects where the page can have none. */
export const firstDatabase = (): Promise<Opened> => taken('database') ?? openDatabase();

/** What the first picture shows; undefined where there is to be none. */
export const firstPage = async (): Promise<FirstPage | undefined> => await taken('page');

function taken<What extends keyof Early>(what: What): Early[What] {
  const had = early[what];
  early[what] = undefined;
  return had;
}

/** The class that the page's client is made with: its first connection is the one that was opened early, while that is good. */
export class PageSocket implements SocketLike {
  readonly #socket: SocketLike;
  readonly #send: (data: string) => void;

  constructor(url: string, protocols: string[]) {
    const early = taken('socket');
    const socket = early?.take(url);
    this.#socket = socket ?? new WebSocket(url, protocols);
    this.#send = (data) => (socket === undefined ? this.#socket : early)?.send(data);
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  readonly addEventListener: SocketLike['addEventListener'] = (...args: [never, never]) =>
    this.#socket.addEventListener(...args);

  send(data: string): void {
    this.#send(data);
  }

  close(code?: number): void {
    this.#socket.close(code);
  }
}
