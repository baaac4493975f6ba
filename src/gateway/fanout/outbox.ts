// One client's way out: whole frames, written at once, bounded. A client that does not read fills its own
// outbox and is closed with 4008; it comes back with its cursor and misses nothing (P8).
import { CloseCode } from '../../shared/protocol.ts';

/** What the core needs of a socket; `ws` and its transport behind it are adapted in server.ts. */
export interface Socket {
  /** Writes bytes that are whole WebSocket frames. No-op once closing. */
  write: (frames: Buffer) => void;
  /** Bytes that wait in this process for the client to read. */
  readonly waiting: number;
  /** Calls back once when less than the transport's high-water mark is waiting. */
  onDrain: (listener: () => void) => void;
  /** Starts the closing handshake; the socket is cut when the client does not answer it. */
  close: (code: CloseCode, reason: string) => void;
  readonly open: boolean;
}

/** A backlog page is written only while less than this is waiting; live events are not held back. */
const BACKLOG_LOW_BYTES = 65_536;

export class Outbox {
  readonly #socket: Socket;
  readonly #maxBytes: number;
  #steps: Promise<void> = Promise.resolve();

  constructor(socket: Socket, maxBytes: number) {
    this.#socket = socket;
    this.#maxBytes = maxBytes;
  }

  get open(): boolean {
    return this.#socket.open;
  }

  send(frames: Buffer): void {
    if (!this.#socket.open) return;
    if (this.#socket.waiting > this.#maxBytes) {
      this.#socket.close(CloseCode.slow, 'reads too slowly: come back with your cursor');
      return;
    }
    this.#socket.write(frames);
  }

  /**
   * Runs `step`, which may write a piece of a backlog, when the client has read most of what came before, or is gone.
   * Steps run one after the other: each sees what the one before it wrote, also those of several rooms.
   */
  whenRead<T>(step: () => T | Promise<T>): Promise<T> {
    const run = this.#steps.then(async () => {
      while (this.#socket.open && this.#socket.waiting >= BACKLOG_LOW_BYTES) {
        await new Promise<void>((resolve) => this.#socket.onDrain(resolve));
      }
      return await step();
    });
    this.#steps = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }
}
