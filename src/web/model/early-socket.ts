// A connection that is opened before there is anybody to listen to it. Invariants: what came meanwhile is heard first, and in its order;
// one that nobody took in time is closed, so that a page that never gets ready holds no place at a gateway.
import { SUBPROTOCOL } from '../../shared/wire/frames.ts';

/** What a gateway says as it welcomes, the time above all, is not older than this when it is heard, milliseconds. */
export const GOOD_MS = 5_000;

export class EarlySocket {
  readonly #url: string;
  readonly #socket: WebSocket;
  readonly #late: ReturnType<typeof setTimeout>;
  readonly #came: MessageEvent[] = [];

  constructor(url: string, goodMs = GOOD_MS) {
    this.#url = url;
    this.#socket = new WebSocket(url, [SUBPROTOCOL]);
    this.#socket.addEventListener('message', this.#keep);
    this.#late = setTimeout(() => this.#socket.close(), goodMs);
  }

  /** How much waits to be heard. */
  get came(): number {
    return this.#came.length;
  }

  /** For the one who listens from now on; undefined where it leads elsewhere, or is over. */
  take(url: string): WebSocket | undefined {
    clearTimeout(this.#late);
    const { readyState } = this.#socket;
    if (url !== this.#url || readyState > WebSocket.OPEN) {
      this.#socket.close();
      return undefined;
    }
    // Behind whoever takes it: then there is somebody who listens.
    queueMicrotask(() => {
      this.#socket.removeEventListener('message', this.#keep);
      for (const event of this.#came.splice(0)) this.#socket.dispatchEvent(again(event));
    });
    return this.#socket;
  }

  readonly #keep = (event: MessageEvent): void => void this.#came.push(event);
}

/** An event is dispatched once. */
const again = ({ data }: MessageEvent): MessageEvent => new MessageEvent('message', { data });
