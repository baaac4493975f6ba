// Finds connections that are open in name only (a sleeping laptop, a silent middlebox). Pure. Invariant:
// nothing heard within 5 s of a ping means that the connection is dead, whatever the socket says.

/**
 * Not sooner: a gateway that stands still is ended by its probe within 19 s, and its people are back 3 s later. Who gave up
 * before has failed several times by then and waits (measured with 500: 18 s for 95 % of them).
 */
export const PING_AFTER_MS = 16_000;
/** Each connection asks up to this much earlier: a message to a quiet crowd is not followed by a ping of all at once. */
export const PING_SPREAD_MS = 2_000;
/** After a question its answer is the sign of life; a ping asks for one when it does not come. */
export const PING_AFTER_QUESTION_MS = 3_000;
/** A gateway that makes somebody rest who asks a lot takes that long to read on. */
export const PONG_WITHIN_MS = 5_000;
/** After waking up nobody wants to wait long to learn that the line is dead. */
export const PONG_WITHIN_AFTER_WAKE_MS = 3_000;

export class Heartbeat {
  readonly #pingAfterMs: number;
  #pingAt: number;
  #pongBy: number | undefined;

  /** @param random 0 to 1, of this connection. */
  constructor(now: number, random: number) {
    this.#pingAfterMs = PING_AFTER_MS - Math.floor(random * PING_SPREAD_MS);
    this.#pingAt = now + this.#pingAfterMs;
  }

  /** Any frame proves that the connection lives. */
  heard(now: number): void {
    this.#pongBy = undefined;
    this.#pingAt = now + this.#pingAfterMs;
  }

  /** Something was sent that will be answered. */
  asked(now: number): void {
    this.#pingAt = Math.min(this.#pingAt, now + PING_AFTER_QUESTION_MS);
  }

  /** Asks for a sign of life at once. */
  hurry(now: number): void {
    this.#pingAt = now;
    this.#pongBy = Math.min(
      this.#pongBy ?? Number.POSITIVE_INFINITY,
      now + PONG_WITHIN_AFTER_WAKE_MS,
    );
  }

  check(now: number): 'ping' | 'dead' | undefined {
    if (this.#pongBy !== undefined && now >= this.#pongBy) return 'dead';
    if (now < this.#pingAt) return undefined;
    this.#pongBy ??= now + PONG_WITHIN_MS;
    this.#pingAt = Number.POSITIVE_INFINITY;
    return 'ping';
  }

  dueAt(): number {
    return Math.min(this.#pingAt, this.#pongBy ?? Number.POSITIVE_INFINITY);
  }
}
