// Finds connections that are open in name only (a sleeping laptop, a silent middlebox). Pure. Invariant:
// nothing heard within 5 s of a ping means that the connection is dead, whatever the socket says.

export const PING_EVERY_MS = 15_000;
/** After a question its answer is the sign of life; a ping asks for one when it does not come. */
export const PING_AFTER_QUESTION_MS = 3_000;
export const PONG_WITHIN_MS = 5_000;
/** After waking up nobody wants to wait long to learn that the line is dead. */
export const PONG_WITHIN_AFTER_WAKE_MS = 3_000;

export class Heartbeat {
  #pingAt: number;
  #pongBy: number | undefined;

  constructor(now: number) {
    this.#pingAt = now + PING_EVERY_MS;
  }

  /** Any frame proves that the connection lives. */
  heard(now: number): void {
    this.#pongBy = undefined;
    this.#pingAt = now + PING_EVERY_MS;
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
