// What one client sends, as fast as it may: each frame costs; who spends more than a connection may is ended, who is one of
// those who take more than their share rests, and is not read meanwhile (docs/adr/0015).
import type { Socket } from '../fanout/outbox.ts';
import type { Pacer } from '../limits/pace.ts';
import { type Bucket, fullBucket, type Rate, take } from '../limits/rate-limit.ts';

export interface IntakeOptions {
  socket: Pick<Socket, 'open'> & { pause: () => void; resume: () => void };
  rate: Rate;
  pacer: Pacer;
  take: (data: Buffer, isBinary: boolean) => void;
  /** It sent more than one may: the connection is over. */
  onFlood: () => void;
}

export class Intake {
  readonly #options: IntakeOptions;
  readonly #bucket: Bucket;
  /** Why it is not read just now: its commands wait, or it rests. */
  #held = false;
  #resting = false;
  #rested: NodeJS.Timeout | undefined;
  /** What had come in one piece with what made it rest: no more than may be sent at once. */
  #unread: { data: Buffer; isBinary: boolean }[] | undefined;
  #ended = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#bucket = fullBucket(options.rate, performance.now());
  }

  receive(data: Buffer, isBinary: boolean): void {
    if (this.#ended || !this.#options.socket.open) return;
    // One before it is looked at, for looking is what a flood costs us; the rest when it is known what it asks.
    if (!this.spend(1)) return;
    if (!this.#resting) return this.#options.take(data, isBinary);
    this.#unread ??= [];
    this.#unread.push({ data, isBinary });
  }

  /** Whether the connection may spend so much; it is over when not. */
  spend(cost: number): boolean {
    const { socket, rate, pacer, onFlood } = this.#options;
    if (!socket.open) return false;
    const now = performance.now();
    if (take(this.#bucket, rate, now, cost) > 0) {
      onFlood();
      return false;
    }
    pacer.spend(cost, now);
    this.#rest(pacer.restMs(now));
    return true;
  }

  /** Reads no further until {@link release}: what was taken waits. */
  hold(): void {
    this.#held = true;
    this.#options.socket.pause();
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#readOn();
  }

  /** Takes nothing more. */
  end(): void {
    this.#ended = true;
  }

  closed(): void {
    this.end();
    clearTimeout(this.#rested);
    this.#unread = undefined;
  }

  /** Others of its address, or all, took more than their share, and it is one of those who did. */
  #rest(ms: number): void {
    if (ms === 0 || this.#resting) return;
    this.#resting = true;
    this.#options.socket.pause();
    this.#rested = setTimeout(() => this.#wake(), ms);
  }

  #wake(): void {
    const { socket } = this.#options;
    this.#resting = false;
    while (socket.open && !this.#resting && !this.#ended) {
      const next = this.#unread?.shift();
      if (next === undefined) break;
      this.#options.take(next.data, next.isBinary);
    }
    this.#readOn();
  }

  #readOn(): void {
    if (!this.#held && !this.#resting) this.#options.socket.resume();
  }
}
