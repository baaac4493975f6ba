// An answer that goes on, as the socket that a connection needs: frames become server-sent events. Invariants: what waits for a
// client that does not read is bounded by who writes, as of a WebSocket (fanout/outbox.ts), and is let go of where it is cut, so
// that the last event says why: it comes back to where its last id was. Nothing is answered 200 before it is known that one may
// be in the room.
import type { ServerResponse } from 'node:http';
import { type CloseCode, saysComeBack } from '../../shared/wire/codes.ts';
import type { ErrorFrame, ServerFrame } from '../../shared/wire/frames.ts';
import type { ClientSocket } from '../socket/connection.ts';
import { eventTextsOf, KEEP_ALIVE, lastEvent } from './event-text.ts';

export interface EventSocketOptions {
  /** Whether the answer ends where the room is live. */
  follow: boolean;
  /** The cursor cannot be resumed from: the room is to be joined without it. */
  onReset: () => void;
  /** It answers from now on. */
  onBegun: () => void;
  /** It may not answer at all: nothing was written. */
  onRefused: (error: ErrorFrame) => void;
  /** Who reads nothing for so long does not read the end any more. */
  lastWordMs?: number;
}

/** So much of what waits is written, for the system to take it; what is written is not let go of any more. */
const WRITTEN_MAX_BYTES = 65_536;
const LAST_WORD_MS = 15_000;

export class EventSocket implements ClientSocket {
  readonly #response: ServerResponse;
  readonly #options: EventSocketOptions;
  #state: 'opening' | 'open' | 'closed' = 'opening';
  /** Whole events that are not written: the client has yet to read what was before. */
  #queue: string[] = [];
  #queuedBytes = 0;
  readonly #drained: (() => void)[] = [];
  /** Something of what waited was read since it was asked last. */
  #reads = true;

  constructor(response: ServerResponse, options: EventSocketOptions) {
    this.#response = response;
    this.#options = options;
    response.on('close', () => this.#gone());
  }

  get open(): boolean {
    return this.#state !== 'closed';
  }

  get waiting(): number {
    return this.#queuedBytes + this.#response.writableLength;
  }

  write(frames: Buffer): void {
    for (const { frame, text } of eventTextsOf(frames)) {
      if (this.#state === 'closed') return;
      this.#take(frame, text);
    }
  }

  onDrain(listener: () => void): void {
    this.#drained.push(listener);
  }

  /** Whoever comes back says where they were. */
  close(code: CloseCode, reason: string): void {
    if (this.#state === 'closed') return;
    this.#begin();
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#end(lastEvent(code, reason, saysComeBack(code) ? comeBackMs(reason) : undefined));
  }

  pause(): void {
    // Nothing is read of it: it asked once.
  }

  resume(): void {
    // Nor is there anything to go on reading.
  }

  /** Says that it is there. */
  beat(): void {
    if (this.#state === 'open' && this.waiting === 0) this.#response.write(KEEP_ALIVE);
  }

  /** Whether the client read anything since the last call, where there was something to read. */
  heard(): boolean {
    const isRead = this.#reads || this.waiting === 0;
    this.#reads = false;
    return isRead;
  }

  #take(frame: ServerFrame, text: string): void {
    if (this.#state === 'opening' && frame.type === 'error') {
      this.#state = 'closed';
      return this.#options.onRefused(frame);
    }
    if (frame.type === 'joined' || frame.type === 'reset') this.#begin();
    this.#queue.push(text);
    this.#queuedBytes += Buffer.byteLength(text);
    this.#flush();
    if (frame.type === 'reset') this.#options.onReset();
    else if (this.#isLast(frame)) this.#end();
  }

  #isLast({ type }: ServerFrame): boolean {
    return type === 'left' || type === 'error' || (type === 'live' && !this.#options.follow);
  }

  #begin(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Its place is this connection's: nothing else is asked on it.
      connection: 'close',
      // Of proxies that would keep events until there are many.
      'x-accel-buffering': 'no',
    });
    this.#response.flushHeaders();
    this.#options.onBegun();
  }

  #flush(): void {
    while (this.#state === 'open' && this.#queue.length > 0 && this.#hasRoom()) {
      const text = this.#queue.shift() ?? '';
      this.#queuedBytes -= Buffer.byteLength(text);
      // Not at `drain`: it does not come after what fits in.
      this.#response.write(text, () => this.#wasTaken());
    }
    if (this.waiting === 0) this.#tellDrained();
  }

  #wasTaken(): void {
    this.#reads = true;
    this.#flush();
  }

  #hasRoom(): boolean {
    return this.#response.writableLength < WRITTEN_MAX_BYTES;
  }

  /** With everything that waits, and this. */
  #end(last = ''): void {
    this.#state = 'closed';
    // The server ends what is silent for so long.
    this.#response.socket?.setTimeout(this.#options.lastWordMs ?? LAST_WORD_MS);
    this.#response.end(this.#queue.join('') + last);
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#tellDrained();
  }

  #gone(): void {
    this.#state = 'closed';
    this.#tellDrained();
  }

  #tellDrained(): void {
    for (const listener of this.#drained.splice(0)) listener();
  }
}

const COME_BACK_MS = 1_000;

/** A reason that begins with `{` says when. */
const comeBackMs = (reason: string): number => {
  const { retryAfterMs = COME_BACK_MS } = reason.startsWith('{')
    ? (JSON.parse(reason) as { retryAfterMs?: number })
    : {};
  return retryAfterMs;
};
