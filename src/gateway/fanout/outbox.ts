// One client's way out: whole frames, written at once, bounded. A client that does not read fills its own
// outbox and is closed with 4008; it comes back with its cursor and misses nothing (P8).
import { setTimeout as sleep } from 'node:timers/promises';
import { CloseCode } from '../../shared/wire/codes.ts';
import { answerCost } from '../limits/cost.ts';
import type { Pacer } from '../limits/pace.ts';
import type { Holder, OutboxBudget } from './outbox-budget.ts';

/** What the core needs of a socket; `ws` and its transport behind it are adapted in src/gateway/socket/socket.ts. */
export interface Socket {
  /** Writes bytes that are whole WebSocket frames. No-op once closing. */
  write: (frames: Buffer) => void;
  /** Bytes that wait in this process for the client to read. */
  readonly waiting: number;
  /** Calls back once when nothing is waiting any more. */
  onDrain: (listener: () => void) => void;
  /** Starts the closing handshake; the socket is cut when the client does not answer it. */
  close: (code: CloseCode, reason: string) => void;
  readonly open: boolean;
}

/** A backlog page is written only while less than this is waiting; live events are not held back. */
const BACKLOG_LOW_BYTES = 65_536;

/** What a waiting write takes beside its bytes, measured with frames of 17 bytes that nobody reads. */
const WRITE_BYTES = 800;

export interface OutboxLimits {
  /** Of what waits, and of what that holds. */
  maxBytes: number;
  budget: OutboxBudget;
}

export class Outbox implements Holder {
  readonly #socket: Socket;
  readonly #limits: OutboxLimits;
  readonly #pacer: Pacer;
  #held = 0;
  /** What waited when `#held` was counted last. */
  #waited = 0;
  #steps: Promise<void> = Promise.resolve();

  constructor(socket: Socket, limits: OutboxLimits, pacer: Pacer) {
    this.#socket = socket;
    this.#limits = limits;
    this.#pacer = pacer;
    limits.budget.add(this);
  }

  get open(): boolean {
    return this.#socket.open;
  }

  get held(): number {
    return this.#held;
  }

  get user(): string {
    return this.#pacer.user;
  }

  get address(): string {
    return this.#pacer.address;
  }

  /** Frames that so many clients are sent, this one included. */
  send(frames: Buffer, sharers: number): void {
    if (!this.#socket.open) return;
    this.recount();
    if (Math.max(this.#socket.waiting, this.#held) > this.#limits.maxBytes) return this.shed();
    this.#socket.write(frames);
    this.#waited = this.#socket.waiting;
    this.#hold(this.#waited === 0 ? 0 : this.#held + frames.length / sharers + WRITE_BYTES);
  }

  /** Frames made for this client alone. */
  answer(frames: Buffer): void {
    if (!this.#socket.open) return;
    this.send(frames, 1);
    this.charge(frames.length);
  }

  /** Bytes that were read for this client. */
  charge(bytes: number): void {
    this.#pacer.spend(answerCost(bytes), performance.now());
  }

  /** What was read takes its part of the rest with it. */
  recount(): void {
    const { waiting } = this.#socket;
    if (waiting >= this.#waited) return;
    this.#hold((this.#held * waiting) / this.#waited);
    this.#waited = waiting;
  }

  shed(): void {
    this.#socket.close(CloseCode.slow, 'reads too slowly: come back with your cursor');
  }

  /** The socket is gone. */
  closed(): void {
    this.#limits.budget.remove(this);
  }

  #hold(bytes: number): void {
    const by = bytes - this.#held;
    if (by === 0) return;
    this.#held = bytes;
    this.#limits.budget.changed(by);
  }

  /**
   * Runs `step`, which may write a piece of a backlog, when the client has read most of what came before and its address
   * did not take too much, or when it is gone.
   * Steps run one after the other: each sees what the one before it wrote, also those of several rooms.
   */
  whenRead<T>(step: () => T | Promise<T>): Promise<T> {
    const run = this.#steps.then(async () => {
      while (this.#socket.open && this.#socket.waiting >= BACKLOG_LOW_BYTES) {
        await new Promise<void>((resolve) => this.#socket.onDrain(resolve));
      }
      const restMs = this.#pacer.restMs(performance.now());
      if (restMs > 0) await sleep(restMs);
      return await step();
    });
    this.#steps = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }
}
