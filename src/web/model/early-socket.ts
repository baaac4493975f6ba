// A connection that is opened before there is anybody to listen to it, and may enter a room before anybody asks to. Invariants: what
// came meanwhile is heard first, and in its order; what a room answered is heard once that was asked for, and by nobody who asked for it
// in another way; one that nobody took in time is closed, so that a page that never gets ready holds no place at a gateway.
import { isRecord } from '../../client/records.ts';
import { SUBPROTOCOL } from '../../shared/wire/frames.ts';

/** What a gateway says as it welcomes, the time above all, is not older than this when it is heard, milliseconds. */
export const GOOD_MS = 5_000;

/** What whoever takes it will ask for first. */
export interface Foreseen {
  room: string;
  /** The frame that enters it, as they will send it. */
  join: string;
}

export class EarlySocket {
  readonly #url: string;
  readonly #socket: WebSocket;
  readonly #late: ReturnType<typeof setTimeout>;
  readonly #came: MessageEvent[] = [];
  readonly #saidAgain = new WeakSet<Event>();
  #isTaken = false;
  #isWelcomed = false;
  /** Sent, and not asked for yet: then all that came behind the welcome waits. */
  #foreseen: Foreseen | undefined;

  constructor(url: string, foreseen?: Foreseen, goodMs = GOOD_MS) {
    this.#url = url;
    this.#foreseen = foreseen;
    this.#socket = new WebSocket(url, [SUBPROTOCOL]);
    this.#socket.addEventListener('message', this.#keep);
    if (foreseen !== undefined)
      this.#socket.addEventListener('open', () => this.#socket.send(foreseen.join));
    this.#late = setTimeout(() => this.#socket.close(), goodMs);
  }

  /** How much waits to be heard. */
  get came(): number {
    return this.#came.length;
  }

  /** For the one who listens from now on, and sends by {@link EarlySocket.send}; undefined where it leads elsewhere, or is over. */
  take(url: string): WebSocket | undefined {
    clearTimeout(this.#late);
    const { readyState } = this.#socket;
    if (url !== this.#url || readyState > WebSocket.OPEN) {
      this.#socket.close();
      return undefined;
    }
    // Behind whoever takes it: then there is somebody who listens, and what they do now is a task of its own.
    setTimeout(() => {
      this.#isTaken = true;
      this.#say(this.#foreseen === undefined ? this.#came.length : 1);
    });
    return this.#socket;
  }

  /** What was foreseen is under way. Where they enter that room in another way it is over: what it answered is no answer to that. */
  send(data: string): void {
    const room = this.#foreseen && roomOfJoin(data);
    if (room === undefined || room !== this.#foreseen?.room) return this.#socket.send(data);
    const isSo = data === this.#foreseen.join;
    this.#foreseen = undefined;
    if (isSo) setTimeout(() => this.#say(this.#came.length));
    else this.#socket.close();
  }

  #say(count: number): void {
    for (const { data } of this.#came.splice(0, count)) {
      this.#isWelcomed = true;
      const event = new MessageEvent('message', { data });
      this.#saidAgain.add(event);
      this.#socket.dispatchEvent(event);
    }
    if (this.#foreseen === undefined) this.#socket.removeEventListener('message', this.#keep);
  }

  /** First of those who listen. */
  readonly #keep = (event: MessageEvent): void => {
    if (this.#saidAgain.has(event)) return;
    event.stopImmediatePropagation();
    this.#came.push(event);
    // The welcome itself waits for nothing.
    if (this.#isTaken && !this.#isWelcomed) this.#say(1);
  };
}

/** Of a frame that enters a room. */
function roomOfJoin(data: string): string | undefined {
  if (!data.startsWith('{"type":"join"')) return undefined;
  const frame: unknown = JSON.parse(data);
  return isRecord(frame) && typeof frame['room'] === 'string' ? frame['room'] : undefined;
}
