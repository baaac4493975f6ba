// The life of the connection: when to open it, when to give it up, how long to wait before the next one. Pure.
// Invariant: only a close code that says so, an "unauthorized" or the owner ends it for good.
import { backoffMs } from './backoff.ts';
import { closeMeaning } from './close-codes.ts';
import type { Effects } from './effects.ts';
import { Heartbeat } from './heartbeat.ts';

/** From the first byte to `welcome`; a gateway that takes longer is as good as none. */
export const OPEN_WITHIN_MS = 10_000;
/** A connection that lived this long was a success: the next failure counts from 0 again. */
export const STABLE_AFTER_MS = 5_000;

type Phase =
  | { name: 'idle' }
  /** `asked`: the server named the time. */
  | { name: 'waiting'; until: number; asked: boolean }
  | { name: 'opening'; until: number }
  | { name: 'open'; since: number; heartbeat: Heartbeat }
  | { name: 'closed'; reason: string };

export interface LinkOptions {
  effects: Effects;
  random: () => number;
  /** A fresh token can be had, so that an expired one is not the end. */
  renewable: boolean;
  /** The connection is gone: nothing that was asked over it will be answered. */
  onLost: () => void;
}

export class Link {
  readonly #effects: Effects;
  readonly #random: () => number;
  readonly #renewable: boolean;
  readonly #onLost: () => void;
  #phase: Phase = { name: 'idle' };
  #failures = 0;

  constructor({ effects, random, renewable, onLost }: LinkOptions) {
    this.#effects = effects;
    this.#random = random;
    this.#renewable = renewable;
    this.#onLost = onLost;
  }

  get state(): 'connecting' | 'live' | 'closed' {
    if (this.#phase.name === 'open') return 'live';
    return this.#phase.name === 'closed' ? 'closed' : 'connecting';
  }

  get closedBecause(): string | undefined {
    return this.#phase.name === 'closed' ? this.#phase.reason : undefined;
  }

  /** Who closed it in the turn in which it was made has closed it. */
  start(now: number): void {
    if (this.#phase.name === 'closed') return;
    this.#effects.emit('state', { state: 'connecting', attempt: 0, retryInMs: 0 });
    this.#open(now);
  }

  /** The network or the person is back: tries now, or makes sure that the line is alive. */
  wake(now: number): void {
    if (this.#phase.name === 'open') this.#phase.heartbeat.hurry(now);
    // A wait that the server asked for stands: it spreads the clients of a gateway that goes away.
    if (this.#phase.name === 'waiting' && !this.#phase.asked) this.#open(now);
  }

  tick(now: number): void {
    const phase = this.#phase;
    if (phase.name === 'waiting' && now >= phase.until) this.#open(now);
    if (phase.name === 'opening' && now >= phase.until) this.giveUp('timeout', now);
    if (phase.name !== 'open') return;
    const pulse = phase.heartbeat.check(now);
    if (pulse === 'dead') this.giveUp('silent', now);
    if (pulse === 'ping') this.#effects.send({ type: 'ping' });
  }

  heard(now: number): void {
    if (this.#phase.name === 'open') this.#phase.heartbeat.heard(now);
  }

  asked(now: number): void {
    if (this.#phase.name === 'open') this.#phase.heartbeat.asked(now);
  }

  /** The first frame came. False when nobody waits for it any more. */
  welcomed(now: number): boolean {
    if (this.#phase.name !== 'opening') return false;
    const heartbeat = new Heartbeat(now, this.#random());
    this.#phase = { name: 'open', since: now, heartbeat };
    return true;
  }

  /** The socket ended, or never opened. */
  closed(code: number, reason: string, now: number): void {
    const before = this.#phase.name;
    if (before === 'closed') return;
    const { comeBack, name, retryAfterMs } = closeMeaning(code, reason);
    const renew = name === 'unauthorized' && this.#renewable && before === 'open';
    if (!comeBack && !renew) {
      this.finish(name);
      return;
    }
    if (before === 'opening') this.#effects.add({ do: 'probe' });
    this.#lost(name, now, retryAfterMs);
  }

  /** The connection is of no use: leaves it and comes back on another. */
  giveUp(reason: string, now: number): void {
    this.#effects.add({ do: 'drop', code: 4000 });
    this.#lost(reason, now);
  }

  finish(reason: string): void {
    if (this.#phase.name === 'closed') return;
    this.#phase = { name: 'closed', reason };
    this.#effects.add({ do: 'drop', code: 1000 });
    this.#effects.emit('state', { state: 'closed', reason });
  }

  isStable(now: number): boolean {
    return this.#phase.name === 'open' && now - this.#phase.since >= STABLE_AFTER_MS;
  }

  dueAt(): number | undefined {
    const phase = this.#phase;
    if (phase.name === 'open') return phase.heartbeat.dueAt();
    return phase.name === 'waiting' || phase.name === 'opening' ? phase.until : undefined;
  }

  #open(now: number): void {
    this.#phase = { name: 'opening', until: now + OPEN_WITHIN_MS };
    this.#effects.add({ do: 'connect' });
  }

  #lost(reason: string, now: number, retryAfterMs?: number): void {
    if (this.isStable(now)) this.#failures = 0;
    const attempt = this.#failures;
    const retryInMs = backoffMs({ attempt, retryAfterMs, random: this.#random() });
    this.#failures += 1;
    this.#phase = { name: 'waiting', until: now + retryInMs, asked: retryAfterMs !== undefined };
    this.#onLost();
    this.#effects.emit('state', {
      state: 'connecting',
      attempt: this.#failures,
      reason,
      retryInMs,
    });
  }
}
